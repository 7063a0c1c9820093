"""The list of places and the record of a place."""

from flask import Response

from crm.core import clock
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission
from crm.places import queries, rules
from crm.places.forms import PLACES_LIST, TierForm
from crm.places.views.blueprint import bp
from crm.web import listings
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.locale import zone
from crm.web.pages import page


@bp.get("/")
@requires(Permission.PLACES_READ)
def index() -> Response:
    sheet = listings.narrowed(PLACES_LIST)
    result = queries.places(sheet.wanted, user=me(), cursor=sheet.asked.cursor)
    return page("places/index.html", sheet=sheet, result=result, rules=rules)


@bp.get("/<int:id>")
@requires(Permission.PLACES_READ)
def record(id: int) -> Response:
    place = queries.one(id, user=me(), archived=None)
    return page(
        "places/record.html",
        place=place,
        above=queries.ancestors(place),
        below=queries.children(place, user=me()),
        tier=queries.tier_on(id, clock.today(zone())),
        form=TierForm(),
        action_form=ActionForm(),
        rules=rules,
        language_labels=LANGUAGE_LABELS,
    )
