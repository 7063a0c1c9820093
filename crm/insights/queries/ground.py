"""What the hypothesis is read from, once for all ways of counting (domain.md §3.9): each takes its part of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, true
from sqlalchemy.orm import aliased

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
    named: bool  #: whether its place is in one of the two cities that the paper names
    asked: bool


class Talks(NamedTuple):
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

    `known` has every case that one of the activities or one of the agreements has, `asked` those of the conditions.
    `own` and `talks` are of the activities that are counted or running; `last` is, for
    each agreement, the case and activity of its last talk by the day of signing.
    """

    wanted: Selection
    as_of: date
    held: population.HeldActivities
    known: Mapping[int, Case]
    asked: Sequence[Case]
    named: Collection[int]
    signed: Sequence[Signed]
    own: Mapping[int, OwnFlags]
    talks: Sequence[Talks]
    last: Mapping[int, tuple[int, int | None]]
    _keys: dict[bool, Mapping[int, CellKey]] = field(default_factory=dict)

    def cell(self, flagged: Flagged, *, narrow: bool) -> CellKey | None:
        """The cell of a case, a lead or an activity; None where one of the two flags is not known."""
        if not flagged.tier or flagged.partner is None:
            return None
        if not narrow:
            return CellKey(flagged.tier, flagged.partner)
        return CellKey(MAJOR if flagged.place_id in self.named else REGIONAL, flagged.partner)

    def is_asked(self, case: Case) -> bool:
        """Whether the conditions that are about cases hold."""
        return _asked_for(case, self.wanted)

    def keys(self, *, narrow: bool) -> Mapping[int, CellKey]:
        """The cell of each case with known flags."""
        if narrow not in self._keys:
            told = ((case.negotiation_id, self.cell(case, narrow=narrow)) for case in self.asked)
            self._keys[narrow] = {id: key for id, key in told if key is not None}
        return self._keys[narrow]

    @cached_property
    def first_talks(self) -> Mapping[int, tuple[Case, int | None]]:
        """{agreement: of its cases the one that was talked about first, and the activity of that talk}."""
        found: dict[int, tuple[Case, int | None]] = {}
        for row in self.signed:
            talked = [self.known[id] for id in row.cases if id in self.known and self.known[id].first_talk_on]
            if talked:
                case = min(talked, key=lambda case: (case.first_talk_on or date.max, case.negotiation_id))
                found[row.agreement_id] = case, case.home_id
        return found

    @cached_property
    def last_talks(self) -> Mapping[int, tuple[Case, int | None]]:
        """The same of the last talk before signing, where there is one."""
        last = {id: (self.known[case_id], at) for id, (case_id, at) in self.last.items() if case_id in self.known}
        return {id: last.get(id, first) for id, first in self.first_talks.items()}

    def cell_of(self, talked: TalkedCase, *, narrow: bool) -> CellKey | None:
        """The same of a case as a talk about it sees it; None also where the conditions do not hold."""
        if not talked.asked or not talked.tier or talked.partner is None:
            return None
        if not narrow:
            return CellKey(talked.tier, talked.partner)
        return CellKey(MAJOR if talked.named else REGIONAL, talked.partner)


def ground(wanted: Selection, *, as_of: date, judged_only: bool = False, rows: Sequence[Any] | None = None) -> Basis:
    """The rows under the conditions, up to a day, in a fixed number of queries. `judged_only`: for the verdict alone,
    which asks of cases without an agreement only what their talks cost. `rows` as `population.held` takes them."""
    held = population.held(wanted, as_of, rows=rows)
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
        named=named,
        signed=signed,
        own=_own(ids),
        talks=_talks(wanted, ids, named, by_category=not judged_only),
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
    link = AgreementNegotiation
    found = population.agreements(classes=(COMMERCIAL, FRAMEWORK)).where(Agreement.signed_on <= as_of)
    rows = db.session.execute(
        found.outerjoin(link, link.agreement_id == Agreement.id)
        .with_only_columns(
            Agreement.id, Agreement.agreement_class, Agreement.signed_on, Agreement.value, Agreement.currency,
            Agreement.value_period, Agreement.activity_id, link.negotiation_id,
        )
        .order_by(Agreement.signed_on.desc(), Agreement.id.desc(), link.id)
    )  # fmt: skip
    signed: dict[int, Signed] = {}
    for id, kind, day, value, currency, period, activity_id, linked in rows:
        case_id: int | None = linked
        mine = () if case_id is None else (case_id,)
        before = signed[id].cases if id in signed else ()
        signed[id] = Signed(id, kind, day or as_of, value, currency, period, activity_id, (*before, *mine))
    return list(signed.values())


