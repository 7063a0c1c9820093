"""Making a mission after an earlier one."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.core.permissions import Permission
from crm.missions import services
from crm.missions.forms import AgainForm
from crm.missions.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.route("/<int:id>/again", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def again(id: int) -> ResponseReturnValue:
    earlier = activities.one(id, user=me())
    form = AgainForm.after(earlier)
    if form.validate_on_submit():
        with attempt(form):
            made = services.again(earlier, **form.input(), by=me())
            return saved(url_for(".record", id=made.id), _("The mission is planned. Now look through its gaps."))
    return page("missions/again.html", form=form, activity=earlier)
