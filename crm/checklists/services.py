"""What happens to countdowns: started from the template, and moved when the dates of the mission move."""

from collections.abc import Collection, Mapping

from crm.activities.models import Activity
from crm.audit.services import action
from crm.checklists import queries, rules
from crm.checklists.kind import COUNTDOWN
from crm.checklists.models import ChecklistStep
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.tasks import services as tasks


def start(
    activity: Activity,
    *,
    keys: Collection[str],
    texts: Mapping[str, str],
    coordinator_id: int | None,
    leader_id: int | None,
    by: Actor | None,
) -> list[ChecklistStep]:
    """Make a task of every chosen step that has none yet. `texts` says each step in the language of whoever starts it.

    Refused without a step, and without somebody for the tasks of the coordinator or of the leader.
    """
    chosen = [step for step in queries.missing(activity) if step.key in keys]
    if not chosen:
        raise Refused(Text("Choose at least one step."), "keys")
    for field, owner_id, leads in (("coordinator_id", coordinator_id, False), ("leader_id", leader_id, True)):
        if owner_id is None and any(step.leads == leads for step in chosen):
            raise Refused(Text("Choose who does it, or who makes sure that it is done."), field)
    days = queries.days(activity)
    made = []
    with action(rules.STARTED, by=by):
        for step in chosen:
            task = tasks.add(
                text=texts.get(step.key) or step.label,
                due_on=days[step.key],
                owner_id=leader_id if step.leads else coordinator_id,
                record=(COUNTDOWN, activity.id),
                activity_id=activity.id,
                internal=True,
                by=by,
            )
            db.session.flush()
            made.append(ChecklistStep(activity_id=activity.id, key=step.key, task_id=task.id, ruled_on=days[step.key]))
        db.session.add_all(made)
    return made


def follow(activity: Activity, *, by: Actor | None) -> int:
    """After the dates of an activity changed: move what is open and still due on the day the rule gave. How many."""
    days = queries.days(activity)
    moved = [
        row
        for row in queries.rows(activity.id)
        if row.task.status == "open"
        and row.task.due_on == row.ruled_on
        and days.get(row.key, row.ruled_on) != row.ruled_on
    ]
    if not moved:
        return 0
    with action(rules.MOVED, by=by):
        for row in moved:
            row.ruled_on = row.task.due_on = days[row.key]
    return len(moved)


def call_off(activity: Activity, *, by: Actor | None) -> None:
    """Nobody prepares for a cancelled activity: cancel what is open of its countdown."""
    for row in queries.rows(activity.id):
        if row.task.status == "open":
            tasks.cancel(row.task, by=by)


def take_up(activity: Activity, *, by: Actor | None) -> None:
    """The activity is planned after all: what was cancelled of its countdown is to be done again."""
    for row in queries.rows(activity.id):
        if row.task.status == "cancelled":
            tasks.reopen(row.task, by=by)
