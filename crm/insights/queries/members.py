"""Which cell of the hypothesis each case and each agreement is in, and what stands beside the cells (domain.md §3.9).

One set for both sides of a rate: a case is in it with the activity of its first talk, and an agreement, which counts
once, with the earliest first talk of its cases.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from sqlalchemy import or_, select

from crm.agreements.models import Agreement, AgreementNegotiation
from crm.core.database import db
from crm.insights.queries import population
from crm.insights.queries.cases import Case, cases, within_window
from crm.insights.rules import Selection
from crm.insights.rules.cells import MAJOR, REGIONAL, CellKey
from crm.places.models import Place

#: Beside the cells: a flag that nobody knows, an activity that is not over, a first talk at no activity.
UNKNOWN, RUNNING, NOWHERE = "unknown", "running", "nowhere"
BESIDE: Final = (UNKNOWN, RUNNING, NOWHERE)
Where = CellKey | str
Row = TypeVar("Row")
#: The two cities that the paper names: how the codes of Beijing and Shanghai, and of all within, begin.
_NAMED_CITIES: Final = ("11", "31")


@dataclass(frozen=True, slots=True)
class FirstSigned:
    """An agreement that was signed within the window after the first talk of `case`, the earliest of its cases."""

    agreement_id: int
    case: Case
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
    categories: Mapping[int, str]
    cases: Mapping[Where, Sequence[Case]]
    agreements: Mapping[Where, Sequence[FirstSigned]]


def members(wanted: Selection, *, as_of: date, narrow: bool) -> Members:
    """Everything that the conditions hold, up to a day; `narrow` counts only Beijing and Shanghai as major."""
    held, known = population.held(wanted, as_of), cases(Selection())
    homes, named = population.homes(), named_cities() if narrow else None
    found = [case for case in known if _asked_for(case, wanted)]
    told = ((case.negotiation_id, cell_key(case.tier, case.partner, case.place_id, named)) for case in found)
    keys = {id: key for id, key in told if key is not None}
    places: dict[int, Where] = {}
    for case in found:
        if case.first_talk_on is not None and case.first_talk_on <= as_of:
            where = _where(case, homes.get(case.negotiation_id), held, wanted, keys)
            if where is not None:
                places[case.negotiation_id] = where
    placed = [(places[case.negotiation_id], case) for case in found if case.negotiation_id in places]
    signed = [(places[row.case.negotiation_id], row) for row in _signed(known, as_of)
              if row.case.negotiation_id in places]  # fmt: skip
    return Members(
        held,
        keys,
        {case.negotiation_id: case.category for case in found},
        _grouped(placed),
        _grouped(signed),
    )


def cell_key(tier: str, partner: bool | None, place_id: int | None, named: Collection[int] | None) -> CellKey | None:
    """The cell; None where one of the two flags is not known."""
    if not tier or partner is None:
        return None
    if named is not None:
        tier = MAJOR if place_id in named else REGIONAL
    return CellKey(tier, partner)


def named_cities() -> set[int]:
    """The places of Beijing and Shanghai."""
    within = or_(*(Place.code.startswith(code) for code in _NAMED_CITIES))
    return set(db.session.scalars(select(Place.id).where(Place.country == "CN", within)))


def _asked_for(case: Case, wanted: Selection) -> bool:
    """The conditions that are about cases; those about activities choose these."""
    return wanted.category in ("", case.category) and wanted.maker_id in (None, case.maker_id)


def _where(
    case: Case, home: int | None, held: population.HeldActivities, wanted: Selection, keys: Mapping[int, CellKey]
) -> Where | None:
    if home in held.counted:
        return keys.get(case.negotiation_id, UNKNOWN)
    if home in held.running:
        return RUNNING
    beside = home is None and not population.about_activities(wanted) and wanted.covers(case.first_talk_on)
    return NOWHERE if beside and wanted.initiative_id in (None, case.initiative_id) else None


def _signed(known: Sequence[Case], as_of: date) -> list[FirstSigned]:
    """The agreements that are put down to a first talk; one of several cases has the earliest of theirs."""
    by_id = {case.negotiation_id: case for case in known if case.first_talk_on is not None}
    statement = (
        select(
            Agreement.id,
            AgreementNegotiation.negotiation_id,
            Agreement.signed_on,
            Agreement.value,
            Agreement.currency,
            Agreement.value_period,
        )
        .join(AgreementNegotiation, AgreementNegotiation.agreement_id == Agreement.id)
        .where(Agreement.id.in_(population.agreements().with_only_columns(Agreement.id)), Agreement.signed_on <= as_of)
    )
    first: dict[int, FirstSigned] = {}
    for id, case_id, day, value, currency, period in db.session.execute(
        statement.order_by(Agreement.signed_on.desc(), Agreement.id.desc())
    ):
        case = by_id.get(case_id)
        if case is not None and day is not None and (id not in first or _earlier(case, first[id].case)):
            first[id] = FirstSigned(id, case, day, value, currency, period)
    return [row for row in first.values() if within_window(row.case.first_talk_on, row.signed_on)]


def _earlier(one: Case, other: Case) -> bool:
    days = (one.first_talk_on or date.max, one.negotiation_id), (other.first_talk_on or date.max, other.negotiation_id)
    return days[0] < days[1]


def _grouped(pairs: Iterable[tuple[Where, Row]]) -> dict[Where, list[Row]]:
    found: dict[Where, list[Row]] = {}
    for where, row in pairs:
        found.setdefault(where, []).append(row)
    return found
