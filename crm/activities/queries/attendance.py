"""Who was there: asked once when an activity is over, and read by whatever tells of it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists
from sqlalchemy.orm import selectinload

from crm.activities import rules
from crm.activities.models import Activity, Participant
from crm.activities.queries.activities import visible_to
from crm.core.database import db
from crm.core.permissions import Actor


def awaiting_attendance(*, user: Actor, today: date, limit: int = 3) -> Sequence[Activity]:
    """The visible activities of which it is still to be said who was there, the latest first; names loaded."""
    open_ones = exists().where(Participant.activity_id == Activity.id, Participant.status == "accepted")
    statement = visible_to(user).where(Activity.end_on < today, Activity.status.in_(rules.ASKED_IN), open_ones)
    statement = statement.where(Activity.attendance_unknown.is_(False))
    ordered = statement.options(selectinload(Activity.names)).order_by(Activity.end_on.desc(), Activity.id.desc())
    return db.session.scalars(ordered.limit(limit)).all()
