"""Which cell of the hypothesis each case and each agreement is in, and what stands beside the cells (domain.md §3.9).

One set for both sides of a rate: a case is in it with the activity of its first talk, and an agreement, which counts
once, with the earliest first talk of its cases.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Final, TypeVar

from crm.agreements.rules import COMMERCIAL
from crm.agreements.rules.attribution import LAST, WINDOW_DAYS
from crm.insights.queries import population
from crm.insights.queries.cases import Case, within_window
from crm.insights.queries.ground import Basis, Signed, TalkedCase, talk_ids
from crm.insights.rules.cells import CellKey, Held, Parts, Share, parted
from crm.insights.rules.ways import SHORT_WINDOW_DAYS, Switches

#: Beside the cells: a flag that nobody knows, an activity that is not over, a first talk at no activity.
UNKNOWN, RUNNING, NOWHERE = "unknown", "running", "nowhere"
BESIDE: Final = (UNKNOWN, RUNNING, NOWHERE)
Where = CellKey | str
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class PlacedAgreement:
    """An agreement that was signed within the window, with the activity and the category that it counts under."""

    agreement_id: int
    activity_id: int | None
    category: str
    signed_on: date
    value: Decimal | None
    currency: str
    value_period: str


@dataclass(frozen=True)
class Members:
    """The activities that are counted, and by cell or by what lies beside, the cases and the agreements.

    `keys` has the cell of every case with known flags, whatever its activity: talks carry costs there.
    """

    held: population.HeldActivities
    keys: Mapping[int, CellKey]
    cases: Mapping[Where, Sequence[Case]]
    agreements: Mapping[Where, Sequence[PlacedAgreement]]


def members(ground: Basis, switches: Switches, *, judged_only: bool = False) -> Members:
    """Everything that one way of counting holds; with `judged_only` its agreements alone."""
    held = ground.held.with_running() if switches.running else ground.held
    keys = ground.keys(narrow=switches.narrow)
    placed = [
        (where, case)
        for case in (() if judged_only else ground.asked)
        if case.first_talk_on is not None and case.first_talk_on <= ground.as_of
        if (where := _where(case, case.home_id, ground, held, keys)) is not None
    ]
    return Members(held, keys, _grouped(placed), _grouped(_agreements(ground, held, keys, switches)))


def parts(ground: Basis, found: Members, switches: Switches) -> Parts:
    """Which part of each counted activity's cost goes to which cell."""
    homes = _homes(ground, found, switches)
    share = _shares(ground, switches)
    talks = [
        Held(row.activity_id, tuple(share(case) for case in row.cases), row.number)
        for row in ground.talks
        if row.activity_id in homes
    ]
    return parted(homes, talks)


def parts_of_talks(ground: Basis, found: Members, switches: Switches, where: Where) -> list[tuple[int, Fraction]]:
    """[(talk, which part of it belongs to a cell)] of the talks that have one there: what `parts` adds up."""
    homes = _homes(ground, found, switches)
    share = _shares(ground, switches)
    rows: list[tuple[int, Fraction]] = []
    for id, talk in talk_ids(ground).items():
        if talk.activity_id not in homes:
            continue
        told = [share(case) for case in talk.cases]
        cells = [each and each[0] for each in told] if told else [homes[talk.activity_id]]
        if number := sum(cell == where for cell in cells):
            rows.append((id, Fraction(number, len(cells))))
    return rows


def _homes(ground: Basis, found: Members, switches: Switches) -> dict[int, CellKey | None]:
    return {id: ground.cell(ground.own[id], narrow=switches.narrow) for id in found.held.counted}


def _shares(ground: Basis, switches: Switches) -> Callable[[TalkedCase], Share | None]:
    # Kept: for this one answer; many talks are about one case.
    @cache
    def share(case: TalkedCase) -> Share | None:
        key = ground.cell_of(case, narrow=switches.narrow)
        return None if key is None else (key, case.category)

    return share


def _where(
    case: Case,
    home: int | None,
    ground: Basis,
    held: population.HeldActivities,
    keys: Mapping[int, CellKey],
) -> Where | None:
    if home in held.counted:
        return keys.get(case.negotiation_id, UNKNOWN)
    if home in held.running:
        return RUNNING
    wanted = ground.wanted
    beside = home is None and not population.about_activities(wanted) and wanted.covers(case.first_talk_on)
    return NOWHERE if beside and wanted.initiative_id in (None, case.initiative_id) else None


def _agreements(
    ground: Basis, held: population.HeldActivities, keys: Mapping[int, CellKey], switches: Switches
) -> Iterable[tuple[Where, PlacedAgreement]]:
    """The agreements that are put down to a talk; of several cases to the earliest first talk of theirs, or, where the
    switch asks for it, to the last talk before signing. A framework of no case goes where its activity does."""
    days = SHORT_WINDOW_DAYS if switches.short else WINDOW_DAYS
    of_no_case = not ground.wanted.category and ground.wanted.maker_id is None
    talks = ground.last_talks if switches.how == LAST else ground.first_talks
    for row in ground.signed:
        if row.agreement_class != COMMERCIAL and not switches.frameworks:
            continue
        if row.agreement_id in talks:
            case, at = talks[row.agreement_id]
            if ground.is_asked(case) and within_window(case.first_talk_on, row.signed_on, days=days):
                where = _where(case, at, ground, held, keys)
                if where is not None:
                    yield where, _placed(row, at, case.category)
        elif row.agreement_class != COMMERCIAL and not row.cases and row.activity_id in held.counted and of_no_case:
            own = ground.own[row.activity_id or 0]
            yield ground.cell(own, narrow=switches.narrow) or UNKNOWN, _placed(row, row.activity_id, "")


def _placed(row: Signed, activity_id: int | None, category: str) -> PlacedAgreement:
    return PlacedAgreement(
        row.agreement_id, activity_id, category, row.signed_on, row.value, row.currency, row.value_period
    )


def _grouped(pairs: Iterable[tuple[Where, Row]]) -> dict[Where, list[Row]]:
    found: dict[Where, list[Row]] = {}
    for where, row in pairs:
        found.setdefault(where, []).append(row)
    return found
