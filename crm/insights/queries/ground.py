"""What the hypothesis is read from, once for all ways of counting (domain.md §3.9): each takes its part of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from sqlalchemy import or_, select

from crm.activities.models import Activity
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.agreements.rules import COMMERCIAL, FRAMEWORK
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.insights.queries import population
from crm.insights.queries.cases import Case, cases
from crm.insights.queries.flags import flags
from crm.insights.rules import Selection
from crm.insights.rules.cells import MAJOR, REGIONAL, CellKey
from crm.meetings.models import Meeting
from crm.negotiations.models import Negotiation, NegotiationMeeting
from crm.partners.rules import any_side
from crm.places.models import Place

#: The two cities that the paper names: how the codes of Beijing and Shanghai, and of all within, begin.
_NAMED_CITIES: Final = ("11", "31")


@dataclass(frozen=True, slots=True)
class Signed:
    """An agreement that was signed by the day, with the cases that it concludes, and the activity that it names."""

    agreement_id: int
    agreement_class: str
    signed_on: date
    value: Decimal | None
    currency: str
    value_period: str
    activity_id: int | None
    cases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OwnFlags:
    """Where an activity took place and whether a side of it had sales routes, on its first day."""

    tier: str
    partner: bool | None
    place_id: int


class Flagged(Protocol):
    """What has a place in the 2 × 2: a case, a lead, an activity."""

    @property
    def tier(self) -> str: ...
    @property
    def partner(self) -> bool | None: ...
    @property
    def place_id(self) -> int | None: ...


@dataclass(frozen=True)
class Basis:
    """Everything that the conditions hold, and what is asked about all of it.

    `known` has every case, `asked` those of the conditions; `homes` the activity of each. `own` and `talks` ({talk:
    (activity, its cases)}) are of the activities that are counted or running; `last` is, for each agreement, the case
    and activity of its last talk by the day of signing.
    """

    wanted: Selection
    as_of: date
    held: population.HeldActivities
    known: Mapping[int, Case]
    asked: Sequence[Case]
    homes: Mapping[int, int | None]
    named: Collection[int]
    signed: Sequence[Signed]
    own: Mapping[int, OwnFlags]
    talks: Mapping[int, tuple[int, Sequence[int]]]
    last: Mapping[int, tuple[int, int | None]]

    def cell(self, flagged: Flagged, *, narrow: bool) -> CellKey | None:
        """The cell of a case, a lead or an activity; None where one of the two flags is not known."""
        if not flagged.tier or flagged.partner is None:
            return None
        if not narrow:
            return CellKey(flagged.tier, flagged.partner)
        return CellKey(MAJOR if flagged.place_id in self.named else REGIONAL, flagged.partner)


def ground(wanted: Selection, *, as_of: date, among: Sequence[Case] | None = None) -> Basis:
    """The rows under the conditions, up to a day, in a fixed number of queries. `among`: all `cases`."""
    held = population.held(wanted, as_of)
    known = {case.negotiation_id: case for case in (cases(Selection()) if among is None else among)}
    ids = [*held.counted, *held.running]
    signed = _signed(as_of)
    return Basis(
        wanted=wanted,
        as_of=as_of,
        held=held,
        known=known,
        asked=[case for case in known.values() if _asked_for(case, wanted)],
        homes=population.homes(),
        named=_named_cities(),
        signed=signed,
        own=_own(ids),
        talks=_talks(ids),
        last=_last(signed),
    )


def _asked_for(case: Case, wanted: Selection) -> bool:
    """The conditions that are about cases; those about activities choose these."""
    return wanted.category in ("", case.category) and wanted.maker_id in (None, case.maker_id)


def _named_cities() -> set[int]:
    within = or_(*(Place.code.startswith(code) for code in _NAMED_CITIES))
    return set(db.session.scalars(select(Place.id).where(Place.country == "CN", within)))


def _signed(as_of: date) -> list[Signed]:
    """The agreements of both classes, latest first."""
    found = population.agreements(classes=(COMMERCIAL, FRAMEWORK)).where(Agreement.signed_on <= as_of)
    concluded: defaultdict[int, list[int]] = defaultdict(list)
    linked = select(AgreementNegotiation.agreement_id, AgreementNegotiation.negotiation_id).where(
        AgreementNegotiation.agreement_id.in_(found.with_only_columns(Agreement.id))
    )
    for agreement_id, case_id in db.session.execute(linked.order_by(AgreementNegotiation.id)):
        concluded[agreement_id].append(case_id)
    columns = (
        Agreement.id, Agreement.agreement_class, Agreement.signed_on, Agreement.value, Agreement.currency,
        Agreement.value_period, Agreement.activity_id,
    )  # fmt: skip
    rows = db.session.execute(
        found.with_only_columns(*columns).order_by(Agreement.signed_on.desc(), Agreement.id.desc())
    )
    return [
        Signed(id, kind, day, value, currency, period, activity_id, tuple(concluded[id]))
        for id, kind, day, value, currency, period, activity_id in rows
        if day is not None
    ]


def _talks(ids: Collection[int]) -> dict[int, tuple[int, Sequence[int]]]:
    found = population.talks().where(Meeting.activity_id.in_(ids)).with_only_columns(Meeting.id, Meeting.activity_id)
    linked: defaultdict[int, list[int]] = defaultdict(list)
    # Of all their meetings, and sorted out below: to ask again which are talks for each link takes minutes.
    pairs = (
        select(NegotiationMeeting.meeting_id, NegotiationMeeting.negotiation_id)
        .join(Meeting, Meeting.id == NegotiationMeeting.meeting_id)
        .where(
            Meeting.activity_id.in_(ids),
            NegotiationMeeting.negotiation_id.in_(population.cases().with_only_columns(Negotiation.id)),
        )
    )
    for meeting_id, case_id in db.session.execute(pairs.order_by(NegotiationMeeting.id)):
        linked[meeting_id].append(case_id)
    return {id: (at, tuple(linked[id])) for id, at in db.session.execute(found) if at is not None}


def _last(signed: Sequence[Signed]) -> dict[int, tuple[int, int | None]]:
    concluded = {row.agreement_id: row for row in signed if row.cases}
    case = AgreementNegotiation.negotiation_id
    found = (
        population.talks()
        .join(NegotiationMeeting, NegotiationMeeting.meeting_id == Meeting.id)
        .join(AgreementNegotiation, case == NegotiationMeeting.negotiation_id)
        .where(AgreementNegotiation.agreement_id.in_(concluded))
        .order_by(Meeting.starts_at, Meeting.id)
        .with_only_columns(AgreementNegotiation.agreement_id, case, Meeting.activity_id, Meeting.held_on)
    )
    return {
        id: (case_id, activity_id)
        for id, case_id, activity_id, day in db.session.execute(found)
        if day <= concluded[id].signed_on
    }


def _own(ids: Collection[int]) -> dict[int, OwnFlags]:
    """The flags of activities: of their place, and of who hosts or sends, as of their first day."""
    both = (Activity.host_organisation_id, Activity.sender_organisation_id)
    held = select(Activity).where(Activity.id.in_(ids))
    sides = [held.with_only_columns(column).where(column.is_not(None)) for column in both]
    known = flags(held.with_only_columns(Activity.place_id), _either(sides))
    rows = db.session.execute(held.with_only_columns(Activity.id, Activity.place_id, Activity.start_on, *both))
    return {
        id: OwnFlags(
            known.tier(place_id, day),
            any_side(known.has_routes(firm, day, "") for firm in firms if firm is not None),
            place_id,
        )
        for id, place_id, day, *firms in rows
    }


def _either(sides: Sequence[Any]) -> Any:
    return select(Organisation.id).where(or_(*(Organisation.id.in_(side) for side in sides)))
