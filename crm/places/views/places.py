"""The list of places and the record of a place with its tiers."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core import clock
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission
from crm.places import queries, rules, services
from crm.places.forms import TierForm, place_filter
from crm.places.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.guards import address_args
from crm.web.locale import zone
from crm.web.pages import attempt, page, saved


@bp.get("/")
@requires(Permission.PLACES_READ)
def index() -> Response:
    filters = place_filter(request.args)
    result = queries.places(filters, user=me(), cursor=request.args.get("cursor"))
    return page("places/index.html", filters=filters, result=result, rules=rules, args=address_args())


@bp.get("/<int:id>")
@requires(Permission.PLACES_READ)
def record(id: int) -> Response:
    place = queries.one(id, user=me())
    return page(
        "places/record.html",
        place=place,
        above=queries.ancestors(place),
        below=queries.children(place, user=me()),
        tier=queries.tier_on(id, clock.today(zone())),
        form=TierForm(),
        rules=rules,
        language_labels=LANGUAGE_LABELS,
    )


@bp.route("/<int:id>/tiers/new", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def new_tier(id: int) -> ResponseReturnValue:
    place, form = queries.one(id, user=me()), TierForm()
    if form.validate_on_submit():
        with attempt(form):
            services.add_tier(place, **form.values(), by=me())
            return saved(url_for(".record", id=id), _("Tier saved."))
    return page("places/tier.html", place=queries.one(id, user=me()), form=form)
