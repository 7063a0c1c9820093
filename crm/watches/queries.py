"""A user's watches, and how long it has been quiet: a fixed number of questions, however many are watched."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.models import Organisation, Person
from crm.core import clock, here, reading
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor
from crm.threads.queries import last_contacts_of
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


@reading.kept
def _of(user: Actor) -> Select[Watch]:
    named = (
        joinedload(Watch.person).joinedload(Person.names),
        joinedload(Watch.organisation).joinedload(Organisation.names),
    )
    return of(user).options(*named).limit(rules.MOST_WATCHES)


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
    watches = list(db.session.scalars(_of(user), reading.by(user)).unique())
    people, firms = PERSON.table, ORGANISATION.table
    watched = {
        people: {watch.person_id for watch in watches if watch.person_id is not None},
        firms: {watch.organisation_id for watch in watches if watch.organisation_id is not None},
    }
    known = last_contacts_of(watched, user=user)
    found = []
    for watch in watches:
        row = watch.person or watch.organisation
        if row is None or row.archived_at is not None:
            continue
        last = known[people if watch.person_id else firms].get(row.id)
        since = clock.local(watch.created_at, here.zone()).date()
        found.append(Silence(watch, row, last, rules.silent_days(last, since, today)))
    return sorted(found, key=lambda silence: (silence.rests, silence.days_left, silence.watch.id))


def overdue_count(user: Actor, *, today: date) -> int:
    """How many of the user's watched contacts have not been heard from for too long."""
    return sum(silence.is_overdue for silence in silences(user, today=today))
