"""Scenes that commit inside the act that writes them: what its end puts on record of talks and cases is there.

The product commits after the act; a scene that does it before would leave nothing on record.
"""

from typing import Any

from sqlalchemy import event

from crm.audit.services import acts
from crm.core.database import db
from crm.meetings import services as meetings
from crm.negotiations import services as negotiations


def settle_at_commits() -> None:
    """Hang it on the session factory, once a process."""
    if not event.contains(db.session, "before_commit", _settle):
        event.listen(db.session, "before_commit", _settle)


def _settle(session: Any) -> None:
    act = acts._current.get()
    if act is None:
        return
    session.flush()
    changed = {entry["row"].audit_root() for entry in act.entries}
    for keep in (meetings.keep_talks, negotiations.keep_cases):
        keep(changed, {}, None)
