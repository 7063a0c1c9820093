"""The blueprint and the tables that its templates share."""

from flask import Blueprint

from crm.cards import rules
from crm.contacts import queries as contacts
from crm.initiatives.queries import title

bp = Blueprint("cards", __name__, url_prefix="/cards")


@bp.context_processor
def frame() -> dict[str, object]:
    """What the templates need beside their rows."""
    return {"rules": rules, "title_of": title, "own_name": contacts.own_name}
