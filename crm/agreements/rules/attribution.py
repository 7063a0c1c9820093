"""To which activities an agreement is put down, and with what weight (domain.md §3.1).

An agreement touches the activities at which leads of its negotiations were captured and talks of them were held, and
the one that somebody named on it. The weights of one agreement are fractions that add up to one; what falls to no
activity stands under None.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, NamedTuple

from crm.core.texts import N_

#: So long after its last day an agreement still comes from an activity.
WINDOW_DAYS: Final = 730
FIRST, LAST, LINEAR = "first", "last", "linear"
ATTRIBUTIONS: Final[dict[str, str]] = {
    FIRST: N_("The activity named on it, else that of the first lead"),
    LAST: N_("The last activity before signing"),
    LINEAR: N_("All its activities in equal parts"),
}
#: What touched: `opened` is the activity a negotiation was opened for, which counts where it has no lead; `named` the
#: one that the agreement itself names, which comes before all of them, whenever it was.
LEAD, TALK, OPENED, NAMED = "lead", "talk", "opened", "named"


class Touch(NamedTuple):
    """An activity that an agreement has to do with, since when, and why: LEAD, TALK, OPENED or NAMED."""

    activity_id: int
    on: date
    kind: str


class Span(NamedTuple):
    """First and last day of an activity."""

    start_on: date
    end_on: date

    def reaches(self, signed_on: date) -> bool:
        """Whether an agreement of that day can be put down to it: signed there, or within the window after it."""
        return self.start_on <= signed_on <= self.end_on + timedelta(days=WINDOW_DAYS)


def weights(
    touches: Sequence[Touch], *, signed_on: date, spans: Mapping[int, Span], how: str
) -> dict[int | None, Fraction]:
    """{activity id: its part of the agreement}; an activity outside the window leaves its part to None.

    Touches after the day of signing count nowhere. `how` is one of ATTRIBUTIONS. A lead that was written down after
    its activity came from it all the same: it touches no later than on the last day.
    """
    dated = [
        touch._replace(on=end) if touch.kind == LEAD and touch.on > (end := spans[touch.activity_id].end_on) else touch
        for touch in touches
        if touch.kind != NAMED
    ]
    before = sorted((touch for touch in dated if touch.on <= signed_on), key=lambda touch: touch.on)
    named = [touch._replace(on=signed_on) for touch in touches if touch.kind == NAMED]
    chosen = _chosen([*(touch for touch in before if touch.kind != OPENED), *named], how)
    if not chosen:
        chosen = [touch.activity_id for kind in (OPENED, TALK) for touch in before if touch.kind == kind][:1]
    found: dict[int | None, Fraction] = {}
    said = {touch.activity_id for touch in named}
    for activity_id in chosen:
        key = activity_id if activity_id in said or spans[activity_id].reaches(signed_on) else None
        found[key] = found.get(key, Fraction(0)) + Fraction(1, len(chosen))
    return found or {None: Fraction(1)}


def _chosen(before: Sequence[Touch], how: str) -> list[int]:
    if how == LINEAR:
        return list(dict.fromkeys(touch.activity_id for touch in before))
    if how == LAST:
        return [touch.activity_id for touch in before[-1:]]
    return [touch.activity_id for kind in (NAMED, LEAD) for touch in before if touch.kind == kind][:1]
