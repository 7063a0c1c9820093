"""Which cell of the hypothesis each case and each agreement is in, and what stands beside the cells (domain.md §3.9).

One set for both sides of a rate: a case is in it with the activity of its first talk, and an agreement, which counts
once, with the earliest first talk of its cases.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, TypeVar

from sqlalchemy import and_, func

from crm.agreements.rules import COMMERCIAL
from crm.core import reading
from crm.insights.queries import population
from crm.insights.queries.cases import Case, matching, within_window
from crm.insights.queries.ground import Basis, PlacedAgreement, is_short, placed, talk_ids
from crm.insights.queries.talked import key_of
from crm.insights.rules import Selection
from crm.insights.rules.cells import CellKey, Parts, Share, at_home, parted
from crm.insights.rules.ways import Switches
from crm.negotiations.models import CaseFact, Negotiation
from crm.negotiations.rules.cells import CODES

#: Beside the cells: a flag that nobody knows, an activity that is not over, a first talk at no activity.
UNKNOWN, RUNNING, NOWHERE = "unknown", "running", "nowhere"
BESIDE: Final = (UNKNOWN, RUNNING, NOWHERE)
#: Agreements that were signed after the window, or before the first talk: of these sets there are no cases.
LATE: Final = "late"
Where = CellKey | str
Row = TypeVar("Row")


@dataclass(frozen=True)
class Members:
    """The activities that are counted, and by cell or by what lies beside, the cases and the agreements.

    `keys` has the cell of every case with known flags, whatever its activity: talks carry costs there.
    """

    held: population.HeldActivities
    keys: Mapping[int, CellKey]
    cases: Mapping[Where, Sequence[Case]]
    agreements: Mapping[Where, Sequence[PlacedAgreement]]


def members(ground: Basis, switches: Switches) -> Members:
    """Everything that one way of counting holds."""
    held = held_by(ground, switches)
    keys = ground.keys(narrow=switches.narrow)
    placed = [
        (where, case)
        for case in ground.asked
        if case.first_talk_on is not None and case.first_talk_on <= ground.as_of
        if (where := _where(case, case.home_id, ground, held, keys)) is not None
    ]
    return Members(held, keys, _grouped(placed), _grouped(put_down(ground, switches)))


def cases_beside(wanted: Selection, held: population.HeldActivities, as_of: date) -> Counter[Where]:
    """How many cases lie beside the cells, counted by the database: what `members` has of them. With no condition on
    activities or periods, for whoever asks of everything."""
    known = and_(Negotiation.tier_snapshot != "", Negotiation.partner_routes_snapshot.is_not(None))
    told = CaseFact.home_id, known, func.count()
    found: Counter[Where] = Counter()
    talked = matching(population.of_cases(wanted)).where(CaseFact.first_talk_on <= as_of)
    rows: Any = reading.rows(talked.with_only_columns(*told).group_by(CaseFact.home_id, known))
    for home, is_known, number in rows:
        if home is None:
            found[NOWHERE] += number
        elif home in held.running:
            found[RUNNING] += number
        elif home in held.counted and not is_known:
            found[UNKNOWN] += number
    return found


def held_by(ground: Basis, switches: Switches) -> population.HeldActivities:
    """The activities that one way of counting holds."""
    return ground.held.with_running() if switches.running else ground.held


def signed_by(ground: Basis, switches: Switches) -> dict[CellKey, Counter[int]]:
    """{cell: {activity: how many of the agreements of `members` are put down to it there}}."""
    counted = held_by(ground, switches).counted
    found: defaultdict[CellKey, Counter[int]] = defaultdict(Counter)
    for alike, numbers in ground.alike(switches.how).items():
        key = alike.narrow if switches.narrow else alike.broad
        if key is None or not ((alike.commercial or switches.frameworks) and (alike.short or not switches.short)):
            continue
        mine = found[key]
        for activity_id, number in numbers.items():
            if activity_id in counted:
                mine[activity_id] += number
    return found


def parts(ground: Basis, *, narrow: bool) -> Parts:
    """Which part of the cost of each activity, counted or running, goes to which cell."""
    homes = _homes(ground, [*ground.held.counted, *ground.held.running], narrow=narrow)

    keys = [key_of(code, narrow=narrow) for code in range(CODES)]
    shares: dict[tuple[int, str], Share | None] = {}
    for code, category in {(code, category) for _id, _of, code, category, _number in ground.talks}:
        key = keys[code]
        shares[code, category] = None if key is None else (key, category)
    held = [
        (id, shares[code, category], number, of) if of else (id, at_home(homes[id]), number, 1)
        for id, of, code, category, number in ground.talks
    ]
    return parted(homes, held)


def parts_of_talks(ground: Basis, found: Members, switches: Switches, where: Where) -> list[tuple[int, Fraction]]:
    """[(talk, which part of it belongs to a cell)] of the talks that have one there: what `parts` adds up."""
    homes = _homes(ground, found.held.counted, narrow=switches.narrow)
    rows: list[tuple[int, Fraction]] = []
    for id, (activity_id, told) in talk_ids(ground, narrow=switches.narrow).items():
        if activity_id in homes:
            cells = told or [homes[activity_id]]
            if number := sum(cell == where for cell in cells):
                rows.append((id, Fraction(number, len(cells))))
    return rows


def _homes(ground: Basis, ids: Iterable[int], *, narrow: bool) -> dict[int, CellKey | None]:
    return {id: ground.cell(ground.own[id], narrow=narrow) for id in ids}


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


def put_down(ground: Basis, switches: Switches) -> Iterable[tuple[Where, PlacedAgreement]]:
    """The agreements that are put down to a talk; of several cases to the earliest first talk of theirs, or, where the
    switch asks for it, to the last talk before signing. A framework of no case goes where its activity does. LATE are
    those of the same activities and cases that were signed outside of the window."""
    held, keys = held_by(ground, switches), ground.keys(narrow=switches.narrow)
    for told in (*ground.concluded(switches.how), *ground.outside_window(switches.how)):
        row, at, case = told
        if row.agreement_class != COMMERCIAL and not switches.frameworks:
            continue
        if case is not None:
            where = _where(case, at, ground, held, keys)
            within = is_short(row, case) if switches.short else within_window(case.first_talk_on, row.signed_on)
            if where is not None:
                yield where if within else LATE, placed(told)
        elif row.activity_id in held.counted:
            own = ground.own[row.activity_id or 0]
            yield ground.cell(own, narrow=switches.narrow) or UNKNOWN, placed(told)


def _grouped(pairs: Iterable[tuple[Where, Row]]) -> dict[Where, list[Row]]:
    found: dict[Where, list[Row]] = {}
    for where, row in pairs:
        found.setdefault(where, []).append(row)
    return found
