"""Portraits of people: shown, taken or chosen, taken away, put back."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts import queries, services
from crm.contacts.forms import PortraitForm
from crm.contacts.views.blueprint import bp
from crm.core.permissions import Permission
from crm.files import services as files
from crm.files.forms import sent_picture
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.instance import instance_folder
from crm.web.pages import attempt, jpeg, page, saved


@bp.get("/people/<int:id>/portrait")
@requires(Permission.CONTACTS_READ)
def portrait(id: int) -> Response:
    """The picture, or with `?small` its thumbnail: written by ourselves."""
    found = queries.portrait(queries.person(id, user=me()).id)
    file_id = found.thumbnail_id if "small" in request.args else found.file_id
    return jpeg(files.path_of(file_id, instance_folder()).read_bytes(), name=f"portrait-{id}.jpg")


@bp.route("/people/<int:id>/portrait/edit", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def edit_portrait(id: int) -> ResponseReturnValue:
    person, form = queries.person(id, user=me()), PortraitForm()
    if form.validate_on_submit():
        with attempt(form):
            services.keep_portrait(person, sent_picture(form.picture), instance=instance_folder(), by=me())
            return saved(url_for(".person", id=id), _("Portrait saved."))
    known = queries.portraits([id]).get(id)
    return page("contacts/portrait.html", form=form, person=person, portrait=known, action_form=ActionForm())


@bp.post("/people/<int:id>/portrait/remove")
@requires(Permission.CONTACTS_WRITE)
def remove_portrait(id: int) -> ResponseReturnValue:
    found = queries.portrait(queries.person(id, user=me()).id)
    services.remove_portrait(found, by=me())
    undo = url_for(".restore_portrait", id=id, portrait_id=found.id)
    return saved(url_for(".person", id=id), _("Portrait removed."), undo=undo)


@bp.post("/people/<int:id>/portrait/<int:portrait_id>/restore")
@requires(Permission.CONTACTS_WRITE)
def restore_portrait(id: int, portrait_id: int) -> ResponseReturnValue:
    person = queries.person(id, user=me())
    services.restore_portrait(queries.removed_portrait(person.id, portrait_id), by=me())
    return saved(url_for(".person", id=id), _("Portrait restored."))
