"""The blueprint, what a row of tasks needs on whichever page it stands, and which records one sees."""

from flask import Blueprint, current_app, url_for

from crm.core.errors import NotVisible
from crm.tasks import queries, rules
from crm.tasks.models import Task
from crm.web.access import me

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


def record_url(record_type: str, record_id: int | None) -> str | None:
    """The page of the record a task hangs on, if there is one."""
    endpoint = rules.RECORD_PAGES.get(record_type, "")
    known = record_id is not None and endpoint in current_app.view_functions
    return url_for(endpoint, id=record_id) if known else None


@bp.app_context_processor
def frame() -> dict[str, object]:
    """What a row of tasks needs, on whichever page it stands."""
    return {
        "record_url": record_url,
        "record_labels": rules.RECORD_LABELS,
        "is_overdue": rules.is_overdue,
        "plans_for": queries.plans_for,
        "proposals_for": queries.proposals,
    }


def sees(record_type: str, record_id: int | None) -> bool:
    """Whether the reader sees the record a task hangs on."""
    visible = current_app.extensions["record_visibility"].get(record_type)
    return visible is not None and record_id is not None and visible(record_id, me())


def activity_of(record_type: str, record_id: int) -> int | None:
    """The activity that a record belongs to: its list holds what is to be done on the record, too."""
    ask = current_app.extensions["record_activity"].get(record_type)
    found: int | None = ask(record_id) if ask is not None else None
    return found


def visible_task(id: int) -> Task:
    """A task of one's own, or one on a record that one sees."""
    try:
        return queries.one(id, user=me())
    except NotVisible:
        found = queries.by_id(id)
        if not sees(found.record_type, found.record_id):
            raise
        return found
