"""What the hypothesis is read from, once for all ways of counting (domain.md §3.9): each takes its part of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from sqlalchemy import (
    ColumnElement,
    and_,
    or_,
    select,
    union,
)

from crm.agreements.models import Agreement, AgreementNegotiation
from crm.agreements.rules import COMMERCIAL, FRAMEWORK
from crm.agreements.rules.attribution import LAST
from crm.core import reading
from crm.core.database import db
from crm.insights.queries import population
from crm.insights.queries.cases import Case, cases, within_window
from crm.insights.queries.flags import flags
from crm.insights.queries.talked import TalkLinks, code_of, key_of, talks
from crm.insights.rules import Selection
from crm.insights.rules.cells import MAJOR, REGIONAL, CellKey
from crm.insights.rules.ways import SHORT_WINDOW_DAYS
from crm.meetings.models import Meeting, TalkFact
from crm.negotiations import queries as negotiations
from crm.negotiations.models import CaseFact, CaseTalk, Negotiation
from crm.negotiations.rules.cells import NAMED_CITIES
from crm.partners.rules import any_side
from crm.places.models import Place


class Signed(NamedTuple):
    """An agreement that was signed by the day, with the cases that it concludes, and the activity that it names."""

    agreement_id: int
    agreement_class: str
    signed_on: date
    value: Decimal | None
    currency: str
    value_period: str
    activity_id: int | None
    cases: tuple[int, ...]


class PlacedAgreement(NamedTuple):
    """An agreement that was signed within the window, with the activity and the category that it counts under."""

    agreement_id: int
    activity_id: int | None
    category: str
    signed_on: date
    value: Decimal | None
    currency: str
    value_period: str


class Concluded(NamedTuple):
    """An agreement that the conditions hold, with the activity that it counts under and the case that it is put down
    to; None: a framework of no case."""

    signed: Signed
    activity_id: int | None
    case: Case | None


class AlikeAgreements(NamedTuple):
    """What ways of counting tell agreements apart by; `broad` and `narrow`: their cells."""

    commercial: bool
    short: bool  #: signed within the shorter window
    broad: CellKey | None
    narrow: CellKey | None


class OwnFlags(NamedTuple):
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
    _alike: dict[str, Mapping[AlikeAgreements, Mapping[int, int]]] = field(default_factory=dict)
    _known_cells: dict[Any, tuple[CellKey | None, CellKey | None]] = field(default_factory=dict)

    def cell(self, flagged: Flagged, *, narrow: bool) -> CellKey | None:
        """The cell of a case, a lead or an activity; None where one of the two flags is not known."""
        if not flagged.tier or flagged.partner is None:
            return None
        if not narrow:
            return CellKey(flagged.tier, flagged.partner)
        is_major = flagged.tier == MAJOR and flagged.place_id in self.named
        return CellKey(MAJOR if is_major else REGIONAL, flagged.partner)

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

    def outside_window(self, how: str) -> Iterable[Concluded]:
        """Those that no way of counting holds: signed after the window, or before the first talk."""
        talks = {**self.first_talks, **(self.last_talks if how == LAST else {})}
        for row in self.signed:
            case, at = talks.get(row.agreement_id, (None, None))
            if case is not None and self.is_asked(case) and not within_window(case.first_talk_on, row.signed_on):
                yield Concluded(row, at, case)

    def alike(self, how: str) -> Mapping[AlikeAgreements, Mapping[int, int]]:
        """The same as numbers of each activity, of those that are put down to one."""
        if how not in self._alike:
            found: defaultdict[AlikeAgreements, Counter[int]] = defaultdict(Counter)
            for row in self.concluded(how):
                if row.activity_id is not None:
                    found[self._told(row, row.activity_id)][row.activity_id] += 1
            self._alike[how] = found
        return self._alike[how]

    def _told(self, of: Concluded, activity_id: int) -> AlikeAgreements:
        flagged: Flagged | None = self.own.get(activity_id) if of.case is None else of.case
        broad, narrow = (None, None) if flagged is None else self._cells_of(flagged)
        short = of.case is None or is_short(of.signed, of.case)
        return AlikeAgreements(of.signed.agreement_class == COMMERCIAL, short, broad, narrow)

    def _cells_of(self, flagged: Flagged) -> tuple[CellKey | None, CellKey | None]:
        """`cell` in both ways: thousands of agreements have few flags between them."""
        flags = flagged.tier, flagged.partner, flagged.place_id
        if flags not in self._known_cells:
            self._known_cells[flags] = self.cell(flagged, narrow=False), self.cell(flagged, narrow=True)
        return self._known_cells[flags]


def is_short(row: Signed, case: Case) -> bool:
    """Whether an agreement was signed within the shorter window after the first talk."""
    return within_window(case.first_talk_on, row.signed_on, days=SHORT_WINDOW_DAYS)


def ground(
    wanted: Selection,
    *,
    as_of: date,
    judged_only: bool = False,
    rows: Sequence[Any] | None = None,
    own: Mapping[int, OwnFlags] | None = None,
    signed: Sequence[Signed] | None = None,
) -> Basis:
    """The rows under the conditions, up to a day, in a fixed number of queries. `judged_only`: for the verdict alone,
    which asks of cases without an agreement only what their talks cost. `rows` as `population.held` takes them;
    `own` and `signed` of these activities and of the day, for whoever has read them."""
    rows = population.held_rows(wanted) if rows is None else rows
    held = population.held(wanted, as_of, rows=rows)
    ids = [*held.counted, *held.running]
    signed = ever_signed(as_of) if signed is None else signed
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
        own=own_flags([row for row in rows if row.id in held.ends]) if own is None else own,
        talks=talks(wanted, ids, by_category=not judged_only),
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
    within = or_(*(Place.code.startswith(code) for code in NAMED_CITIES))
    return set(db.session.scalars(select(Place.id).where(Place.country == "CN", within)))


def ever_signed(as_of: date) -> list[Signed]:
    """The agreements of both classes, latest first."""
    link = AgreementNegotiation
    found = population.agreements(classes=(COMMERCIAL, FRAMEWORK)).where(Agreement.signed_on <= as_of)
    rows: Any = reading.rows(
        found.outerjoin(link, link.agreement_id == Agreement.id)
        .with_only_columns(
            Agreement.id, Agreement.agreement_class, Agreement.signed_on, Agreement.value, Agreement.currency,
            Agreement.value_period, Agreement.activity_id, link.negotiation_id,
        )
        .order_by(Agreement.signed_on.desc(), Agreement.id.desc(), link.id)
    )  # fmt: skip
    signed: dict[int, Signed] = {}
    for row in rows:
        *told, case_id = row
        before = signed.get(row[0])
        if before is None:
            signed[row[0]] = Signed._make((*told, () if case_id is None else (case_id,)))
        else:
            signed[row[0]] = before._replace(cases=(*before.cases, case_id))
    return list(signed.values())


def talk_ids(of: Basis, *, narrow: bool) -> dict[int, tuple[int, list[CellKey | None]]]:
    """{talk: its activity, and the cell of each of its cases} of the activities that are counted or running, the latest
    first."""
    counted = CaseTalk.meeting_id == TalkFact.meeting_id, CaseTalk.negotiation_id.not_in(negotiations.left_out())
    rows = db.session.execute(
        population.talks()
        .outerjoin(CaseTalk, and_(*counted))
        .where(reading.among(TalkFact.activity_id, [*of.held.counted, *of.held.running]))
        .with_only_columns(TalkFact.meeting_id, TalkFact.activity_id, CaseTalk.negotiation_id, code_of(of.wanted))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc(), CaseTalk.negotiation_id)
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
                yield Concluded(row, at, case)
        elif row.agreement_class != COMMERCIAL and not row.cases and of_no_case:
            yield Concluded(row, row.activity_id, None)


def placed(of: Concluded) -> PlacedAgreement:
    """With what the pages tell of it."""
    row, category = of.signed, "" if of.case is None else of.case.category
    return PlacedAgreement(
        row.agreement_id, of.activity_id, category, row.signed_on, row.value, row.currency, row.value_period
    )


def _last(signed: Sequence[Signed]) -> dict[int, tuple[int, int | None]]:
    """Of the talks that the first one is taken from: those about a case that is not counted are left out."""
    concluded = [row.agreement_id for row in signed if row.cases]
    case = AgreementNegotiation.negotiation_id
    found = (
        population.talks()
        .join(CaseTalk, CaseTalk.meeting_id == Meeting.id)
        .join(AgreementNegotiation, case == CaseTalk.negotiation_id)
        .join(Agreement, Agreement.id == AgreementNegotiation.agreement_id)
        .where(reading.among(Agreement.id, concluded), case.not_in(negotiations.left_out()))
        .where(TalkFact.held_on <= Agreement.signed_on)
        .order_by(Meeting.starts_at, Meeting.id, case.desc())
        .with_only_columns(AgreementNegotiation.agreement_id, case, TalkFact.activity_id)
    )
    rows: Any = reading.rows(found)
    return {id: (case_id, activity_id) for id, case_id, activity_id in rows}


def own_flags(held: Collection[Any]) -> dict[int, OwnFlags]:
    """The flags of activities (`population.held_rows`): of their place, and of who hosts or sends, as of their first
    day."""
    sides = {
        row.id: [firm for firm in (row.host_organisation_id, row.sender_organisation_id) if firm is not None]
        for row in held
    }
    known = flags({row.place_id for row in held}, {firm for firms in sides.values() for firm in firms})
    return {
        row.id: OwnFlags(
            known.tier(row.place_id, row.start_on),
            any_side(known.has_routes(firm, row.start_on, "") for firm in sides[row.id]),
            row.place_id,
        )
        for row in held
    }
