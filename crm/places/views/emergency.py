"""Whom to call in an emergency: the table, kept by the office."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission
from crm.places import queries, rules, services
from crm.places.forms import EmergencyForm
from crm.places.services import ContactPlan
from crm.places.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.pages import attempt, page, saved


@bp.get("/emergency")
@requires(Permission.PLACES_READ)
def emergency() -> Response:
    rows, form = queries.emergency_contacts(), EmergencyForm()
    return page("places/emergency.html", rows=rows, form=form, action_form=ActionForm, rules=rules)


@bp.route("/emergency/new", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def new_emergency_contact() -> ResponseReturnValue:
    form = EmergencyForm()
    if form.validate_on_submit():
        with attempt(form):
            services.add_emergency(ContactPlan(**form.values()), by=me())
            return saved(url_for(".emergency"), _("Emergency contact saved."))
    return page("places/dated.html", form=form, title=_("Add an emergency contact"), back=url_for(".emergency"))


@bp.route("/emergency/<int:id>", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def edit_emergency_contact(id: int) -> ResponseReturnValue:
    row = queries.emergency_contact(id)
    form = EmergencyForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.change_emergency(row, ContactPlan(**form.values()), by=me())
            return saved(url_for(".emergency"), _("Emergency contact saved."))
    return page("places/dated.html", form=form, title=_("Change the emergency contact"), back=url_for(".emergency"))


@bp.post("/emergency/<int:id>/remove")
@requires(Permission.PLACES_WRITE)
def remove_emergency_contact(id: int) -> ResponseReturnValue:
    services.remove_emergency(queries.emergency_contact(id), by=me())
    return saved(url_for(".emergency"), _("Emergency contact removed."))
