"""The blueprint, what a row of tasks needs on whichever page it stands, and which tasks one sees."""

from flask import Blueprint, g

from crm.core.database import db
from crm.core.errors import NotVisible
from crm.tasks import contents, queries, rules
from crm.tasks.models import Task
from crm.web.access import me
from crm.web.locale import language
from crm.web.records import seen

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.app_context_processor
def frame() -> dict[str, object]:
    """What a row of tasks needs, on whichever page it stands."""
    return {
        "is_overdue": rules.is_overdue,
        "plans_for": queries.plans_for,
        "proposals_for": queries.proposals,
    }


@bp.app_template_filter("task_text")
def task_text(task: Task) -> str:
    """What a task says to the reader. A page shows many: those that are loaded are asked for at once."""
    known: dict[tuple[str, int, str], str] = g.setdefault("task_texts", {})
    reader = language()
    if (reader, task.id, task.text) not in known:
        loaded = [row for row in db.session.identity_map.values() if isinstance(row, Task) and "text" in row.__dict__]
        texts = contents.told({row.id: row for row in (*loaded, task)}.values(), reader)
        known.update({(reader, row.id, row.text): texts[row.id] for row in (*loaded, task)})
    return known[reader, task.id, task.text]


def visible_task(id: int) -> Task:
    """A task of one's own, or one on a record that one sees."""
    try:
        return queries.one(id, user=me())
    except NotVisible:
        found = queries.by_id(id)
        seen(found.record_type, found.record_id)
        return found
