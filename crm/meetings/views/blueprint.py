"""The blueprint, and what its templates share."""

from flask import Blueprint

from crm.contacts import queries as contacts
from crm.core.zones import ZONES
from crm.initiatives.queries import title
from crm.meetings import queries, rules

bp = Blueprint("meetings", __name__, url_prefix="/meetings")


@bp.context_processor
def frame() -> dict[str, object]:
    """Tables and ways to write names that the templates share."""
    return {
        "rules": rules,
        "alt_names": contacts.alt_names,
        "title_of": title,
        "subject_beside": queries.subject_beside,
        "zone_labels": ZONES,
    }
