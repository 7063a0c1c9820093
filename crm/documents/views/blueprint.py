"""The blueprint of documents and the tables that its templates share."""

from flask import Blueprint

from crm.documents import rules
from crm.initiatives.queries import title
from crm.reports import rules as report_rules

bp = Blueprint("documents", __name__, url_prefix="/documents")


@bp.context_processor
def frame() -> dict[str, object]:
    """Tables that the templates share."""
    return {"rules": rules, "report_rules": report_rules, "title_of": title}
