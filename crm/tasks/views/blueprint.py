"""The blueprint, what a row of tasks needs on whichever page it stands, and which tasks one sees."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, g

from crm.core.kinds import Kind
from crm.tasks import contents, queries, rules
from crm.tasks.models import Task
from crm.web.access import me
from crm.web.locale import language
from crm.web.records import kinds, seen

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.app_context_processor
def frame() -> dict[str, object]:
    """What a row of tasks needs, on whichever page it stands."""
    return {
        "is_overdue": rules.is_overdue,
        "rest_labels": rules.RESTS,
        "plans_for": queries.plans_for,
        "proposals_for": queries.proposals,
    }


@bp.app_template_filter("task_text")
def task_text(task: Task) -> str:
    """What a task says to the reader."""
    return contents.text_of(task, language())


@bp.app_template_filter("task_rests")
def task_rests(task: Task) -> str:
    """Why an open task rests, a code of rules.RESTS, or ""; those that are loaded are asked for at once."""
    known: dict[tuple[int, str], str] = g.setdefault("task_rests", {})
    if (task.id, task.status) not in known:
        rows = [row for row in contents.loaded_beside(task) if row.status == "open"]
        resting = queries.at_rest([row.id for row in rows])
        known.update({(row.id, row.status): resting.get(row.id, "") for row in rows})
    return known.get((task.id, task.status), "")


@bp.app_template_filter("task_record")
def task_record(task: Task) -> tuple[str, str]:
    """What the record is called that a task hangs on, or the activity that this belongs to: (text, its language); texts
    are empty where it has no name or the reader does not see it. A page shows many: the records of all that are loaded
    are asked for at once."""
    known: dict[int, tuple[str, str]] = g.setdefault("task_records", {})
    if task.id not in known:
        known.update(_record_names(contents.loaded_beside(task)))
    return known[task.id]


def _record_names(tasks: Iterable[Task]) -> dict[int, tuple[str, str]]:
    """{task: name}; the visible records that one rule names are found at once, of whichever kind they are."""
    hanging = {task.id: [(task.record_type, task.record_id), ("activities", task.activity_id)] for task in tasks}
    pointed = {pair for pairs in hanging.values() for pair in pairs if pair[1] is not None}
    asked: dict[tuple[Any, ...], dict[str, Kind]] = {}
    for table, kind in kinds().items():
        if any(record_type == table for record_type, _id in pointed):
            asked.setdefault((kind.model, kind.visible_to, kind.called), {})[table] = kind
    names: dict[tuple[str, int | None], tuple[str, str]] = {}
    for alike in asked.values():
        ids = {id for table, id in pointed if table in alike and id is not None}
        found = next(iter(alike.values())).seen_names(ids, me(), language())
        names.update({(table, id): found[id] for table, id in pointed if table in alike and id in found})
    return {id: next((names[pair] for pair in pairs if pair in names), ("", "")) for id, pairs in hanging.items()}


def visible_task(id: int) -> Task:
    """A task of one's own, or one on a record that one sees."""
    seen("tasks", id)
    return queries.by_id(id)
