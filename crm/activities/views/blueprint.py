"""The blueprint, and the tables that its templates share."""

from typing import Any

from flask import Blueprint

from crm.activities import rules
from crm.activities.forms.costs import line_label

bp = Blueprint("activities", __name__, url_prefix="/activities")


@bp.context_processor
def tables() -> dict[str, Any]:
    """The tables of codes, for every template of the capability."""
    return {"activity_rules": rules, "line_label": line_label}
