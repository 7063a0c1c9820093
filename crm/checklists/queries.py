"""Reading countdowns: the steps of an activity with their tasks, and the days a new one would give."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.activities.models import Activity
from crm.checklists import rules
from crm.checklists.models import ChecklistStep
from crm.checklists.rules import CountdownStep
from crm.core import reading
from crm.core.database import db
from crm.places import queries as places
from crm.tasks.models import Task


@dataclass(frozen=True)
class CountdownTasks:
    """The countdown of an activity: its tasks before the departure and after the return, by due date."""

    before: Sequence[Task]
    after: Sequence[Task]

    @property
    def counted(self) -> list[Task]:
        """What is to be done at all: without what was cancelled."""
        return [task for task in (*self.before, *self.after) if task.status != "cancelled"]

    @property
    def done(self) -> int:
        return sum(task.status == "done" for task in self.counted)


def rows(activity_id: int) -> list[ChecklistStep]:
    """The steps of an activity with their tasks and owners, by due date; without those whose task is archived."""
    statement = select(ChecklistStep).where(ChecklistStep.activity_id == activity_id).join(ChecklistStep.task)
    loaded = statement.options(joinedload(ChecklistStep.task).joinedload(Task.owner))
    return list(db.session.scalars(loaded.where(Task.archived_at.is_(None)).order_by(Task.due_on, ChecklistStep.id)))


def countdown(activity: Activity) -> CountdownTasks:
    """The countdown of an activity the caller found to be visible; empty when it has none."""
    after = {step.key for step in rules.every_step(activity.direction, activity.type) if step.is_after}
    found = rows(activity.id)
    return CountdownTasks(
        [row.task for row in found if row.key not in after], [row.task for row in found if row.key in after]
    )


def labels(task_ids: Collection[int]) -> dict[int, str]:
    """{task id: the label of its step} of those that a countdown made, for one who sees the tasks."""
    rows = [(row, rules.every_step(row.direction, row.type)) for row in reading.rows(_STEPS, ids=list(task_ids))]
    return {row.task_id: step.label for row, steps in rows for step in steps if step.key == row.key}


_STEPS: Final = (
    select(ChecklistStep.task_id, ChecklistStep.key, Activity.direction, Activity.type)
    .join(Activity, Activity.id == ChecklistStep.activity_id)
    .where(reading.of_ids(ChecklistStep.task_id))
)


def days(activity: Activity) -> dict[str, date]:
    """{key: the day it is due by the rule} of every step that the activity's countdown may hold."""
    ours = places.our_days(*rules.reach(activity.start_on, activity.end_on))
    return {
        step.key: rules.due_on(step, activity.start_on, activity.end_on, ours)
        for step in rules.every_step(activity.direction, activity.type)
    }


def missing(activity: Activity) -> list[CountdownStep]:
    """The steps of the template that the countdown does not have yet."""
    known = {row.key for row in rows(activity.id)}
    return [step for step in rules.steps(activity.direction, activity.type) if step.key not in known]
