"""What happens to tasks: added, done, postponed, given to someone else, cancelled."""

from datetime import date, timedelta

from sqlalchemy import select

from crm.audit.services import action
from crm.core import here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.kinds import Kind
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.tasks import rules
from crm.tasks.models import Task
from crm.users import queries as users


def add(
    *,
    text: str,
    due_on: date | None,
    owner_id: int | None,
    by: Actor | None,
    record: tuple[Kind, int] | None = None,
    activity_id: int | None = None,
    external_owner: str = "",
    internal: bool = False,
    priority: str = rules.NORMAL,
) -> Task:
    """A new open task, on `record` (kind, id) if given; the caller found that record to be visible.

    `activity_id` is the activity the record belongs to. Refused without a text or a due date, without anybody
    who does or watches it, and for an owner who has no account.
    """
    _check(text, due_on, owner_id, None)
    if record is not None and not record[0].has_tasks:
        raise Refused(Text("A task cannot be attached to this kind of record."))
    task = Task(
        text=text,
        due_on=due_on,
        owner_id=owner_id,
        external_owner=external_owner,
        internal=internal,
        priority=priority,
        status="open",
        record_type=record[0].table if record else "",
        record_id=record[1] if record else None,
        activity_id=activity_id,
    )
    with action(rules.ADDED, by=by):
        db.session.add(task)
    return task


def take_along(record: tuple[Kind, int], *, activity_id: int | None, by: Actor | None) -> None:
    """The record belongs to another activity now, whose people see what is to be done on it from now on."""
    kind, record_id = record
    hanging = select(Task).where(Task.record_type == kind.table, Task.record_id == record_id)
    with action(rules.CHANGED, by=by):
        for task in db.session.scalars(hanging.where(Task.activity_id.is_distinct_from(activity_id))):
            task.activity_id = activity_id


def change(
    task: Task,
    *,
    text: str,
    due_on: date | None,
    owner_id: int | None,
    external_owner: str = "",
    internal: bool = False,
    priority: str = rules.NORMAL,
    by: Actor | None,
) -> None:
    """Correct a task. Refusals as for `add`; an owner whose account was closed meanwhile may stay."""
    _check(text, due_on, owner_id, task)
    with action(rules.CHANGED, by=by):
        task.text, task.external_owner, task.owner_id, task.internal = text, external_owner, owner_id, internal
        task.priority = priority
        if due_on is not None:
            task.due_on = due_on


def complete(task: Task, *, by: Actor | None, on: date | None = None) -> None:
    """The task is done, today unless a day is given.

    Doing a done task again changes nothing; a cancelled one is refused.
    """
    if task.status == "done":
        return
    _check_open(task)
    with action(rules.DONE, by=by):
        task.status, task.done_on = "done", on or here.today()


def reopen(task: Task, *, by: Actor | None) -> None:
    """Take "done" or "cancelled" back."""
    if task.status == "open":
        return
    with action(rules.REOPENED, by=by):
        task.status, task.done_on = "open", None


def postpone(task: Task, *, until: date | None = None, by: Actor | None) -> None:
    """Move the due date; without a day, a week on from today or from the due date, whichever is later.

    Refused for a task that is not open, and for a day before the present due date.
    """
    _check_open(task)
    if until is None:
        until = max(task.due_on, here.today()) + timedelta(days=rules.WEEK)
    if until < task.due_on:
        raise Refused(Text("The new day is before the present due date."), "due_on")
    with action(rules.POSTPONED, by=by):
        task.due_on = until


def move(task: Task, day: date | None, *, by: Actor | None) -> None:
    """Do the task on another day, earlier or later. Refused for a task that is not open, and for a day gone by."""
    _check_open(task)
    if day is None or day < here.today():
        raise Refused(Text("Choose today or a later day."), "due_on")
    if day == task.due_on:
        return
    with action(rules.POSTPONED if day > task.due_on else rules.BROUGHT_FORWARD, by=by):
        task.due_on = day


def reassign(task: Task, *, owner_id: int | None, by: Actor | None) -> None:
    """Give the task to another member of staff. Refused for a task that is not open or an unknown account."""
    _check_open(task)
    _check(task.text, task.due_on, owner_id, task)
    with action(rules.REASSIGNED, by=by):
        task.owner_id = owner_id


def rank(task: Task, *, priority: str, by: Actor | None) -> None:
    """How urgent an open task is."""
    _check_open(task)
    if priority not in rules.PRIORITIES:
        raise Refused(Text("Choose one."), "priority")
    with action(rules.CHANGED, by=by):
        task.priority = priority


def put_at(task: Task, *, due_on: date, by: Actor | None) -> None:
    """Give an open task the day back that it had."""
    _check_open(task)
    with action(rules.CHANGED, by=by):
        task.due_on = due_on


def cancel(task: Task, *, by: Actor | None) -> None:
    """The task is no longer wanted. Cancelling twice changes nothing; a done one is refused."""
    if task.status == "cancelled":
        return
    _check_open(task)
    with action(rules.CANCELLED, by=by):
        task.status = "cancelled"


def _check_open(task: Task) -> None:
    if task.status != "open":
        state = Text(rules.TASK_STATUSES[task.status])
        raise Refused(Text("This task is not open any more (%(state)s).", state=state))


def _check(text: str, due_on: date | None, owner_id: int | None, before: Task | None) -> None:
    if not text.strip():
        raise Refused(Text("Fill in this field."), "text")
    if due_on is None:
        raise Refused(Text("Enter a due date."), "due_on")
    if owner_id is None:
        raise Refused(Text("Choose who does it, or who makes sure that it is done."), "owner_id")
    if before is None or before.owner_id != owner_id:
        users.check_in_charge(owner_id, "owner_id")
