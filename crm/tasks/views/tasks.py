"""Tasks: the list, the form, the buttons on a row, and the panel on any record's page."""

from collections.abc import Callable
from datetime import timedelta

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core import clock
from crm.core.errors import NotVisible
from crm.core.kinds import Kind
from crm.core.permissions import Permission
from crm.tasks import queries, rules, services
from crm.tasks.forms import TASKS_LIST, PostponeForm, ReassignForm, TaskForm
from crm.tasks.models import Task
from crm.tasks.views.blueprint import bp, visible_task
from crm.users import queries as users
from crm.web import listings
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.forms import BaseForm
from crm.web.guards import row_id, safe_next
from crm.web.locale import zone
from crm.web.pages import attempt, page, saved, saved_in_place, wants_block
from crm.web.records import record_url, seen

#: What counts of tasks on any page listen to: they ask for themselves anew.
CHANGED = {"tasks-changed": True}


@bp.get("/")
@requires(Permission.TASKS_READ)
def index() -> ResponseReturnValue:
    activity = listings.narrowed(TASKS_LIST).wanted.activity
    if activity is not None:
        seen("activities", activity)
    sends_mail = current_app.extensions["settings"].smtp is not None
    return listings.show(TASKS_LIST, "tasks/index.html", rules=rules, sends_mail=sends_mail)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.TASKS_WRITE)
def new() -> ResponseReturnValue:
    record = _record_asked_for()
    soon = clock.today(zone()) + timedelta(days=rules.WEEK)
    form = TaskForm(data={"owner_id": me().id, "due_on": soon, "text": request.args.get("text", "")[:300]})
    back = (record_url(record[0].table, record[1]) if record else None) or url_for(".index")
    if form.validate_on_submit():
        with attempt(form):
            belongs = record[0].activity(record[1]) if record else None
            services.add(**form.values(), record=record, activity_id=belongs, by=me())
            return saved(after_saving(back, "record_type", "record_id"), _("Task added."))
    return page("tasks/form.html", block="form", form=form, task=None, record=record, back=back)


def _record_asked_for() -> tuple[Kind, int] | None:
    """The record named in the address; NotVisible when the user does not see it."""
    record_type, record_id = request.args.get("record_type", ""), request.args.get("record_id", type=row_id)
    if not record_type and record_id is None:
        return None
    return seen(record_type, record_id)


@bp.get("/<int:id>")
@requires(Permission.TASKS_READ)
def record(id: int) -> Response:
    return _record_page(visible_task(id))


def _record_page(task: Task, **forms: BaseForm) -> Response:
    """The task's page; a form that was refused takes the place of its fresh one and sets the status."""
    later = max(task.due_on, clock.today(zone())) + timedelta(days=rules.WEEK)
    context = {
        "postpone_form": forms.get("postpone_form") or PostponeForm(formdata=None, data={"due_on": later}),
        "reassign_form": forms.get("reassign_form") or ReassignForm(formdata=None, data={"owner_id": task.owner_id}),
    }
    return page(
        "tasks/record.html",
        task=task,
        statuses=rules.TASK_STATUSES,
        priorities=rules.PRIORITIES,
        made_by=users.name_of(task.created_by_id),
        status=next((form.http_status for form in forms.values()), None),
        **context,
    )


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.TASKS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    task = visible_task(id)
    form = TaskForm.editing(task)
    if form.validate_on_submit():
        with attempt(form, task):
            services.change(task, **form.values(), by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("tasks/form.html", block="form", form=form, task=task, record=None, back=url_for(".record", id=id))


def _act(id: int, verb: Callable[[Task], None], message: str) -> ResponseReturnValue:
    """Do one thing to a task from its row: htmx gets the new row, a plain browser the page it came from.

    Each verb does nothing the second time, so these buttons carry the token but no one-time id: a list shows many.
    """
    task = visible_task(id)
    verb(task)
    back = safe_next(request.form.get("next", url_for(".record", id=id)))
    proposals = queries.proposals([task])
    if proposals and not wants_block():
        back = url_for(".record", id=id)  # there the next step of the plan is proposed
    return saved_in_place(
        "tasks/_row.html", back=back, message=message, events=CHANGED, task=task, next=back, proposals=proposals,
        focused=True, ticks="ticks" in request.form,
    )  # fmt: skip


@bp.post("/<int:id>/done")
@requires(Permission.TASKS_WRITE)
def done(id: int) -> ResponseReturnValue:
    return _act(id, lambda task: services.complete(task, by=me()), _("Task done."))


@bp.post("/<int:id>/reopen")
@requires(Permission.TASKS_WRITE)
def reopen(id: int) -> ResponseReturnValue:
    return _act(id, lambda task: services.reopen(task, by=me()), _("Task reopened."))


@bp.post("/<int:id>/cancel")
@requires(Permission.TASKS_WRITE)
def cancel(id: int) -> ResponseReturnValue:
    return _act(id, lambda task: services.cancel(task, by=me()), _("Task cancelled."))


@bp.post("/<int:id>/week")
@requires(Permission.TASKS_WRITE)
def week(id: int) -> ResponseReturnValue:
    return _act(id, lambda task: services.postpone(task, by=me()), _("Task postponed by a week."))


@bp.post("/<int:id>/postpone")
@requires(Permission.TASKS_WRITE)
def postpone(id: int) -> ResponseReturnValue:
    task, form = visible_task(id), PostponeForm()
    if form.validate_on_submit():
        with attempt(form):
            services.postpone(task, until=form.due_on.data, by=me())
            return saved(url_for(".record", id=id), _("Task postponed."))
    return _record_page(visible_task(id), postpone_form=form)


@bp.post("/<int:id>/reassign")
@requires(Permission.TASKS_WRITE)
def reassign(id: int) -> ResponseReturnValue:
    task, form = visible_task(id), ReassignForm()
    if form.validate_on_submit():
        with attempt(form):
            services.reassign(task, owner_id=form.owner_id.data, by=me())
            return saved(url_for(".record", id=id), _("The task has a new person in charge."))
    return _record_page(visible_task(id), reassign_form=form)


@bp.get("/panels/<record_type>/<int:id>")
@requires(Permission.TASKS_READ)
def panel(record_type: str, id: int) -> Response:
    """The tasks on one record: a part of its page, or a page of its own without JavaScript."""
    kind, _id = seen(record_type, id)
    if not kind.has_tasks:
        raise NotVisible
    tasks = queries.of_record(record_type, id)
    return page("tasks/panel.html", block="panel", tasks=tasks, record_type=record_type, record_id=id)
