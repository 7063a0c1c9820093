"""The page on which the fee of a booth becomes a cost of its fair."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission
from crm.fairs import queries, services
from crm.fairs.forms import fee_form
from crm.fairs.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.route("/booths/<int:id>/fee", methods=["GET", "POST"])
@requires(Permission.FAIRS_WRITE, Permission.MISSIONS_WRITE, Permission.BUDGETS_READ)
def book_fee(id: int) -> ResponseReturnValue:
    row = queries.booth(id, user=me())
    form = fee_form(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.book_fee(row, form.input(), by=me())
            return saved(url_for("activities.budget", id=row.activity_id) + "#costs", _("Saved."))
    return page("fairs/fee.html", form=form, booth=row, alike=queries.may_be_fee(row))
