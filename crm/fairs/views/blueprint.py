"""The blueprint, and what its templates share."""

from flask import Blueprint

from crm.activities.models import Activity
from crm.core import here
from crm.core.errors import Refused
from crm.core.texts import Text
from crm.fairs import queries, rules
from crm.initiatives.queries import title
from crm.web.access import me

bp = Blueprint("fairs", __name__, url_prefix="/fairs")


@bp.context_processor
def tables() -> dict[str, object]:
    """What every template of the capability needs."""
    return {"rules": rules, "today": here.today(), "title_of": title}


def checked_fair(id: int) -> Activity:
    """The fair with its names; refused for another activity, NotVisible where there is none for the reader."""
    activity = queries.fair(id, user=me())
    if not queries.has_booths(activity):
        raise Refused(Text("Only trade fairs and product fairs have booths."))
    return activity
