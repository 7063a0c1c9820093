"""Goals, target markets and funding of an initiative, each written as a whole."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission
from crm.initiatives import queries, services
from crm.initiatives.forms import FundingForm, GoalsForm, MarketsForm
from crm.initiatives.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.route("/<int:id>/goals/edit", methods=["GET", "POST"])
@requires(Permission.INITIATIVES_WRITE)
def edit_goals(id: int) -> ResponseReturnValue:
    initiative = queries.one(id, user=me())
    form = GoalsForm.editing(initiative)
    if form.validate_on_submit():
        with attempt(form, initiative):
            services.write_goals(initiative, form.input(), by=me())
            return saved(url_for(".record", id=id) + "#goals", _("Saved."))
    return page("initiatives/rows.html", form=form, initiative=initiative, title=_("Goals with figures"),
                field_name="goals")  # fmt: skip


@bp.route("/<int:id>/markets/edit", methods=["GET", "POST"])
@requires(Permission.INITIATIVES_WRITE)
def edit_markets(id: int) -> ResponseReturnValue:
    initiative = queries.one(id, user=me())
    form = MarketsForm.editing(initiative)
    if form.validate_on_submit():
        with attempt(form, initiative):
            services.write_markets(initiative, form.input(), by=me())
            return saved(url_for(".record", id=id) + "#markets", _("Saved."))
    return page("initiatives/rows.html", form=form, initiative=initiative, title=_("Target markets"),
                field_name="markets")  # fmt: skip


@bp.route("/<int:id>/funding/edit", methods=["GET", "POST"])
@requires(Permission.INITIATIVES_WRITE)
def edit_funding(id: int) -> ResponseReturnValue:
    initiative = queries.one(id, user=me())
    form = FundingForm.editing(initiative)
    if form.validate_on_submit():
        with attempt(form, initiative):
            services.write_funding(initiative, form.input(), by=me())
            return saved(url_for(".record", id=id) + "#funding", _("Saved."))
    return page("initiatives/rows.html", form=form, initiative=initiative, title=_("Funding"), field_name="funding")
