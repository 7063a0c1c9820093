"""The table of holidays: seen by year, kept by hand, fetched from the libraries."""

from datetime import date

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core import clock
from crm.core.permissions import Permission
from crm.places import queries, rules, services
from crm.places.forms import FetchForm, HolidayForm, OfficeDaysForm
from crm.places.services import Loaded
from crm.places.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.locale import zone
from crm.web.pages import attempt, page, saved


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
        action_form=ActionForm, working=queries.office_days(), unannounced=queries.without_moved_days([year]),
        rules=rules,
        shown=[code for code in rules.COUNTRIES if code in rules.OFTEN or code in {row.country for row in found}],
    )  # fmt: skip


@bp.route("/holidays/new", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def new_holiday() -> ResponseReturnValue:
    form = HolidayForm()
    if form.validate_on_submit():
        with attempt(form):
            holiday = services.add_holiday(form.input(), by=me())
            return saved(url_for(".holidays", year=holiday.day.year), _("Holiday saved."))
    return page("places/holiday.html", form=form, holiday=None)


@bp.route("/holidays/<int:id>", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def edit_holiday(id: int) -> ResponseReturnValue:
    holiday = queries.holiday(id)
    form = HolidayForm.editing(holiday)
    if form.validate_on_submit():
        with attempt(form, holiday):
            services.change_holiday(holiday, form.input(), by=me())
            return saved(url_for(".holidays", year=holiday.day.year), _("Holiday saved."))
    return page("places/holiday.html", form=form, holiday=holiday)


@bp.post("/holidays/<int:id>/remove")
@requires(Permission.PLACES_WRITE)
def remove_holiday(id: int) -> ResponseReturnValue:
    holiday = queries.holiday(id)
    services.remove_holiday(holiday, by=me())
    return saved(url_for(".holidays", year=holiday.day.year), _("Holiday removed."))


@bp.route("/office-days", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def office_days() -> ResponseReturnValue:
    days = queries.office_days()
    form = OfficeDaysForm.editing(days)
    if form.validate_on_submit():
        with attempt(form, days):
            services.keep_office_days(days, weekdays=form.weekdays.data or [], closed=form.closed.data or "", by=me())
            return saved(url_for(".holidays"), _("Working days of the office saved."))
    return page("places/dated.html", form=form, title=_("Working days of the office"), back=url_for(".holidays"))


@bp.route("/holidays/fetch", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def fetch_holidays() -> ResponseReturnValue:
    form = FetchForm(data={"year": clock.today(zone()).year + 1})
    if form.validate_on_submit():
        with attempt(form):
            done = services.fetch_holidays(form.countries(), form.year.data or 0, by=me())
            return saved(url_for(".holidays", year=form.year.data), _told(done))
    return page("places/fetch.html", form=form, title=_("Add a year from the built-in calendars"))


def _told(done: Loaded) -> str:
    if not done.created + done.changed:
        return str(_("Nothing new: every day is in the table already."))
    return str(_("Days added: %(created)s. Days changed: %(changed)s.", created=done.created, changed=done.changed))
