"""What keeps an activity from being closed (INV-A2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from crm.activities import rules
from crm.activities.models import Activity, CostLine, Participant
from crm.activities.queries import above
from crm.activities.rules import Unfinished
from crm.core.database import db
from crm.tasks.models import Task


@dataclass(frozen=True)
class Closing:
    """What is still to be done before an activity is closed, in the order of `rules.CLOSING`."""

    unfinished: Sequence[Unfinished]
    tasks: Sequence[Task]  #: action items that nobody owns


def ending(activity: Activity, *, reported: bool, needs_approval: bool = False) -> Closing:
    """What an activity lacks for being closed; `reported` says whether a report of it was approved, `needs_approval`
    whether management decides on plans.
    """
    orphans = db.session.scalars(
        select(Task)
        .where(
            Task.activity_id == activity.id, Task.status == "open", Task.owner_id.is_(None), Task.archived_at.is_(None)
        )
        .order_by(Task.due_on, Task.id)
    ).all()
    unconverted = select(func.count()).where(CostLine.activity_id == activity.id, CostLine.book_amount.is_(None))
    unasked = select(func.count()).where(Participant.activity_id == activity.id, Participant.status == "accepted")
    found = rules.unfinished(
        reported=reported,
        costs_state="open" if above.unbooked(activity.id) else activity.costs_state,
        unconverted=db.session.scalar(unconverted) or 0,
        orphans=len(orphans),
        unasked=not activity.attendance_unknown and bool(db.session.scalar(unasked)),
        undecided=needs_approval and activity.status in rules.UNAPPROVED,
    )
    return Closing(found, orphans)
