"""The records I changed last, read from the log, as far as I still see them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements import queries as agreements
from crm.agreements.models import Agreement
from crm.audit.models import AuditEntry
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core.database import db
from crm.core.permissions import Actor
from crm.initiatives.queries import title
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation
from crm.places.rules import Shown

MOST = 6
#: Some of the latest may be archived or out of sight by now.
_ASKED = 20


@dataclass(frozen=True)
class Recent:
    """A record by table name and id, how it is called, and when I last changed it."""

    record_type: str
    record_id: int
    name: Shown
    at: datetime


def recent(user: Actor, *, language: str) -> list[Recent]:
    """The latest first; one query for each kind of record besides the log."""
    latest = func.max(AuditEntry.id)
    statement = (
        select(AuditEntry.record_type, AuditEntry.record_id, func.max(AuditEntry.at))
        .where(AuditEntry.actor_id == user.id, AuditEntry.record_type.in_(_NAMES))
        .group_by(AuditEntry.record_type, AuditEntry.record_id)
        .order_by(latest.desc())
        .limit(_ASKED)
    )
    rows = [(kind, id, at) for kind, id, at in db.session.execute(statement)]
    names = {
        (kind, id): name
        for kind in {kind for kind, _, _ in rows}
        for id, name in _NAMES[kind]([id for k, id, _ in rows if k == kind], user, language).items()
    }
    return [Recent(kind, id, names[kind, id], at) for kind, id, at in rows if (kind, id) in names][:MOST]


def _people(ids: Collection[int], user: Actor, language: str) -> dict[int, Shown]:
    statement = contacts.visible_people(user).where(Person.id.in_(ids)).options(joinedload(Person.names))
    return {row.id: contacts.display_name(row, language) for row in db.session.scalars(statement).unique()}


def _organisations(ids: Collection[int], user: Actor, language: str) -> dict[int, Shown]:
    statement = contacts.visible_organisations(user).where(Organisation.id.in_(ids))
    rows = db.session.scalars(statement.options(joinedload(Organisation.names)))
    return {row.id: contacts.display_name(row, language) for row in rows.unique()}


def _activities(ids: Collection[int], user: Actor, language: str) -> dict[int, Shown]:
    statement = activities.visible_to(user).where(Activity.id.in_(ids)).options(joinedload(Activity.names))
    return {row.id: Shown(title(row.names, language), "") for row in db.session.scalars(statement).unique()}


def _meetings(ids: Collection[int], user: Actor, language: str) -> dict[int, Shown]:
    statement = meetings.visible_to(user).where(Meeting.id.in_(ids))
    rows = db.session.scalars(statement.options(joinedload(Meeting.organisation).joinedload(Organisation.names)))
    return {
        row.id: Shown(row.subject, "") if row.subject else contacts.display_name(row.organisation, language)
        for row in rows.unique()
    }


def _leads(ids: Collection[int], user: Actor, language: str) -> dict[int, Shown]:
    statement = leads.visible_to(user).where(Lead.id.in_(ids))
    rows = db.session.scalars(statement.options(joinedload(Lead.person).joinedload(Person.names)))
    return {
        row.id: contacts.display_name(row.person, language)
        if row.person is not None
        else Shown(row.raw_name or row.raw_organisation or f"#{row.id}", "")
        for row in rows.unique()
    }


def _negotiations(ids: Collection[int], user: Actor, language: str) -> dict[int, Shown]:
    statement = negotiations.visible_to(user).where(Negotiation.id.in_(ids))
    return {row.id: Shown(row.title, "") for row in db.session.scalars(statement)}


def _agreements(ids: Collection[int], user: Actor, language: str) -> dict[int, Shown]:
    statement = agreements.visible_to(user).where(Agreement.id.in_(ids))
    return {row.id: Shown(row.title, "") for row in db.session.scalars(statement)}


_NAMES: Final[dict[str, Callable[[Collection[int], Actor, str], dict[int, Shown]]]] = {
    "people": _people,
    "organisations": _organisations,
    "activities": _activities,
    "meetings": _meetings,
    "leads": _leads,
    "negotiations": _negotiations,
    "agreements": _agreements,
}
