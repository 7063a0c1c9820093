"""The list, the record with its tabs, the form, the way through the states."""

from datetime import date

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.activities import rules as activity_rules
from crm.activities import services as activities_services
from crm.activities.models import Activity
from crm.contacts import services as contacts
from crm.core import clock, here
from crm.core.database import db
from crm.core.permissions import Permission
from crm.fairs import queries as fairs
from crm.fields.forms import with_own_fields, write_own
from crm.initiatives.services import EARLIEST, LATEST
from crm.missions import queries, services
from crm.missions.forms import MISSIONS_LIST, MissionForm, mission_start
from crm.missions.rules.patterns import PATTERNS
from crm.missions.views.blueprint import bp, needs_approval, tab
from crm.places.models import Holiday
from crm.rivals import queries as rivals
from crm.rivals.queries import Rival
from crm.web import listings
from crm.web.access import can, me, requires
from crm.web.again import after_saving
from crm.web.forms import ActionForm, translate
from crm.web.guards import row_id
from crm.web.locale import language, zone
from crm.web.pages import ToldRefusal, attempt, page, saved


@bp.get("/")
@requires(Permission.MISSIONS_READ)
def index() -> ResponseReturnValue:
    return listings.show(MISSIONS_LIST, "missions/index.html")


@bp.get("/<int:id>")
@requires(Permission.MISSIONS_READ)
def record(id: int) -> Response:
    return _overview(id)


def _overview(id: int, status: int | None = None) -> Response:
    activity = activities.one(id, user=me())
    days_off = queries.during(activity.start_on, activity.end_on, activity.place_id)
    found = rivals.during(activity.place_id, activity.start_on, activity.end_on, user=me(), language=language())
    today = clock.today(activity.place.timezone)
    return tab(
        "missions/record.html", id, "record", activity=activity, budget=activities.plan_and_costs(activity),
        days_off=days_off, rivals=found, status=status,
        results=current_app.extensions["results"](activity, today) if activity.start_on <= today else {},
    )  # fmt: skip


@bp.get("/<int:id>/gaps")
@requires(Permission.MISSIONS_READ)
def gaps(id: int) -> Response:
    """How many gaps a mission has, for its head over a page that does not read its programme."""
    facts = queries.whole(queries.fact(activities.one(id, user=me())), user=me())
    return page("missions/_gaps_chip.html", activity=facts.activity, gaps=facts.mendable())


@bp.get("/<int:id>/meetings")
@requires(Permission.MISSIONS_READ)
def meetings(id: int) -> Response:
    return tab("missions/panels.html", id, "meetings")


@bp.get("/<int:id>/documents")
@requires(Permission.MISSIONS_READ)
def documents(id: int) -> Response:
    return tab("missions/panels.html", id, "documents")


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def new() -> ResponseReturnValue:
    form = with_own_fields(MissionForm, "activities")(data=mission_start(request.args, me()))
    if form.validate_on_submit():
        with attempt(form):
            _add_bodies(form)
            made = services.plan(form.input(), by=me())
            write_own(form, made.id, by=me())
            there = after_saving(_after_planning(made), "initiative_id", "type")
            return saved(there, _("Mission saved."))
    numbered_on = _within_reason(form.start_on.data) or clock.today(zone())
    return page(
        "missions/form.html", form=form, activity=None, days_off=_days_off(form), rivals=_rivals(form),
        next_number=activities.next_number(numbered_on), numbered_on=numbered_on, patterns=PATTERNS,
        templates=queries.templates(),
    )  # fmt: skip


def _after_planning(made: Activity) -> str:
    """An edition of a fair series goes on to its number and the last day of its application."""
    series_id = request.args.get("series_id", type=row_id)
    if series_id is not None and can(Permission.FAIRS_WRITE) and fairs.has_booths(made):
        return url_for("fairs.edition", id=made.id, series_id=series_id)
    return url_for(".record", id=made.id)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    form = with_own_fields(MissionForm, "activities").editing(activity)
    if form.validate_on_submit():
        with attempt(form, activity):
            _add_bodies(form)
            services.change(activity, form.input(), by=me())
            write_own(form, id, by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    numbered_on = _within_reason(form.start_on.data) or activity.start_on
    return page(
        "missions/form.html", form=form, activity=activity, days_off=_days_off(form), rivals=_rivals(form),
        next_number=activities.next_number(numbered_on), numbered_on=numbered_on,
    )  # fmt: skip


def _add_bodies(form: MissionForm) -> None:
    """The host and the sender that nobody had entered, before the mission names them. The host is where it goes."""
    for name, place_id in (
        ("host_organisation_id", form.place_id.data), ("sender_organisation_id", form.sender_at.data)
    ):  # fmt: skip
        if text := form.added(name):
            made = contacts.quick_organisation(text=text, place_id=place_id, role="", by=me())
            db.session.flush()
            form[name].data = made.id


@bp.get("/days-off")
@requires(Permission.MISSIONS_READ)
def days_off() -> Response:
    """The holidays of both countries, and the rivals there, in the days chosen in the form of a mission."""
    form = MissionForm(formdata=request.args, meta={"csrf": False})
    return page("missions/_days_off.html", days_off=_days_off(form), rivals=_rivals(form))


def _within_reason(day: date | None) -> date | None:
    """A day of a form as far as anything may be counted from it: while a year is typed it is 0002."""
    return day if day is not None and EARLIEST <= day <= LATEST else None


def _days_off(form: MissionForm) -> list[Holiday]:
    return queries.during(form.start_on.data, form.end_on.data, form.place_id.data)


def _rivals(form: MissionForm) -> list[Rival]:
    place_id, days = form.place_id.data, (_within_reason(form.start_on.data), _within_reason(form.end_on.data))
    return rivals.during(place_id, *days, user=me(), language=language())


@bp.post("/<int:id>/move")
@requires(Permission.MISSIONS_WRITE)
def move(id: int) -> ResponseReturnValue:
    activity, status = activities.one(id, user=me()), request.form.get("status", "")
    early = status == "in_progress" and activity.start_on > here.today()
    if early and status in activity_rules.next_statuses(activity.status) and not request.form.get("early"):
        return page("missions/early.html", activity=activity, action_form=ActionForm())
    with ToldRefusal():
        services.move(activity, status=status, needs_approval=needs_approval(), by=me())
        label = translate(activity_rules.ACTIVITY_STATUSES[activity.status])
        return saved(url_for(".record", id=id), _("The status is now “%(state)s”.", state=label))
    return _overview(id, 409)


@bp.post("/<int:id>/close")
@requires(Permission.MISSIONS_WRITE)
def close(id: int) -> ResponseReturnValue:
    with ToldRefusal():
        services.close(activities.one(id, user=me()), needs_approval=needs_approval(), by=me())
        return saved(url_for(".record", id=id), _("Mission closed."))
    return _overview(id, 409)


@bp.post("/<int:id>/archive")
@requires(Permission.MISSIONS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    activities_services.archive(activities.one(id, user=me()), by=me())
    return saved(url_for(".index"), _("Mission archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.MISSIONS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    activities_services.restore(activities.one(id, user=me(), archived=True), by=me())
    return saved(url_for(".record", id=id), _("Mission restored."))
