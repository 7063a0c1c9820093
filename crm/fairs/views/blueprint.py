"""The blueprint, and what its templates share."""

from flask import Blueprint, Response

from crm.activities.models import Activity
from crm.core import here
from crm.core.errors import Refused
from crm.core.permissions import Permission
from crm.core.texts import Text
from crm.fairs import queries, rules
from crm.initiatives.queries import title
from crm.web.access import me
from crm.web.pages import page

bp = Blueprint("fairs", __name__, url_prefix="/fairs")


@bp.context_processor
def tables() -> dict[str, object]:
    """What every template of the capability needs."""
    return {"rules": rules, "today": here.today(), "title_of": title}


def archived(label: str, restore: str, status: int = 404) -> Response:
    """What stands at the address of a record in the archive: its name, and the way back."""
    return page("archived.html", status=status, label=label, restore=restore, needs=Permission.FAIRS_WRITE)


def checked_fair(id: int) -> Activity:
    """The fair with its names; refused for another activity, NotVisible where there is none for the reader."""
    activity = queries.fair(id, user=me())
    if not queries.has_booths(activity):
        raise Refused(Text("Only trade fairs and product fairs have booths."))
    return activity
