"""The records I changed last, read from the log, as far as I still see them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.agreements.kind import AGREEMENT
from crm.agreements.models import Agreement
from crm.audit.models import AuditEntry
from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.models import Organisation, Person
from crm.core.database import db
from crm.core.kinds import Kind, by_table
from crm.core.permissions import Actor
from crm.initiatives.queries import title
from crm.leads.kind import LEAD
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.kind import MEETING
from crm.meetings.models import Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations.kind import NEGOTIATION
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
        .where(AuditEntry.actor_id == user.id, AuditEntry.record_type.in_(_KINDS))
        .group_by(AuditEntry.record_type, AuditEntry.record_id)
        .order_by(latest.desc())
        .limit(_ASKED)
    )
    rows = [(kind, id, at) for kind, id, at in db.session.execute(statement)]
    names = {
        (kind, id): name
        for kind in {kind for kind, _, _ in rows}
        for id, name in _named(_KINDS[kind], [id for k, id, _ in rows if k == kind], user, language).items()
    }
    return [Recent(kind, id, names[kind, id], at) for kind, id, at in rows if (kind, id) in names][:MOST]


def _named(kind: Kind, ids: Sequence[int], user: Actor, language: str) -> dict[int, Shown]:
    loaded, name = _NAMES[kind]
    statement = kind.visible_to(user).where(kind.model.id.in_(ids)).options(*loaded)
    return {row.id: name(row, language) for row in db.session.scalars(statement).unique()}


def _activity(row: Activity, language: str) -> Shown:
    return Shown(title(row.names, language), "")


def _meeting(row: Meeting, language: str) -> Shown:
    subject = meetings.subject_beside(row)
    return Shown(subject, "") if subject else contacts.display_name(row.organisation, language)


def _lead(row: Lead, language: str) -> Shown:
    if row.person is not None:
        return contacts.display_name(row.person, language)
    return Shown(row.raw_name or row.raw_organisation or f"#{row.id}", "")


def _negotiation(row: Negotiation, language: str) -> Shown:
    return Shown(negotiations.title(row, language), "")


def _agreement(row: Agreement, _language: str) -> Shown:
    return Shown(row.title, "")


#: What is shown: {kind: (what to load, how one is called in a language)}.
_NAMES: Final[dict[Kind, tuple[Sequence[ORMOption], Callable[[Any, str], Shown]]]] = {
    PERSON: ([joinedload(Person.names)], contacts.display_name),
    ORGANISATION: ([joinedload(Organisation.names)], contacts.display_name),
    ACTIVITY: ([joinedload(Activity.names)], _activity),
    MEETING: (
        [joinedload(side).joinedload(Organisation.names) for side in (Meeting.organisation, Meeting.our_organisation)],
        _meeting,
    ),
    LEAD: ([joinedload(Lead.person).joinedload(Person.names)], _lead),
    NEGOTIATION: (negotiations.SIDES, _negotiation),
    AGREEMENT: ([], _agreement),
}
_KINDS: Final = by_table(_NAMES)
