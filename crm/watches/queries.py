"""A user's watches, and when there was contact last: a fixed number of questions, however many are watched."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, Select, func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from crm.cards.models import CardExchange
from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.models import Affiliation, Organisation, Person
from crm.core import clock, here
from crm.core.database import Moment, db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor
from crm.meetings import queries as meetings
from crm.meetings.models import Attendee, Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Interaction, Negotiation
from crm.watches import rules
from crm.watches.models import Watch

#: What can be watched: {table: column of the watch}.
KINDS: Final = {PERSON.table: Watch.person_id, ORGANISATION.table: Watch.organisation_id}


@dataclass(frozen=True)
class Silence:
    """A watch with the last contact and how long it has been quiet since."""

    watch: Watch
    record: Person | Organisation
    last_contact: date | None
    silent: int  #: days

    @property
    def rests(self) -> bool:
        """Whoever died or wants no contact is kept in the list, but nobody is told to get in touch."""
        return isinstance(self.record, Person) and self.record.do_not_contact

    @property
    def is_overdue(self) -> bool:
        return not self.rests and rules.is_overdue(self.silent, self.watch.days)

    @property
    def days_left(self) -> int:
        """Until it is overdue; negative once it is."""
        return self.watch.days - self.silent


def of(user: Actor) -> Select[Watch]:
    """The watches of a user: nobody sees those of another."""
    return select(Watch).where(Watch.user_id == user.id, Watch.archived_at.is_(None))


def one(kind: str, id: int, *, user: Actor, stopped: bool = False) -> Watch | None:
    """The user's watch over a record, with `stopped` also one that has ended; None when there is none."""
    statement = select(Watch).where(Watch.user_id == user.id, KINDS[kind] == id)
    return db.session.scalar(statement if stopped else statement.where(Watch.archived_at.is_(None)))


def record(kind: str, id: int, *, user: Actor) -> Person | Organisation:
    """The person or organisation with its names; NotVisible when the user does not see it."""
    visible: Select[Any]
    if kind == PERSON.table:
        visible = contacts.visible_people(user).where(Person.id == id).options(selectinload(Person.names))
    else:
        visible = contacts.visible_organisations(user).where(Organisation.id == id)
        visible = visible.options(selectinload(Organisation.names))
    found: Person | Organisation | None = db.session.scalar(visible)
    if found is None:
        raise NotVisible
    return found


def count(user: Actor) -> int:
    """How many records a user watches."""
    return db.session.scalar(of(user).with_only_columns(func.count(Watch.id))) or 0


def silences(user: Actor, *, today: date) -> list[Silence]:
    """The user's watches over records they still see, the longest overdue first."""
    statement = of(user).options(
        joinedload(Watch.person).joinedload(Person.names),
        joinedload(Watch.organisation).joinedload(Organisation.names),
    )
    watches = list(db.session.scalars(statement.limit(rules.MOST_WATCHES)).unique())
    people = last_contact_with_people({w.person_id for w in watches if w.person_id is not None}, user=user)
    firms = last_contact_with_organisations(
        {w.organisation_id for w in watches if w.organisation_id is not None}, user=user
    )
    found = []
    for watch in watches:
        row = watch.person or watch.organisation
        if row is None or row.archived_at is not None:
            continue
        last = people.get(watch.person_id or 0) if watch.person_id else firms.get(watch.organisation_id or 0)
        since = clock.local(watch.created_at, here.zone()).date()
        found.append(Silence(watch, row, last, rules.silent_days(last, since, today)))
    return sorted(found, key=lambda silence: (silence.rests, silence.days_left, silence.watch.id))


def overdue_count(user: Actor, *, today: date) -> int:
    """How many of the user's watched contacts have not been heard from for too long."""
    return sum(silence.is_overdue for silence in silences(user, today=today))


# ------------------------------------------------------------------ the last contact


def last_contact_with_people(ids: Collection[int], *, user: Actor) -> dict[int, date]:
    """{person id: day} of the last held meeting or interaction that the user sees, or exchange of cards."""
    if not ids:
        return {}
    met = (
        _held(user)
        .join(Attendee, Attendee.meeting_id == Meeting.id)
        .where(Attendee.person_id.in_(ids))
        .with_only_columns(Attendee.person_id, func.max(Meeting.held_on))
        .group_by(Attendee.person_id)
    )
    exchanged = (
        select(CardExchange.person_id, func.max(CardExchange.exchanged_on))
        .where(CardExchange.person_id.in_(ids), CardExchange.archived_at.is_(None))
        .group_by(CardExchange.person_id)
    )
    spoken = (
        select(Interaction.person_id, func.max(Interaction.at))
        .where(Interaction.person_id.in_(ids), *_spoken(user))
        .group_by(Interaction.person_id)
    )
    return _latest((met, exchanged), spoken)


def last_contact_with_organisations(ids: Collection[int], *, user: Actor) -> dict[int, date]:
    """{organisation id: day} of the last meeting, interaction or exchange of cards with someone of theirs."""
    if not ids:
        return {}
    met = (
        _held(user)
        .where(Meeting.organisation_id.in_(ids))
        .with_only_columns(Meeting.organisation_id, func.max(Meeting.held_on))
        .group_by(Meeting.organisation_id)
    )
    spoken = (
        select(Interaction.organisation_id, func.max(Interaction.at))
        .where(Interaction.organisation_id.in_(ids), *_spoken(user))
        .group_by(Interaction.organisation_id)
    )
    exchanged = (
        select(Affiliation.organisation_id, func.max(CardExchange.exchanged_on))
        .join(CardExchange, CardExchange.person_id == Affiliation.person_id)
        .where(Affiliation.organisation_id.in_(ids), CardExchange.archived_at.is_(None), *_in_post())
        .group_by(Affiliation.organisation_id)
    )
    return _latest((met, exchanged), spoken)


def _held(user: Actor) -> Select[Any]:
    """The meetings that took place, of those that the user sees; `IN` would list all of them first."""
    return meetings.visible_to(user).where(Meeting.status == "held")


def _in_post() -> tuple[Any, ...]:
    """The post was held on the day of the exchange: an old colleague's card says nothing about the firm."""
    return (
        or_(Affiliation.from_date.is_(None), Affiliation.from_date <= CardExchange.exchanged_on),
        or_(Affiliation.to_date.is_(None), Affiliation.to_date >= CardExchange.exchanged_on),
    )


def _spoken(user: Actor) -> tuple[ColumnElement[bool], ...]:
    """Conditions: an interaction that the user sees; a note is written down here, not said to anybody."""
    on_visible_case = or_(
        Interaction.negotiation_id.is_(None),
        negotiations.visible_to(user).where(Negotiation.id == Interaction.negotiation_id).exists(),
    )
    return Interaction.archived_at.is_(None), on_visible_case, Interaction.kind != "note"


def _latest(by_day: Iterable[Select[Any, date]], by_moment: Select[Any, datetime]) -> dict[int, date]:
    """{id: latest day} over statements of (id, day) and one of (id, moment), asked in one query."""
    days = [statement.add_columns(literal(None, Moment())) for statement in by_day]
    id, moment = by_moment.selected_columns
    moments = by_moment.with_only_columns(id, literal(None, Date()), moment, maintain_column_froms=True)
    found: dict[int, date] = {}
    for id, day, at in db.session.execute(union_all(*days, moments)):
        latest = day if at is None else clock.local(at, here.zone()).date()
        found[id] = max(found.get(id, latest), latest)
    return found
