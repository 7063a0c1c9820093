"""The minutes item by item: added, changed, taken out and put back, each by itself."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.core.permissions import Permission
from crm.meetings import queries, rules, services
from crm.meetings.forms import ItemForm
from crm.meetings.models import Meeting, MinuteItem
from crm.meetings.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.pages import attempt, page, saved


def _back(id: int) -> str:
    return url_for(".record", id=id) + "#minutes"


def _form_page(form: ItemForm, meeting: Meeting, item: MinuteItem | None) -> Response:
    return page("meetings/item.html", block="form", form=form, meeting=meeting, item=item)


@bp.route("/<int:id>/minutes/new", methods=["GET", "POST"])
@requires(Permission.MEETINGS_WRITE)
def new_item(id: int) -> ResponseReturnValue:
    meeting, form = queries.one(id, user=me()), ItemForm()
    if form.validate_on_submit():
        with attempt(form):
            services.add_item(meeting, form.minute(), by=me())
            return saved(after_saving(_back(id)), _("Item saved."))
    return _form_page(form, queries.one(id, user=me()), None)


@bp.route("/<int:id>/minutes/<int:item_id>/edit", methods=["GET", "POST"])
@requires(Permission.MEETINGS_WRITE)
def edit_item(id: int, item_id: int) -> ResponseReturnValue:
    meeting = queries.one(id, user=me())
    item = queries.minute_item(meeting, item_id)
    form = ItemForm.editing(item)
    if form.validate_on_submit():
        if form.is_stale(item):
            form.merge(item)  # what one of us left alone is no conflict; what is one stays and is answered as one
        with attempt(form, item):
            services.change_item(meeting, item, form.minute(), by=me())
            return saved(_back(id), _("Saved."))
    return _form_page(form, queries.one(id, user=me()), item)


@bp.post("/<int:id>/minutes/<int:item_id>/remove")
@requires(Permission.MEETINGS_WRITE)
def remove_item(id: int, item_id: int) -> ResponseReturnValue:
    meeting = queries.one(id, user=me())
    item = queries.minute_item(meeting, item_id)
    services.remove_item(meeting, item, version=request.form.get("version", ""), by=me())
    return saved(_back(id), _("Item removed from the minutes."), undo=url_for(".restore_item", id=id, item_id=item_id))


@bp.post("/<int:id>/minutes/<int:item_id>/restore")
@requires(Permission.MEETINGS_WRITE)
def restore_item(id: int, item_id: int) -> ResponseReturnValue:
    item = queries.minute_item(queries.one(id, user=me()), item_id, archived=True)
    audit.restore(item, rules.ITEM_RESTORED, by=me())
    return saved(_back(id), _("Item restored."))
