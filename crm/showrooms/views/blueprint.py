"""The blueprint, and what its templates share."""

from datetime import date

from flask import Blueprint, request

from crm.activities.rules import ACTIVITY_TYPES
from crm.core import here
from crm.showrooms import rules
from crm.showrooms.rules.headings import tax_words
from crm.web.guards import usual_day

bp = Blueprint("showrooms", __name__, url_prefix="/showrooms")


@bp.context_processor
def tables() -> dict[str, object]:
    """What every template of the capability needs."""
    return {
        "rules": rules,
        "tax_words": tax_words,
        "today": here.today(),
        "spring": rules.next_spring(here.today()),
        "running_kind": ACTIVITY_TYPES[rules.RUNNING],
    }


def day_asked(name: str) -> date | None:
    """A day in the address; None where there is none or it cannot be read."""
    return request.args.get(name, type=usual_day)
