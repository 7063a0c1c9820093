"""The blueprint, and what its templates share."""

from datetime import date

from flask import Blueprint, request

from crm.activities.rules import ACTIVITY_TYPES
from crm.core import here
from crm.core.errors import Refused
from crm.core.texts import Text
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


def period_asked() -> tuple[date, date]:
    """The period of the address, by itself the year until today. Refused where it ends before it begins."""
    until = day_asked("until") or here.today()
    since = day_asked("since") or until - rules.A_YEAR
    if since > until:
        raise Refused(Text("The last day must not be before the first."), "until")
    return since, until


def day_asked(name: str) -> date | None:
    """A day in the address; None where there is none or it cannot be read."""
    return request.args.get(name, type=usual_day)
