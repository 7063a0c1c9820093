"""The records I changed last, read from the log, as far as I still see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from crm.activities.kind import ACTIVITY
from crm.agreements.kind import AGREEMENT
from crm.audit.models import AuditEntry
from crm.contacts.kind import ORGANISATION, PERSON
from crm.core.database import db
from crm.core.kinds import by_table
from crm.core.permissions import Actor
from crm.leads.kind import LEAD
from crm.meetings.kind import MEETING
from crm.negotiations.kind import NEGOTIATION
from crm.places.rules import Shown

_KINDS: Final = by_table([PERSON, ORGANISATION, ACTIVITY, MEETING, LEAD, NEGOTIATION, AGREEMENT])
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
        (table, id): Shown(*name)
        for table in {table for table, _, _ in rows}
        for id, name in _KINDS[table].seen_names([i for k, i, _ in rows if k == table], user, language).items()
    }
    return [Recent(kind, id, names[kind, id], at) for kind, id, at in rows if (kind, id) in names][:MOST]
