"""Photos of a meeting: uploaded, captioned, chosen for the report, shown."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.core.permissions import Permission
from crm.files import services as files
from crm.meetings import queries, rules, services
from crm.meetings.forms import PhotoForm, PhotosForm
from crm.meetings.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.instance import instance_folder
from crm.web.pages import attempt, jpeg, page, saved


def _back(id: int) -> str:
    return url_for(".record", id=id) + "#photos"


@bp.route("/<int:id>/photos/new", methods=["GET", "POST"])
@requires(Permission.MEETINGS_WRITE)
def new_photos(id: int) -> ResponseReturnValue:
    meeting, form = queries.one(id, user=me()), PhotosForm()
    if form.validate_on_submit():
        with attempt(form):
            services.add_photos(
                meeting, form.contents(), caption=form.caption.data or "", instance=instance_folder(), by=me()
            )
            return saved(_back(id), _("Photos saved."))
    return page("meetings/photo.html", form=form, meeting=queries.one(id, user=me()), photo=None)


@bp.get("/<int:id>/photos/<int:photo_id>")
@requires(Permission.MEETINGS_READ)
def photo(id: int, photo_id: int) -> Response:
    """The picture, or with `?small` its thumbnail: written by ourselves."""
    found = queries.photo(queries.one(id, user=me()), photo_id)
    file_id = found.thumbnail_id if "small" in request.args else found.file_id
    return jpeg(files.path_of(file_id, instance_folder()).read_bytes(), name=f"photo-{photo_id}.jpg")


@bp.route("/<int:id>/photos/<int:photo_id>/edit", methods=["GET", "POST"])
@requires(Permission.MEETINGS_WRITE)
def edit_photo(id: int, photo_id: int) -> ResponseReturnValue:
    found = queries.photo(queries.one(id, user=me()), photo_id)
    form = PhotoForm.editing(found)
    if form.validate_on_submit():
        with attempt(form, found):
            services.change_photo(found, **form.values(), by=me())
            return saved(_back(id), _("Saved."))
    meeting = queries.one(id, user=me())
    return page("meetings/photo.html", form=form, meeting=meeting, photo=queries.photo(meeting, photo_id))


@bp.post("/<int:id>/photos/<int:photo_id>/remove")
@requires(Permission.MEETINGS_WRITE)
def remove_photo(id: int, photo_id: int) -> ResponseReturnValue:
    services.remove_photo(queries.photo(queries.one(id, user=me()), photo_id), by=me())
    return saved(_back(id), _("Photo removed."), undo=url_for(".restore_photo", id=id, photo_id=photo_id))


@bp.post("/<int:id>/photos/<int:photo_id>/restore")
@requires(Permission.MEETINGS_WRITE)
def restore_photo(id: int, photo_id: int) -> ResponseReturnValue:
    audit.restore(queries.photo(queries.one(id, user=me()), photo_id, archived=True), rules.PHOTO_RESTORED, by=me())
    return saved(_back(id), _("Photo restored."))
