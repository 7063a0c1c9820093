"""The list of tasks as data: columns of its file, filters, orders. Its page draws the rows, with their buttons."""

from dataclasses import replace
from datetime import date
from typing import Final

from crm.core import clock
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.tasks import contents, queries, rules
from crm.tasks.forms.chosen import EACH
from crm.tasks.models import Task
from crm.users.forms import OWNER
from crm.web.listings import Asked, Column, Listing, Nothing, Reader, coded, flag, records
from crm.web.locale import zone
from crm.web.records import record_noun


def _text(task: Task, who: Reader) -> str:
    return contents.text_of(task, who.language)


def _owner(task: Task, _who: Reader) -> str:
    return task.owner.display_name if task.owner is not None else ""


def _record(task: Task, who: Reader) -> str:
    """The kind of the record: what it is called is for those who see it, and a file is written without asking."""
    return who.words(record_noun(task.record_type)) if task.record_type else ""


COLUMNS: Final = (
    Column("due", N_("Due date"), lambda task, _who: task.due_on),
    Column("text", N_("What is to be done"), _text, fixed=True),
    Column("record", N_("Belongs to"), _record),
    Column("owner", N_("Person in charge"), _owner),
    Column("promised", N_("Promised by"), lambda task, _who: task.external_owner),
    Column("priority", N_("Priority"), lambda task, who: who.words(rules.PRIORITIES[task.priority])),
    Column("status", N_("Status of the tasks"), lambda task, who: who.words(rules.TASK_STATUSES[task.status])),
    Column("done", N_("Done on"), lambda task, _who: task.done_on),
)


def _wanted(asked: Asked, user: Actor) -> queries.Filter:
    """One's own open tasks, unless the address says otherwise; of a mission, those of everybody."""
    state = asked.one("state") or "open"
    others = asked.one("scope") == "all" or asked.id("activity") is not None or asked.id("owner") is not None
    late: date | None = clock.today(zone()) if state == rules.OVERDUE else None
    return asked.conditions(
        queries.Filter,
        owner=asked.id("owner") if others else user.id,
        status=state if state in rules.TASK_STATUSES else "",
        overdue_on=late,
    )


TASKS_LIST: Final = Listing(
    name="tasks",
    title=N_("Tasks"),
    endpoint="tasks.index",
    permission=Permission.TASKS_READ,
    columns=COLUMNS,
    facets=(
        replace(coded("scope", N_("Tasks"), rules.SCOPES, one=True), tab=True),
        replace(coded("state", N_("Status of the tasks"), rules.TASK_STATES, one=True), tab=True),
        coded("priority", N_("Priority"), rules.PRIORITIES),
        OWNER,
        replace(records("activity", N_("Tasks of the mission"), one=True), tab=True),
        replace(flag("follow", N_("Tasks of the mission"), N_("as in its report"), value="1"), tab=True),
    ),
    sorts=("due", "-due", "priority"),
    wanted=_wanted,
    filtered=queries.filtered,
    rows=queries.tasks,
    row_id=lambda task: task.id,
    row_name=lambda task: task.text,
    nothing=Nothing(
        N_("No task in this list contains these words."),
        N_("Nothing here"),
        N_("No task is in this state. Tasks come from meetings, leads and negotiations, or are written here."),
        (N_("New task"), "tasks.new", Permission.TASKS_WRITE),
    ),
    words=N_("Words in the task"),
    orders=(("due", N_("Due date")), ("priority", N_("Priority"))),
    every="scope=all&state=all",
    each=EACH,
)  # fmt: skip
