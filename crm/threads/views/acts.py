"""What is added to a thread in place: a call or a note, and what comes next."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core import clock
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.interactions import services as interactions
from crm.interactions.services import InteractionInput
from crm.negotiations.forms import LogForm
from crm.negotiations.rules import LOGGED_KINDS
from crm.tasks import services as tasks
from crm.threads import rules
from crm.threads.views.blueprint import bp, next_form
from crm.threads.views.threads import seen_with_thread
from crm.web.access import me, requires
from crm.web.forms import BaseForm
from crm.web.locale import zone
from crm.web.pages import attempt, page, saved
from crm.web.records import record_url


def _form(act: str, form: BaseForm, record_type: str, id: int) -> ResponseReturnValue:
    return page("threads/act.html", block="act", act=act, form=form, record_type=record_type, record_id=id)


@bp.route("/<record_type>/<int:id>/step", methods=["GET", "POST"])
@requires(Permission.TASKS_WRITE)
def step(record_type: str, id: int) -> ResponseReturnValue:
    record, form = seen_with_thread(record_type, id), next_form()
    if form.validate_on_submit():
        with attempt(form):
            tasks.add(**form.values(), record=record, activity_id=record[0].activity(id), by=me())
            return saved(record_url(record_type, id), _("Task added."))
    return _form("step", form, record_type, id)


@bp.route("/<record_type>/<int:id>/log", methods=["GET", "POST"])
@requires(Permission.INTERACTIONS_WRITE)
def log(record_type: str, id: int) -> ResponseReturnValue:
    seen_with_thread(record_type, id)
    if record_type not in rules.NOTED_ON:
        raise NotVisible
    kind = request.args.get("kind", "")
    first = {"kind": kind} if kind in LOGGED_KINDS else {}
    form = LogForm(data=first | {"at": clock.local(clock.now(), zone()).replace(tzinfo=None)})
    if form.validate_on_submit():
        with attempt(form):
            at = clock.from_wall(form.at.data, zone()) if form.at.data else None
            told: dict[str, Any] = form.values() | {"at": at, rules.NOTED_ON[record_type]: id}
            interactions.log(InteractionInput(**told), by=me())
            return saved(record_url(record_type, id) + "#thread", _("Logged."))
    return _form("log", form, record_type, id)
