"""How soon the leads of fairs were answered, and what came of them: our own curve (domain.md §3.6)."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from crm.core.texts import N_
from crm.insights.rules.intervals import Difference, Interval, newcombe, wilson

WITHIN_DAY, WITHIN_THREE, WITHIN_WEEK, LATER, NEVER, BARRED = "day", "three", "week", "later", "never", "barred"
YOUNG: Final = "young"
#: How soon a first answer came, in the order of the curve; no lead is in two of them.
PACES: Final[dict[str, str]] = {
    WITHIN_DAY: N_("Within 1 day"),
    WITHIN_THREE: N_("1–3 days"),
    WITHIN_WEEK: N_("3–7 days"),
    LATER: N_("After more than 7 days"),
    NEVER: N_("Not answered"),
    BARRED: N_("Not to be answered: no consent or no contact details"),
}
TOO_YOUNG: Final = N_("Captured less than 90 days ago")
_LIMITS: Final = {WITHIN_DAY: 1, WITHIN_THREE: 3, WITHIN_WEEK: 7}
#: The 72 hours are kept by these.
FAST: Final[Set[str]] = frozenset({WITHIN_DAY, WITHIN_THREE})
#: A lead that is younger has had no time to become anything: it is in no row.
RIPE_AFTER: Final = timedelta(days=90)
#: Of fewer leads no share is told.
FEWEST: Final = 10
#: What a number counts of a row.
ALL, BEFORE, REST, TALKED, CASE = "all", "before", "rest", "talk", "case"
COUNTED: Final = (ALL, BEFORE, REST, TALKED, CASE)


def pace(captured_at: datetime, answered_at: datetime | None, now: datetime, *, barred: bool = False) -> str:
    """Which of PACES holds of a lead; YOUNG for one that has had no time. `barred`: nobody may answer it, or can."""
    if now - captured_at < RIPE_AFTER:
        return YOUNG
    if answered_at is None:
        return BARRED if barred else NEVER
    taken = answered_at - captured_at
    return next((code for code, days in _LIMITS.items() if taken <= timedelta(days=days)), LATER)


@dataclass(frozen=True, slots=True)
class AnsweredLead:
    """One lead of a fair; `talked_at` is when the first talk of its negotiations was held.

    When a negotiation was opened is often told as the day of its lead: it says nothing about what came first.
    """

    id: int
    activity_id: int
    pace: str
    captured_at: datetime
    answered_at: datetime | None
    talked_at: datetime | None
    is_case: bool

    @property
    def before(self) -> bool:
        """Whether a talk was held before anybody answered, or before the lead was there: neither brought that about."""
        from_then_on = max(self.captured_at, self.answered_at or self.captured_at)
        return self.talked_at is not None and self.talked_at < from_then_on

    def counts(self, what: str) -> bool:
        """Whether it is in a number of its row, one of COUNTED."""
        if what == BEFORE:
            return self.before
        reached = {TALKED: self.talked_at is not None, CASE: self.is_case}
        return what == ALL or (not self.before and reached.get(what, True))


@dataclass(frozen=True)
class PaceRow:
    """The leads answered at one pace; the shares are of those without a talk before."""

    code: str
    leads: int
    before: int
    rest: int
    talked: int
    case: int

    def share(self, number: int) -> Interval | None:
        """One of its two numbers with its interval; None where there are too few to say."""
        return wilson(number, self.rest) if self.rest >= FEWEST else None


@dataclass(frozen=True)
class Curve:
    """What came of leads by how soon they were answered."""

    leads: Sequence[AnsweredLead]

    @property
    def rows(self) -> list[PaceRow]:
        return [self._row({code}) for code in PACES]

    @property
    def young(self) -> int:
        return sum(lead.pace == YOUNG for lead in self.leads)

    @property
    def difference(self) -> Difference | None:
        """How much more of those answered within 3 days became a talk than of all others that could be answered; None
        where there are too few on one of the sides to say."""
        fast = self._row(FAST)
        slow = self._row(PACES.keys() - FAST - {BARRED})
        quick, others = fast.share(fast.talked), slow.share(slow.talked)
        return newcombe(quick, others) if quick is not None and others is not None else None

    def _row(self, codes: Set[str]) -> PaceRow:
        mine = [lead for lead in self.leads if lead.pace in codes]
        return PaceRow(min(codes), *(sum(lead.counts(what) for lead in mine) for what in COUNTED))

    def behind(self, code: str, what: str) -> list[AnsweredLead]:
        """The leads of a number; without a code those of all rows."""
        return [lead for lead in self.leads if lead.pace in ((code,) if code else PACES) and lead.counts(what)]
