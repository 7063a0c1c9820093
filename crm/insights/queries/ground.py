"""What the hypothesis is read from, once for all ways of counting (domain.md §3.9): each takes its part of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true

from crm.activities import queries as activities
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
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting, TalkFact
from crm.negotiations.models import CaseFact, Negotiation, NegotiationMeeting
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


@dataclass(frozen=True, slots=True)
class TalkedCase:
    """A case as a talk about it sees it; `asked`: whether the conditions hold."""

    tier: str
    partner: bool | None
    category: str
    place_id: int | None
    asked: bool


@dataclass(frozen=True, slots=True)
class Talks:
    """So many talks of an activity, each about cases like these; of none, where there are none."""

    activity_id: int
    number: int
    cases: tuple[TalkedCase, ...]


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

    `known` has every case that one of the activities or one of the agreements has, `asked` those of the conditions;
    `homes` the activity of each. `own` and `talks` are of the activities that are counted or running; `last` is, for
    each agreement, the case and activity of its last talk by the day of signing.
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
    talks: Sequence[Talks]
    last: Mapping[int, tuple[int, int | None]]

    def cell(self, flagged: Flagged, *, narrow: bool) -> CellKey | None:
        """The cell of a case, a lead or an activity; None where one of the two flags is not known."""
        if not flagged.tier or flagged.partner is None:
            return None
        if not narrow:
            return CellKey(flagged.tier, flagged.partner)
        return CellKey(MAJOR if flagged.place_id in self.named else REGIONAL, flagged.partner)


def ground(wanted: Selection, *, as_of: date, judged_only: bool = False) -> Basis:
    """The rows under the conditions, up to a day, in a fixed number of queries. `judged_only`: for the verdict alone,
    which asks of cases without an agreement only what their talks cost."""
    held = population.held(wanted, as_of)
    ids = [*held.counted, *held.running]
    signed = _signed(as_of)
    known = {
        case.negotiation_id: case for case in cases(Selection(), only=_known(wanted, ids, judged_only=judged_only))
    }
    named = _named_cities()
    return Basis(
        wanted=wanted,
        as_of=as_of,
        held=held,
        known=known,
        asked=[case for case in known.values() if _asked_for(case, wanted)],
        homes={id: case.home_id for id, case in known.items()},
        named=named,
        signed=signed,
        own=_own(ids),
        talks=_talks(wanted, ids, named),
        last=_last(signed),
    )


def _known(wanted: Selection, ids: Collection[int], *, judged_only: bool) -> ColumnElement[bool]:
    """The cases that agreements conclude, those of the activities, and in the period those of none."""
    concluded = Negotiation.id.in_(select(AgreementNegotiation.negotiation_id))
    if judged_only:
        return concluded
    span = wanted.since or date.min, wanted.until or date.max
    nowhere = and_(CaseFact.home_id.is_(None), CaseFact.first_talk_on.between(*span))
    return or_(concluded, CaseFact.home_id.in_(ids), nowhere)


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


def _each_talk(wanted: Selection, ids: Collection[int], named: Collection[int]) -> Any:
    """Of each talk of these activities, each case that it was about."""
    link = NegotiationMeeting
    about = func.count().over(partition_by=TalkFact.meeting_id).label("about")
    where = func.coalesce(Negotiation.place_id, Activity.place_id)
    asked = and_(
        *([Negotiation.category == wanted.category] if wanted.category else ()),
        *([Negotiation.our_organisation_id == wanted.maker_id] if wanted.maker_id is not None else ()),
        true(),
    )
    return (
        select(
            TalkFact.activity_id, about, case((where.in_(named), where)).label("place_id"),
            case((asked, 1), else_=0).label("asked"),
            Negotiation.tier_snapshot, Negotiation.partner_routes_snapshot, Negotiation.category,
            TalkFact.meeting_id, link.id.label("link_id"),
        )
        .join(link, link.meeting_id == TalkFact.meeting_id)
        .join(Negotiation, Negotiation.id == link.negotiation_id)
        .join(CaseFact, CaseFact.negotiation_id == link.negotiation_id)
        .outerjoin(Activity, Activity.id == CaseFact.source_id)
        .where(meetings.first_that_counts(activities.left_out()), TalkFact.activity_id.in_(ids))
        .where(link.negotiation_id.not_in(population.cases_left_out()))
        .subquery()
    )  # fmt: skip


def talk_ids(of: Basis) -> dict[int, Talks]:
    """{talk: itself and its cases} of the activities that are counted or running, the latest first."""
    ids = [*of.held.counted, *of.held.running]
    each = _each_talk(of.wanted, ids, of.named)
    columns = [each.c.tier_snapshot, each.c.partner_routes_snapshot, each.c.category, each.c.place_id, each.c.asked]
    about: defaultdict[int, list[TalkedCase]] = defaultdict(list)
    for meeting_id, tier, partner, category, place_id, fits in db.session.execute(select(each.c.meeting_id, *columns)):
        about[meeting_id].append(TalkedCase(tier, partner, category, place_id, bool(fits)))
    held = select(TalkFact.meeting_id, TalkFact.activity_id).where(
        meetings.first_that_counts(activities.left_out()), TalkFact.activity_id.in_(ids)
    )
    ordered = held.join(Meeting, Meeting.id == TalkFact.meeting_id).order_by(
        Meeting.starts_at.desc(), Meeting.id.desc()
    )
    return {id: Talks(activity_id or 0, 1, tuple(about[id])) for id, activity_id in db.session.execute(ordered)}


def _talks(wanted: Selection, ids: Collection[int], named: Collection[int]) -> list[Talks]:
    """The talks of these activities; those of one case or none are counted by the database."""
    each = _each_talk(wanted, ids, named)
    alone = case((each.c.about > 1, each.c.link_id))
    columns = [each.c.activity_id, each.c.place_id, each.c.asked, each.c.tier_snapshot,
               each.c.partner_routes_snapshot, each.c.category, alone]  # fmt: skip
    rows = db.session.execute(
        select(func.count(), func.min(each.c.meeting_id), *columns).group_by(*columns).order_by(alone)
    )
    found: list[Talks] = []
    several: defaultdict[tuple[int, int], list[TalkedCase]] = defaultdict(list)
    loose = meetings.talks_by_activity(ids)
    for number, meeting_id, activity_id, place_id, fits, tier, partner, category, apart in rows:
        one = TalkedCase(tier, partner, category, place_id, bool(fits))
        if apart is None:
            found.append(Talks(activity_id, number, (one,)))
            loose[activity_id] -= number
        else:
            several[activity_id, meeting_id].append(one)
    for (activity_id, _), mine in several.items():
        found.append(Talks(activity_id, 1, tuple(mine)))
        loose[activity_id] -= 1
    return [*found, *(Talks(id, number, ()) for id, number in loose.items() if number)]


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
