"""Reminders: one digest a morning and person. It is claimed before it is sent, so that none is sent twice."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm.core import clock
from crm.core.database import db
from crm.tasks import rules
from crm.tasks.models import Reminder


def claim(user_id: int, day: date, *, tasks: int) -> Reminder | None:
    """The reminder of a day, to be sent by the caller; None when somebody else has it or it was sent.

    One whose sending failed may be claimed again. Commits nothing.
    """
    kept = db.session.scalar(select(Reminder).where(Reminder.user_id == user_id, Reminder.day == day))
    if kept is not None:
        if kept.state != rules.FAILED:
            return None
        kept.state, kept.tasks, kept.at = rules.CLAIMED, tasks, clock.now()
        return kept
    made = Reminder(user_id=user_id, day=day, state=rules.CLAIMED, tasks=tasks, at=clock.now())
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError:  # another process was faster
        db.session.rollback()
        return None
    return made


def settle(reminder: Reminder, state: str) -> None:
    """What became of a claimed reminder: sent, failed, or kept (nothing sends mail here)."""
    reminder.state, reminder.at = state, clock.now()
