"""The two acts that every record knows. A capability with a rule about them has a service of its own."""

from crm.audit.rules import Verb
from crm.audit.services.acts import action
from crm.core import clock
from crm.core.database import Record
from crm.core.permissions import Actor


def archive(record: Record, verb: Verb, *, by: Actor | None) -> None:
    """Take a record out of lists, search and figures; nothing is deleted."""
    with action(verb, by=by):
        record.archived_at = record.archived_at or clock.now()


def restore(record: Record, verb: Verb, *, by: Actor | None) -> None:
    """Bring an archived record back."""
    with action(verb, by=by):
        record.archived_at = None
