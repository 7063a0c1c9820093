"""Files of a meeting: uploaded, said what they are, taken out, put back. They are given out by `files.record`."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core.permissions import Permission
from crm.meetings import queries, services
from crm.meetings.forms import FileForm, FilesForm
from crm.meetings.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.instance import instance_folder
from crm.web.pages import attempt, page, saved


def _back(id: int) -> str:
    return url_for(".record", id=id) + "#files"


@bp.route("/<int:id>/files/new", methods=["GET", "POST"])
@requires(Permission.MEETINGS_WRITE)
def new_files(id: int) -> ResponseReturnValue:
    meeting, form = queries.one(id, user=me()), FilesForm()
    if form.validate_on_submit():
        with attempt(form):
            sent = form.contents()
            services.add_files(meeting, sent, note=form.note.data or "", instance=instance_folder(), by=me())
            return saved(_back(id), ngettext("%(num)d file is kept.", "%(num)d files are kept.", len(sent)))
    return page("meetings/file.html", form=form, meeting=queries.one(id, user=me()), enclosure=None)


@bp.route("/<int:id>/files/<int:enclosure_id>/edit", methods=["GET", "POST"])
@requires(Permission.MEETINGS_WRITE)
def edit_file(id: int, enclosure_id: int) -> ResponseReturnValue:
    found = queries.enclosure(queries.one(id, user=me()), enclosure_id)
    form = FileForm.editing(found)
    if form.validate_on_submit():
        with attempt(form, found):
            services.change_file(found, note=form.note.data or "", by=me())
            return saved(_back(id), _("Saved."))
    meeting = queries.one(id, user=me())
    return page("meetings/file.html", form=form, meeting=meeting, enclosure=queries.enclosure(meeting, enclosure_id))


@bp.post("/<int:id>/files/<int:enclosure_id>/remove")
@requires(Permission.MEETINGS_WRITE)
def remove_file(id: int, enclosure_id: int) -> ResponseReturnValue:
    services.remove_file(queries.enclosure(queries.one(id, user=me()), enclosure_id), by=me())
    return saved(_back(id), _("File removed."), undo=url_for(".restore_file", id=id, enclosure_id=enclosure_id))


@bp.post("/<int:id>/files/<int:enclosure_id>/restore")
@requires(Permission.MEETINGS_WRITE)
def restore_file(id: int, enclosure_id: int) -> ResponseReturnValue:
    services.restore_file(queries.enclosure(queries.one(id, user=me()), enclosure_id, archived=True), by=me())
    return saved(_back(id), _("File restored."))
