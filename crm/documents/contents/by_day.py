"""What was on record on the day of a report: an old one does not tell what came of things later."""

from collections.abc import Sequence
from datetime import date, datetime

from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.initiatives.models import Challenge
from crm.tasks.models import Task


def done_by(task: Task, day: date) -> bool:
    """Whether a next step was done on a day."""
    return task.status == "done" and (task.done_on is None or task.done_on <= day)


def known(steps: Sequence[Task], activity: Activity, until: datetime) -> list[Task]:
    """The next steps that were written down up to the end of the day of a report.

    Of an activity that was itself entered later, nobody can say which they were: all are told.
    """
    return [task for task in steps if activity.created_at >= until or task.created_at < until]


def recorded(challenges: Sequence[Challenge], until: datetime) -> list[Challenge]:
    """The challenges on record by then."""
    return [row for row in challenges if row.created_at < until]


def others(signed: Sequence[Agreement], counted: Sequence[Agreement]) -> list[Agreement]:
    """What was signed beside what is counted."""
    known = {row.id for row in counted}
    return [row for row in signed if row.id not in known]
