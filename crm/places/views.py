"""Places, holidays and exchange rates: lists, the record of a place, small forms."""

from datetime import date

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core import clock
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission
from crm.places import queries, rules, services
from crm.places.forms import HolidayForm, RateForm, TierForm, place_filter
from crm.places.models import Place
from crm.places.rules import Shown
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.guards import address_args
from crm.web.locale import language, zone
from crm.web.pages import attempt, page, saved

bp = Blueprint("places", __name__, url_prefix="/places")


@bp.app_template_filter("place_name")
def place_name(place: Place) -> Shown:
    """The name of a place for the reader; `names` must be loaded."""
    return queries.display_name(place, language())


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


@bp.get("/holidays")
@requires(Permission.PLACES_READ)
def holidays() -> Response:
    this_year = clock.today(zone()).year
    years = queries.holiday_years() or [this_year]
    year = request.args.get("year", this_year, type=int)
    year = year if year in years else years[0]
    countries = [c for c in request.args.getlist("country") if c in rules.COUNTRIES] or list(rules.COUNTRIES)
    found = queries.holidays(countries, date(year, 1, 1), date(year, 12, 31))
    return page(
        "places/holidays.html", holidays=found, years=years, year=year, countries=countries, form=HolidayForm(),
        action_form=ActionForm, rules=rules,
    )  # fmt: skip


@bp.route("/holidays/new", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def new_holiday() -> ResponseReturnValue:
    form = HolidayForm()
    if form.validate_on_submit():
        with attempt(form):
            holiday = services.add_holiday(**form.values(), by=me())
            return saved(url_for(".holidays", year=holiday.day.year), _("Holiday saved."))
    return page("places/holiday.html", form=form)


@bp.post("/holidays/<int:id>/remove")
@requires(Permission.PLACES_WRITE)
def remove_holiday(id: int) -> ResponseReturnValue:
    holiday = queries.holiday(id)
    services.remove_holiday(holiday, by=me())
    return saved(url_for(".holidays", year=holiday.day.year), _("Holiday removed."))


@bp.get("/rates")
@requires(Permission.PLACES_READ)
def rates() -> Response:
    result = queries.rates(cursor=request.args.get("cursor"))
    return page("places/rates.html", result=result, form=RateForm(), action_form=ActionForm)


@bp.route("/rates/new", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def new_rate() -> ResponseReturnValue:
    form = RateForm()
    if form.validate_on_submit():
        with attempt(form):
            services.add_rate(**form.values(), by=me())
            return saved(url_for(".rates"), _("Exchange rate saved."))
    return page("places/rate.html", form=form)


@bp.post("/rates/<int:id>/remove")
@requires(Permission.PLACES_WRITE)
def remove_rate(id: int) -> ResponseReturnValue:
    services.remove_rate(queries.fx_rate(id), by=me())
    return saved(url_for(".rates"), _("Exchange rate removed."))
