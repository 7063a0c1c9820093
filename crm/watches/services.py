"""Watching a contact, and no longer."""

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.watches import queries, rules
from crm.watches.models import Watch


def watch(kind: str, id: int, *, days: int, by: Actor) -> Watch:
    """Tell `by` when a person or organisation (table, id) is silent for more than `days`; again changes the days.

    Refused beyond 1 to 3650 days and beyond the number of watches a page can show.
    """
    if not rules.FEWEST_DAYS <= days <= rules.MOST_DAYS:
        raise Refused(
            Text("Between %(least)s and %(most)s days.", least=rules.FEWEST_DAYS, most=rules.MOST_DAYS), "days"
        )
    row = queries.one(kind, id, user=by, stopped=True)
    if (row is None or row.archived_at is not None) and queries.count(by) >= rules.MOST_WATCHES:
        raise Refused(Text("You watch %(most)s contacts already. Stop watching one first.", most=rules.MOST_WATCHES))
    with action(rules.WATCHED, by=by):
        if row is None:
            row = Watch(user_id=by.id, **{queries.KINDS[kind].key: id})
            db.session.add(row)
        elif row.archived_at is not None:
            row.created_at = clock.now()  # silence counts anew from where the watch begins again
        row.days, row.archived_at = days, None
    return row


def stop(row: Watch, *, by: Actor) -> None:
    """No longer watch it."""
    with action(rules.STOPPED, by=by):
        row.archived_at = clock.now()
