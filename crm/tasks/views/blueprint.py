"""The blueprint, what a row of tasks needs on whichever page it stands, and which tasks one sees."""

from flask import Blueprint

from crm.core.errors import NotVisible
from crm.tasks import queries, rules
from crm.tasks.models import Task
from crm.web.access import me
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


def visible_task(id: int) -> Task:
    """A task of one's own, or one on a record that one sees."""
    try:
        return queries.one(id, user=me())
    except NotVisible:
        found = queries.by_id(id)
        seen(found.record_type, found.record_id)
        return found
