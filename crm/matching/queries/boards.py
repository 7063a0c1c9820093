"""Which matching tables a user sees, and one with everything on it, ready for rules, pages and prints."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.activities.rules import ABSENT, GOING, WITHDREW
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.texts import Text
from crm.matching import rules
from crm.matching.models import (
    MatchingAbsence,
    MatchingCompany,
    MatchingInterpreter,
    MatchingMeeting,
    MatchingSession,
    MatchingSlot,
    MatchingTable,
    MatchingWish,
)
from crm.matching.rules import Company, Interpreter, Pair, Placed, Problem, TalkClash, TalkSlot
from crm.missions import queries as missions

Row = TypeVar("Row", MatchingCompany, MatchingSlot, MatchingTable, MatchingInterpreter)


def visible_to(user: Actor, *, archived: bool = False) -> Select[MatchingSession]:
    """The matching tables of the activities that a user sees."""
    visible = MatchingSession.activity_id.in_(activities.visible_ids(user))
    return select(MatchingSession).where(stands(MatchingSession, archived=archived), visible)


def session(id: int, *, user: Actor, archived: bool = False) -> MatchingSession:
    """The matching table with its activity; NotVisible when there is none for this user."""
    loaded = joinedload(MatchingSession.activity).selectinload(Activity.names)
    return only(visible_to(user, archived=archived), id, loaded)


@dataclass(frozen=True)
class SessionLine:
    """A matching table in a list: how many companies of each side, and how many talks."""

    session: MatchingSession
    makers: int
    counterparts: int
    meetings: int


def of_activity(activity_id: int, *, user: Actor) -> list[SessionLine]:
    """The matching tables of an activity, the first made first."""
    statement = visible_to(user).where(MatchingSession.activity_id == activity_id).order_by(MatchingSession.id)
    found = list(db.session.scalars(statement))
    if not found:
        return []
    ids = [row.id for row in found]
    sides: dict[int, dict[str, int]] = defaultdict(dict)
    grouped = (
        select(MatchingCompany.session_id, MatchingCompany.side, func.count())
        .where(MatchingCompany.session_id.in_(ids), MatchingCompany.cancelled_at.is_(None))
        .group_by(MatchingCompany.session_id, MatchingCompany.side)
    )
    for session_id, side, number in db.session.execute(grouped):
        sides[session_id][side] = number
    counted = (
        select(MatchingMeeting.session_id, func.count())
        .where(MatchingMeeting.session_id.in_(ids))
        .group_by(MatchingMeeting.session_id)
    )
    talks = {row[0]: row[1] for row in db.session.execute(counted)}
    return [_line(row, sides[row.id], talks.get(row.id, 0)) for row in found]


def _line(row: MatchingSession, sides: Mapping[str, int], talks: int) -> SessionLine:
    return SessionLine(row, sides.get(rules.MAKER, 0), sides.get(rules.COUNTERPART, 0), talks)


@dataclass(frozen=True)
class MatchingBoard:
    """A matching table with all its rows."""

    session: MatchingSession
    companies: dict[int, MatchingCompany]  #: in the order of the names, cancelled ones among them
    slots: dict[int, MatchingSlot]  #: in order of time
    tables: dict[int, MatchingTable]
    interpreters: dict[int, MatchingInterpreter]
    wishes: dict[tuple[int, int], MatchingWish]
    absences: tuple[MatchingAbsence, ...]
    meetings: tuple[MatchingMeeting, ...]
    other_zone: str  #: the second clock of its mission: home abroad, that of the guests at home; "" without one
    delegation: tuple[Participant, ...] = ()  #: of its mission in the order of protocol, whoever declined among them

    def side(self, side: str, *, cancelled: bool = True) -> list[MatchingCompany]:
        """The companies of one side."""
        rows = [row for row in self.companies.values() if row.side == side]
        return rows if cancelled else [row for row in rows if row.cancelled_at is None]

    @cached_property
    def makers(self) -> list[MatchingCompany]:
        return self.side(rules.MAKER)

    @cached_property
    def counterparts(self) -> list[MatchingCompany]:
        return self.side(rules.COUNTERPART)

    @cached_property
    def absent(self) -> dict[tuple[str, int], frozenset[int]]:
        """{("company" | "interpreter", id): the rounds in which they cannot come}."""
        found: dict[tuple[str, int], set[int]] = defaultdict(set)
        for row in self.absences:
            if row.company_id is not None:
                found["company", row.company_id].add(row.slot_id)
            elif row.interpreter_id is not None:
                found["interpreter", row.interpreter_id].add(row.slot_id)
        return {who: frozenset(slots) for who, slots in found.items()}

    def coming(self, company: MatchingCompany) -> list[Person]:
        """Who comes for a company, as far as known: who was named for it, then its own in the delegation."""
        going = [part.person for part in self._of_firm(company) if part.status in GOING]
        named = company.representative
        if named is None or named.id in self._declined:
            return going
        return [named, *(person for person in going if person.id != named.id)]

    def named(self, *, interpreters_only: bool = False) -> set[int]:
        """Whom papers about the talks name: who comes for a company that has one, and who interprets one. The workbook
        names nobody but `interpreters_only`."""
        between = {self.interpreters[talk.interpreter_id] for talk in self.meetings if talk.interpreter_id is not None}
        found = {row.person_id for row in between}
        if interpreters_only:
            return found
        seated = {id for talk in self.meetings for id in (talk.maker_id, talk.counterpart_id)}
        return found | {person.id for id in seated for person in self.coming(self.companies[id])}

    @cached_property
    def unattended(self) -> list[MatchingCompany]:
        """The companies that take part, and of whom everybody on record declined or did not come."""
        present = (row for row in self.companies.values() if row.cancelled_at is None and not self.coming(row))
        return [row for row in present if self._is_left(row)]

    @cached_property
    def unnamed(self) -> list[MatchingCompany]:
        """The companies that have a talk, and of whom nobody on record comes: their slips cannot say who sits there."""
        seated = {id for talk in self.meetings for id in (talk.maker_id, talk.counterpart_id)}
        present = (row for id, row in self.companies.items() if id in seated and row.cancelled_at is None)
        return [row for row in present if not self.coming(row) and row not in self.unattended]

    def _is_left(self, company: MatchingCompany) -> bool:
        parts = self._of_firm(company)
        known = {part.person_id for part in parts} | {company.representative_id} - {None}
        return bool(known) and known <= self._declined

    def _of_firm(self, company: MatchingCompany) -> list[Participant]:
        mine = (part for part in self.delegation if part.organisation_id == company.organisation_id)
        return [part for part in mine if part.role != "interpreter"]

    @cached_property
    def _declined(self) -> set[int]:
        return {part.person_id for part in self.delegation if part.status in (WITHDREW, ABSENT)}

    @cached_property
    def problem(self) -> Problem:
        """What a proposal is made from, nothing kept; vetoed pairs, cancelled companies and those of whom nobody comes
        left out, but for the talks that these still have."""
        left = {row.id for row in self.unattended}
        here = [row for row in self.companies.values() if row.cancelled_at is None]
        present = [row for row in here if row.id not in left or self.of_company(row.id)]
        ids = {row.id for row in present} - left
        return Problem(
            makers=tuple(self._company(row) for row in present if row.side == rules.MAKER),
            counterparts=tuple(self._company(row) for row in present if row.side == rules.COUNTERPART),
            slots=tuple(TalkSlot(row.id, row.wall_start[:10]) for row in self.slots.values()),
            tables=tuple(self.tables),
            interpreters=tuple(
                Interpreter(row.id, rules.codes(row.languages), self.absent.get(("interpreter", row.id), frozenset()))
                for row in sorted(self.interpreters.values(), key=lambda row: row.id)
            ),
            pairs=tuple(
                Pair(row.maker_id, row.counterpart_id, row.maker_wish, row.counterpart_wish, row.interpreting)
                for key, row in sorted(self.wishes.items())
                if not row.veto and ids.issuperset(key) and (row.maker_wish or row.counterpart_wish)
            ),
            least=self.session.least,
        )

    @cached_property
    def asked(self) -> Problem:
        """The same for a new proposal: the locked talks stay."""
        return replace(self.problem, kept=tuple(one for one in self.standing if one.locked))

    def _company(self, row: MatchingCompany) -> Company:
        away = self.absent.get(("company", row.id), frozenset())
        return Company(row.id, rules.codes(row.languages), away, row.most)

    @cached_property
    def standing(self) -> tuple[Placed, ...]:
        """The talks as plain values."""
        return tuple(placed(row) for row in self.meetings)

    def pair(self, maker_id: int, counterpart_id: int) -> Pair:
        """The wishes of two companies with what was said about interpreting, also where nobody wished."""
        row = self.wishes.get((maker_id, counterpart_id))
        if row is None:
            return Pair(maker_id, counterpart_id)
        return Pair(maker_id, counterpart_id, row.maker_wish, row.counterpart_wish, row.interpreting)

    def vetoed(self, maker_id: int, counterpart_id: int) -> bool:
        """Whether one of the two does not want the other."""
        row = self.wishes.get((maker_id, counterpart_id))
        return row is not None and row.veto

    @cached_property
    def unspoken(self) -> frozenset[int]:
        """The talks (ids) that need an interpreter and have none."""
        return frozenset(
            row.id
            for row in self.meetings
            if row.interpreter_id is None
            and self.problem.needs_interpreter(self.pair(row.maker_id, row.counterpart_id))
        )

    def of_company(self, company_id: int) -> list[MatchingMeeting]:
        """The talks of one company in order of time."""
        order = {id: number for number, id in enumerate(self.slots)}
        mine = [row for row in self.meetings if company_id in (row.maker_id, row.counterpart_id)]
        return sorted(mine, key=lambda row: order[row.slot_id])

    def name(self, company_id: int) -> str:
        """A company's own name."""
        return contacts.own_name(self.companies[company_id].organisation).text

    def person(self, interpreter_id: int) -> str:
        """An interpreter's own name."""
        return contacts.own_name(self.interpreters[interpreter_id].person).text

    def reason(self, why: TalkClash) -> Text:
        """A clash in words, with the names it is about."""
        joined = " × ".join(self.name(id) for id in why.others if id in self.companies)
        if why.code == "enough":
            return Text(rules.REASONS[why.code], who=self.name(why.who), other=why.others[0])
        if why.code == "table_taken":
            return Text(rules.REASONS[why.code], who=self.tables[why.who].name, other=joined)
        if why.code.startswith("interpreter_"):
            return Text(rules.REASONS[why.code], who=self.person(why.who), other=joined)
        return Text(rules.REASONS[why.code], who=self.name(why.who) if why.who else "", other=joined)


