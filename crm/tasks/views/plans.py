"""Activity plans: edited by the administrator, started on a record, followed from a task that is done."""

from dataclasses import replace

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.core.database import db
from crm.core.permissions import Permission
from crm.tasks import queries, rules, services
from crm.tasks.forms import PlanForm
from crm.tasks.views.blueprint import bp, visible_task
from crm.web.access import me, requires
from crm.web.forms import translate
from crm.web.guards import row_id, safe_next
from crm.web.pages import attempt, page, saved, saved_in_place, wants_block
from crm.web.records import kinds, record_url, seen


@bp.get("/plans/")
@requires(Permission.TASKS_PLAN)
def plans() -> Response:
    found = db.session.scalars(queries.plans()).all()
    return page("tasks/plans.html", plans=found)


@bp.post("/plans/usual")
@requires(Permission.TASKS_PLAN)
def usual_plans() -> ResponseReturnValue:
    for record_type, name, steps in rules.USUAL_PLANS:
        told = [replace(step, text=translate(step.text)) for step in steps]
        services.add_plan(name=translate(name), kind=kinds()[record_type], steps=told, by=me())
    return saved(url_for(".plans"), _("The usual plans have been added. Adapt them to the way your office works."))


@bp.route("/plans/new", methods=["GET", "POST"])
@requires(Permission.TASKS_PLAN)
def new_plan() -> ResponseReturnValue:
    form = PlanForm()
    if form.validate_on_submit():
        with attempt(form):
            services.add_plan(**form.input(), by=me())
            return saved(url_for(".plans"), _("Plan saved."))
    return page("tasks/plan.html", block="form", form=form, plan=None)


@bp.route("/plans/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.TASKS_PLAN)
def edit_plan(id: int) -> ResponseReturnValue:
    plan = queries.plan(id)
    form = PlanForm.editing(plan)
    if form.validate_on_submit():
        with attempt(form, plan):
            services.change_plan(plan, **form.input(), by=me())
            return saved(url_for(".plans"), _("Plan saved."))
    return page("tasks/plan.html", block="form", form=form, plan=queries.plan(id))


@bp.post("/plans/<int:id>/archive")
@requires(Permission.TASKS_PLAN)
def archive_plan(id: int) -> ResponseReturnValue:
    audit.archive(queries.plan(id), rules.PLAN_ARCHIVED, by=me())
    return saved(url_for(".plans"), _("Plan archived."), undo=url_for(".restore_plan", id=id))


@bp.post("/plans/<int:id>/restore")
@requires(Permission.TASKS_PLAN)
def restore_plan(id: int) -> ResponseReturnValue:
    audit.restore(queries.plan(id, archived=True), rules.PLAN_RESTORED, by=me())
    return saved(url_for(".plans"), _("Plan restored."))


@bp.post("/plans/<int:id>/start")
@requires(Permission.TASKS_WRITE)
def start_plan(id: int) -> ResponseReturnValue:
    record_type, record_id = request.form.get("record_type", ""), request.form.get("record_id", type=row_id)
    record = seen(record_type, record_id)
    services.start(queries.plan(id), record=record, activity_id=record[0].activity(record[1]), by=me())
    return saved(
        record_url(record_type, record_id) or url_for(".index"), _("The first step of the plan is a task now.")
    )


@bp.post("/<int:id>/follow")
@requires(Permission.TASKS_WRITE)
def follow(id: int) -> ResponseReturnValue:
    """The next step of the plan, from the card of the task that is done."""
    task = visible_task(id)
    back = safe_next(request.form.get("next", url_for(".record", id=id)))
    made = services.follow(task, kinds(), by=me())
    if not wants_block():
        return saved(back, _("The next step is a task now."))
    db.session.refresh(made, ["owner"])
    return saved_in_place(
        "tasks/_rows.html",
        back=back,
        message=_("The next step is a task now."),
        tasks=[task, made],
        next=back,
        focused=True,
        events={"tasks-changed": True},
    )
