"""Who was there: asked once when an activity is over, and read by whatever tells of it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, exists, func
from sqlalchemy.orm import joinedload

from crm.activities import rules
from crm.activities.models import Activity, Participant
from crm.activities.queries.activities import visible_to
from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor


def awaiting_attendance(*, user: Actor, today: date, limit: int = 3) -> Sequence[Activity]:
    """The visible activities of which it is still to be said who was there, the latest first; names loaded."""
    return db.session.scalars(_awaiting(user, today, limit), reading.by(user)).unique().all()


def number_awaiting_attendance(*, user: Actor, today: date) -> int:
    """How many there are of those."""
    return db.session.scalar(_number(user, today), reading.by(user)) or 0


@reading.kept
def _number(user: Actor, today: date) -> Select[int]:
    return _asked(user, today).with_only_columns(func.count(Activity.id))


def _asked(user: Actor, today: date) -> Select[Activity]:
    open_ones = exists().where(Participant.activity_id == Activity.id, Participant.status == "accepted")
    statement = visible_to(user).where(Activity.end_on < today, Activity.status.in_(rules.ASKED_IN), open_ones)
    return statement.where(Activity.attendance_unknown.is_(False))


@reading.kept
def _awaiting(user: Actor, today: date, limit: int) -> Select[Activity]:
    ordered = (
        _asked(user, today).options(joinedload(Activity.names)).order_by(Activity.end_on.desc(), Activity.id.desc())
    )
    return ordered.limit(limit)