def _each_talk(wanted: Selection, ids: Collection[int], named: Collection[int]) -> tuple[Select[Any], dict[str, Any]]:
    """Of each talk of these activities, each case that it was about (none: one row of nulls), and what is asked of it:
    `named` says whether its place is one of the two cities, `link` which case it is where the talk has several."""
    link, other = NegotiationMeeting, aliased(NegotiationMeeting)
    left_out = population.cases_left_out()
    where = func.coalesce(Negotiation.place_id, Activity.place_id)
    asked = and_(
        *([Negotiation.category == wanted.category] if wanted.category else ()),
        *([Negotiation.our_organisation_id == wanted.maker_id] if wanted.maker_id is not None else ()),
        true(),
    )
    several = exists().where(
        other.meeting_id == link.meeting_id, other.id != link.id, other.negotiation_id.not_in(left_out)
    )
    columns = {
        "activity": TalkFact.activity_id,
        "tier": Negotiation.tier_snapshot,
        "partner": Negotiation.partner_routes_snapshot,
        "named": case((where.in_(named), 1), else_=0),
        "asked": case((asked, 1), else_=0),
        "case": link.negotiation_id,
        "link": case((several, link.id)),
    }
    statement = (
        select(TalkFact)
        .outerjoin(link, and_(link.meeting_id == TalkFact.meeting_id, link.negotiation_id.not_in(left_out)))
        .outerjoin(Negotiation, Negotiation.id == link.negotiation_id)
        .outerjoin(CaseFact, CaseFact.negotiation_id == link.negotiation_id)
        .outerjoin(Activity, Activity.id == CaseFact.source_id)
        .where(meetings.first_that_counts(activities.left_out()), TalkFact.activity_id.in_(ids))
    )
    return statement, columns


def talk_ids(of: Basis) -> dict[int, Talks]:
    """{talk: itself and its cases} of the activities that are counted or running, the latest first."""
    each, columns = _each_talk(of.wanted, [*of.held.counted, *of.held.running], of.named)
    asked = [columns[name] for name in ("activity", "case", "tier", "partner", "named", "asked")]
    rows = db.session.execute(
        each.join(Meeting, Meeting.id == TalkFact.meeting_id)
        .with_only_columns(TalkFact.meeting_id, *asked, Negotiation.category)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    about: dict[int, tuple[int, list[TalkedCase]]] = {}
    for meeting_id, activity_id, case_id, tier, partner, named, fits, category in rows:
        _activity, mine = about.setdefault(meeting_id, (activity_id, []))
        if case_id is not None:
            mine.append(TalkedCase(tier, partner, category, bool(named), bool(fits)))
    return {id: Talks(activity_id, 1, tuple(cases)) for id, (activity_id, cases) in about.items()}


def _talks(wanted: Selection, ids: Collection[int], named: Collection[int], *, by_category: bool) -> list[Talks]:
    """The talks of these activities; those of one case or none are counted by the database."""
    each, columns = _each_talk(wanted, ids, named)
    none = case((columns["case"].is_(None), 1), else_=0)
    category = Negotiation.category if by_category else literal("")
    parts = [columns[name].label(name) for name in ("activity", "tier", "partner", "named", "asked", "link")]
    rows = each.with_only_columns(
        *parts, none.label("loose"), category.label("category"), TalkFact.meeting_id
    ).subquery()  # fmt: skip
    alike = [column for column in rows.c if column.key != "meeting_id"]
    found: list[Talks] = []
    several: defaultdict[tuple[int, int], list[TalkedCase]] = defaultdict(list)
    counted = select(*alike, func.count(), func.min(rows.c.meeting_id)).group_by(*alike)
    # Kept: for this one answer; many talks are about cases that nobody tells apart.
    one = cache(TalkedCase)
    for activity_id, tier, partner, at, fits, apart, loose, kind, number, meeting_id in db.session.execute(counted):
        if loose:
            found.append(Talks(activity_id, number, ()))
        elif apart is None:
            found.append(Talks(activity_id, number, (one(tier, partner, kind, bool(at), bool(fits)),)))
        else:
            several[activity_id, meeting_id].append(one(tier, partner, kind, bool(at), bool(fits)))
    return [*found, *(Talks(activity_id, 1, tuple(mine)) for (activity_id, _), mine in several.items())]


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
