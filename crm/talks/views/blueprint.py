"""The blueprint of what is talked about in a case."""

from flask import Blueprint

from crm.core.permissions import Permission
from crm.meetings.rules import SIDES
from crm.talks import queries

bp = Blueprint("talks", __name__, url_prefix="/talks")

READ, WRITE = Permission.NEGOTIATIONS_READ, Permission.NEGOTIATIONS_WRITE


@bp.app_context_processor
def frame() -> dict[str, object]:
    """What the page of a case needs to show its points."""
    return {"points_of": queries.of_case, "talk_sides": SIDES}
