"""The countdown of a mission: started from its template, and its panel on the mission's page."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from crm.activities import queries as activities
from crm.activities import rules as activity_rules
from crm.checklists import queries, rules, services
from crm.checklists.forms import start_form, texts
from crm.core import clock
from crm.core.permissions import Permission
from crm.web.access import me, requires
from crm.web.locale import zone
from crm.web.pages import attempt, page, saved

bp = Blueprint("checklists", __name__, url_prefix="/checklists")


@bp.get("/panels/activities/<int:id>")
@requires(Permission.MISSIONS_READ)
def activity_panel(id: int) -> Response:
    activity = activities.one(id, user=me())
    today = clock.today(zone())
    return page(
        "checklists/panel.html", block="panel", activity=activity, countdown=queries.countdown(activity),
        missing=queries.missing(activity), days=(activity.start_on - today).days, activity_rules=activity_rules,
    )  # fmt: skip


@bp.get("/<int:id>")
@requires(Permission.MISSIONS_READ)
def record(id: int) -> ResponseReturnValue:
    """Where a task of a countdown leads: to the page of its mission."""
    return redirect(url_for("missions.record", id=activities.one(id, user=me()).id))


@bp.route("/<int:id>/new", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def new(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    form = start_form(activity, clock.today(zone()))
    if form.validate_on_submit():
        with attempt(form):
            made = services.start(
                activity, keys=form.keys.data or [], texts=texts(rules.steps(activity.direction, activity.type)),
                coordinator_id=form.coordinator_id.data, leader_id=form.leader_id.data, by=me(),
            )  # fmt: skip
            message = ngettext("%(num)d task added.", "%(num)d tasks added.", len(made))
            return saved(url_for("missions.record", id=id), str(message))
    return page("checklists/new.html", form=form, activity=activities.one(id, user=me()))