def placed(row: MatchingMeeting) -> Placed:
    """A talk as a plain value; one that was handed over stays where it is, as a locked one does."""
    kept = row.locked or row.is_handed_over
    return Placed(row.maker_id, row.counterpart_id, row.slot_id, row.table_id, row.interpreter_id, kept)


def board(id: int, *, user: Actor) -> MatchingBoard:
    """The matching table with everything on it; NotVisible when there is none for this user. A dozen queries."""
    return board_of(session(id, user=user))


def board_of(found: MatchingSession, activity: Activity | None = None) -> MatchingBoard:
    """The same of a table that the caller found to be visible; with its `activity`, where all of that is read."""
    id, activity = found.id, activity or _activity(found)
    named = selectinload(Organisation.names)
    companies = (
        select(MatchingCompany)
        .join(Organisation, Organisation.id == MatchingCompany.organisation_id)
        .where(MatchingCompany.session_id == id)
        .order_by(Organisation.sort_key, MatchingCompany.id)
        .options(
            joinedload(MatchingCompany.organisation).options(named),
            joinedload(MatchingCompany.representative).selectinload(Person.names),
        )
    )
    interpreters = (
        select(MatchingInterpreter)
        .where(MatchingInterpreter.session_id == id)
        .order_by(MatchingInterpreter.id)
        .options(joinedload(MatchingInterpreter.person).selectinload(Person.names))
    )
    slots = select(MatchingSlot).where(MatchingSlot.session_id == id).order_by(MatchingSlot.starts_at)
    tables = select(MatchingTable).where(MatchingTable.session_id == id).order_by(MatchingTable.order, MatchingTable.id)
    wishes = select(MatchingWish).where(MatchingWish.session_id == id)
    absences = select(MatchingAbsence).where(MatchingAbsence.session_id == id).order_by(MatchingAbsence.id)
    meetings = select(MatchingMeeting).where(MatchingMeeting.session_id == id).order_by(MatchingMeeting.id)
    meetings = meetings.options(joinedload(MatchingMeeting.meeting), joinedload(MatchingMeeting.item))
    return MatchingBoard(
        found,
        _by_id(db.session.scalars(companies).unique()),
        _by_id(db.session.scalars(slots)),
        _by_id(db.session.scalars(tables)),
        _by_id(db.session.scalars(interpreters).unique()),
        {(row.maker_id, row.counterpart_id): row for row in db.session.scalars(wishes)},
        tuple(db.session.scalars(absences)),
        tuple(db.session.scalars(meetings)),
        missions.other_zone(activity),
        tuple(activity.participants),
    )


def _activity(table: MatchingSession) -> Activity:
    statement = select(Activity).where(Activity.id == table.activity_id)
    parts = selectinload(Activity.participants)
    loaded = statement.options(
        joinedload(Activity.place),
        joinedload(Activity.sender_organisation),
        parts.joinedload(Participant.organisation),
        parts.joinedload(Participant.person).selectinload(Person.names),
    )
    return db.session.scalars(loaded).unique().one()


def _by_id(rows: Iterable[Row]) -> dict[int, Row]:
    return {row.id: row for row in rows}


def session_of(model: type[MatchingCompany] | type[MatchingMeeting] | type[MatchingInterpreter], id: int) -> int:
    """The matching table to which a row belongs; NotVisible without one. The caller asks for the board."""
    return or_not_visible(db.session.scalar(select(model.session_id).where(model.id == id)))
