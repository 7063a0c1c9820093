"""Where data of people lie, and what leaves the house."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.office import queries as offices
from crm.office import services as office
from crm.subjects.contents import locations as contents
from crm.subjects.forms import LocationsForm
from crm.subjects.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.get("/locations")
@requires(Permission.PRIVACY_READ)
def locations() -> Response:
    return page("subjects/locations.html", lines=contents.lines(), leaving=contents.LEAVING, guarded=contents.GUARDED)


@bp.route("/locations/edit", methods=["GET", "POST"])
@requires(Permission.SUBJECTS_WRITE)
def edit_locations() -> ResponseReturnValue:
    row = offices.record()
    if row is None:
        raise NotVisible
    form = LocationsForm.about(row)
    if form.validate_on_submit():
        with attempt(form, row):
            office.keep_locations(row, form.locations(contents.present()), by=me())
            return saved(url_for(".locations"), _("Saved."))
    return page("subjects/locations_form.html", form=form, lines=contents.lines())
