"""The blueprint, and what its templates share."""

from flask import Blueprint

from crm.core import here
from crm.fairs import rules
from crm.initiatives.queries import title

bp = Blueprint("fairs", __name__, url_prefix="/fairs")


@bp.context_processor
def tables() -> dict[str, object]:
    """What every template of the capability needs."""
    return {"rules": rules, "today": here.today(), "title_of": title}
