"""The blueprint, and what its templates share."""

from flask import Blueprint

from crm.core import here
from crm.showrooms import rules

bp = Blueprint("showrooms", __name__, url_prefix="/showrooms")


@bp.context_processor
def tables() -> dict[str, object]:
    """What every template of the capability needs."""
    return {"rules": rules, "today": here.today()}
