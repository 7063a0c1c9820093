"""The list of places and the record of a place."""

from flask import Response, request

from crm.core import clock
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission
from crm.places import queries, rules
from crm.places.forms import TierForm, place_filter
from crm.places.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.guards import address_args
from crm.web.locale import zone
from crm.web.pages import page


@bp.get("/")
@requires(Permission.PLACES_READ)
def index() -> Response:
    filters = place_filter(request.args)
    result = queries.places(filters, user=me(), cursor=request.args.get("cursor"))
    known = {code: rules.COUNTRIES[code] for code in queries.countries_known()}
    return page("places/index.html", filters=filters, result=result, rules=rules, args=address_args(), countries=known)


@bp.get("/<int:id>")
@requires(Permission.PLACES_READ)
def record(id: int) -> Response:
    place = queries.one(id, user=me(), archived=True)
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
