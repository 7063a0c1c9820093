"""The blueprint, and what its templates share."""

from flask import Blueprint

from crm.interactions import rules
from crm.negotiations.rules import DIRECTIONS, INTERACTION_KINDS

bp = Blueprint("interactions", __name__, url_prefix="/interactions")


@bp.context_processor
def frame() -> dict[str, object]:
    """Tables and ways to write names that the templates share."""
    return {"rules": rules, "kinds": INTERACTION_KINDS, "directions": DIRECTIONS}
