"""What the hypothesis is read from, once for all ways of counting (domain.md §3.9): each takes its part of it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import (
    ColumnElement,
    and_,
    or_,
    select,
    union,
)

from crm.activities.models import Activity
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.agreements.rules import COMMERCIAL, FRAMEWORK
from crm.agreements.rules.attribution import LAST
from crm.core import reading
from crm.core.database import db
from crm.insights.queries import population
from crm.insights.queries.cases import Case, cases, within_window
from crm.insights.queries.flags import flags
from crm.insights.queries.talked import TalkLinks, each_link, key_of, talks
from crm.insights.rules import Selection
from crm.insights.rules.cells import MAJOR, REGIONAL, CellKey
from crm.insights.rules.ways import SHORT_WINDOW_DAYS
from crm.meetings.models import Meeting, TalkFact
from crm.negotiations import queries as negotiations
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
class PlacedAgreement:
    """An agreement that was signed within the window, with the activity and the category that it counts under."""

    agreement_id: int
    activity_id: int | None
    category: str
    signed_on: date
    value: Decimal | None
    currency: str
    value_period: str


class Concluded(NamedTuple):
    """An agreement that the conditions hold, with the case that it is put down to; None: a framework of no case."""

    signed: Signed
    placed: PlacedAgreement
    case: Case | None


class AlikeAgreements(NamedTuple):
    """Agreements put down to an activity that no way of counting tells apart; `broad` and `narrow`: their cells."""

    activity_id: int
    commercial: bool
    short: bool  #: signed within the shorter window
    broad: CellKey | None
    narrow: CellKey | None


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
    talks: Sequence[TalkLinks]
    last: Mapping[int, tuple[int, int | None]]
    _keys: dict[bool, Mapping[int, CellKey]] = field(default_factory=dict)
    _concluded: dict[str, Sequence[Concluded]] = field(default_factory=dict)
    _alike: dict[str, Mapping[AlikeAgreements, int]] = field(default_factory=dict)

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

    def concluded(self, how: str) -> Sequence[Concluded]:
        """The agreements that a way of counting may put down to a talk: to the first, or to the LAST one."""
        if how not in self._concluded:
            self._concluded[how] = list(_concluded(self, self.last_talks if how == LAST else self.first_talks))
        return self._concluded[how]

    def alike(self, how: str) -> Mapping[AlikeAgreements, int]:
        """The same as numbers, of those that are put down to an activity."""
        if how not in self._alike:
            self._alike[how] = Counter(self._told(row) for row in self.concluded(how) if row.placed.activity_id)
        return self._alike[how]

    def _told(self, of: Concluded) -> AlikeAgreements:
        activity_id = of.placed.activity_id or 0
        if of.case is not None:
            keys = [self.keys(narrow=narrow).get(of.case.negotiation_id) for narrow in (False, True)]
        else:
            own = self.own.get(activity_id)
            keys = [None if own is None else self.cell(own, narrow=narrow) for narrow in (False, True)]
        short = of.case is None or is_short(of.signed, of.case)
        return AlikeAgreements(activity_id, of.signed.agreement_class == COMMERCIAL, short, *keys)


def is_short(row: Signed, case: Case) -> bool:
    """Whether an agreement was signed within the shorter window after the first talk."""
    return within_window(case.first_talk_on, row.signed_on, days=SHORT_WINDOW_DAYS)


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
        talks=talks(wanted, ids, named, by_category=not judged_only),
        last=_last(signed),
    )


def _known(wanted: Selection, ids: Collection[int], *, judged_only: bool) -> ColumnElement[bool]:
    """The cases that agreements conclude, those of the activities, and in the period those of none."""
    concluded = select(AgreementNegotiation.negotiation_id)
    if judged_only:
        return Negotiation.id.in_(concluded)
    span = wanted.since or date.min, wanted.until or date.max
    nowhere = and_(CaseFact.home_id.is_(None), CaseFact.first_talk_on.between(*span))
    found = (select(CaseFact.negotiation_id).where(held) for held in (reading.among(CaseFact.home_id, ids), nowhere))
    return Negotiation.id.in_(union(concluded, *found))


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
    ).all()  # fmt: skip
    signed: dict[int, Signed] = {}
    for id, kind, day, value, currency, period, activity_id, linked in rows:
        case_id: int | None = linked
        mine = () if case_id is None else (case_id,)
        before = signed[id].cases if id in signed else ()
        signed[id] = Signed(id, kind, day or as_of, value, currency, period, activity_id, (*before, *mine))
    return list(signed.values())


def talk_ids(of: Basis, *, narrow: bool) -> dict[int, tuple[int, list[CellKey | None]]]:
    """{talk: its activity, and the cell of each of its cases} of the activities that are counted or running, the latest
    first."""
    each, code = each_link(of.wanted, of.named, loose=True)
    rows = db.session.execute(
        each.where(reading.among(TalkFact.activity_id, [*of.held.counted, *of.held.running]))
        .join(Meeting, Meeting.id == TalkFact.meeting_id)
        .with_only_columns(TalkFact.meeting_id, TalkFact.activity_id, NegotiationMeeting.negotiation_id, code)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    about: dict[int, tuple[int, list[CellKey | None]]] = {}
    for meeting_id, activity_id, case_id, told in rows:
        _activity, mine = about.setdefault(meeting_id, (activity_id or 0, []))
        if case_id is not None:
            mine.append(key_of(told, narrow=narrow))
    return about


def _concluded(of: Basis, talks: Mapping[int, tuple[Case, int | None]]) -> Iterable[Concluded]:
    of_no_case = not of.wanted.category and of.wanted.maker_id is None
    for row in of.signed:
        if row.agreement_id in talks:
            case, at = talks[row.agreement_id]
            if of.is_asked(case) and within_window(case.first_talk_on, row.signed_on):
                yield Concluded(row, _placed(row, at, case.category), case)
        elif row.agreement_class != COMMERCIAL and not row.cases and of_no_case:
            yield Concluded(row, _placed(row, row.activity_id, ""), None)


def _placed(row: Signed, activity_id: int | None, category: str) -> PlacedAgreement:
    return PlacedAgreement(
        row.agreement_id, activity_id, category, row.signed_on, row.value, row.currency, row.value_period
    )


def _last(signed: Sequence[Signed]) -> dict[int, tuple[int, int | None]]:
    """Of the talks that the first one is taken from: those about a case that is not counted are left out."""
    concluded = {row.agreement_id: row for row in signed if row.cases}
    case = AgreementNegotiation.negotiation_id
    found = (
        population.talks()
        .join(NegotiationMeeting, NegotiationMeeting.meeting_id == Meeting.id)
        .join(AgreementNegotiation, case == NegotiationMeeting.negotiation_id)
        .where(reading.among(AgreementNegotiation.agreement_id, concluded), case.not_in(negotiations.left_out()))
        .order_by(Meeting.starts_at, Meeting.id)
        .with_only_columns(AgreementNegotiation.agreement_id, case, Meeting.activity_id, Meeting.held_on)
    )
    return {
        id: (case_id, activity_id)
        for id, case_id, activity_id, day in db.session.execute(found).all()
        if day <= concluded[id].signed_on
    }


def _own(ids: Collection[int]) -> dict[int, OwnFlags]:
    """The flags of activities: of their place, and of who hosts or sends, as of their first day."""
    both = (Activity.host_organisation_id, Activity.sender_organisation_id)
    held = select(Activity.id, Activity.place_id, Activity.start_on, *both).where(reading.among(Activity.id, ids))
    rows = db.session.execute(held).all()
    sides = {firm for _id, _place, _day, *firms in rows for firm in firms if firm is not None}
    known = flags({row.place_id for row in rows}, sides)
    return {
        id: OwnFlags(
            known.tier(place_id, day),
            any_side(known.has_routes(firm, day, "") for firm in firms if firm is not None),
            place_id,
        )
        for id, place_id, day, *firms in rows
    }
