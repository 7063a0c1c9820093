"""What is added to a thread in place: a call or a note, a file, and what comes next."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core import clock
from crm.core.errors import NotVisible
from crm.core.kinds import Kind
from crm.core.permissions import Permission
from crm.files import services as files
from crm.files.forms import sent_file
from crm.files.rules import PAPERS
from crm.interactions import services as interactions
from crm.interactions.services import InteractionInput
from crm.negotiations.forms import LogForm
from crm.negotiations.rules import LOGGED_KINDS
from crm.tasks import services as tasks
from crm.threads import queries, rules
from crm.threads.forms import AttachForm
from crm.threads.views.blueprint import bp, next_form
from crm.threads.views.threads import seen_with_thread
from crm.web.access import can, me, requires
from crm.web.forms import BaseForm
from crm.web.locale import zone
from crm.web.pages import attempt, page, saved
from crm.web.records import kinds, record_url, seen


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
    record = seen_with_thread(record_type, id)
    if record_type not in (*rules.NOTED_ON, *rules.NOTED_BESIDE):
        raise NotVisible
    kind = request.args.get("kind", "")
    first = {"kind": kind} if kind in LOGGED_KINDS else {}
    form = LogForm(data=first | {"at": clock.local(clock.now(), zone()).replace(tzinfo=None)})
    if form.validate_on_submit():
        with attempt(form):
            at = clock.from_wall(form.at.data, zone()) if form.at.data else None
            on_itself = {rules.NOTED_ON[record_type]: id} if record_type in rules.NOTED_ON else {}
            told: dict[str, Any] = form.values() | {"at": at} | (on_itself or _anchors(record_type, id))
            interactions.log(InteractionInput(**told), on=None if on_itself else record, by=me())
            then = "?done=1#act" if can(Permission.TASKS_WRITE) else "#thread"
            return saved(record_url(record_type, id) + then, _("Logged."))
    return _form("log", form, record_type, id)


def _anchors(record_type: str, id: int) -> dict[str, int]:
    """To whom else it belongs, as far as the reader sees them."""
    found = queries.anchors(record_type, id)
    return {name: at for name, at in found.items() if kinds()[queries.POINTS_TO[name]].is_visible(at, me())}


@bp.route("/<record_type>/<int:id>/file", methods=["GET", "POST"])
@requires(Permission.FILES_WRITE)
def file(record_type: str, id: int) -> ResponseReturnValue:
    record, form = seen_with_files(record_type, id), AttachForm()
    if form.validate_on_submit() and (sent := sent_file(form.file)) is not None:
        with attempt(form):
            files.store(sent.content, name=sent.name, record=record, instance=sent.instance, kinds=PAPERS, by=me())
            return saved(record_url(record_type, id) + "#files", _("The file is kept."))
    return _form("file", form, record_type, id)


def seen_with_files(record_type: str, id: int) -> tuple[Kind, int]:
    """A record that the reader sees and on whose page files are kept; else NotVisible."""
    if record_type not in rules.FILED:
        raise NotVisible
    return seen(record_type, id)


@bp.get("/files/<record_type>/<int:id>")
@requires(Permission.FILES_READ)
def files_panel(record_type: str, id: int) -> Response:
    """The files of a record: a part of its page, or a page of its own."""
    kept = queries.files_of(seen_with_files(record_type, id))
    return page("threads/files.html", block="panel", kept=kept, record_type=record_type, record_id=id)


@bp.post("/<record_type>/<int:id>/files/<int:file_id>/remove")
@requires(Permission.FILES_WRITE)
def remove_file(record_type: str, id: int, file_id: int) -> ResponseReturnValue:
    files.remove(queries.attached(seen_with_files(record_type, id), file_id), by=me())
    undo = url_for(".restore_file", record_type=record_type, id=id, file_id=file_id)
    return saved(record_url(record_type, id) + "#files", _("File removed."), undo=undo)


@bp.post("/<record_type>/<int:id>/files/<int:file_id>/restore")
@requires(Permission.FILES_WRITE)
def restore_file(record_type: str, id: int, file_id: int) -> ResponseReturnValue:
    files.restore(queries.attached(seen_with_files(record_type, id), file_id, archived=True), by=me())
    return saved(record_url(record_type, id) + "#files", _("File restored."))
