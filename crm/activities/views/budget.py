"""The budget of an activity: the page, and the three tables that are written as a whole."""

from functools import partial

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.activities import contents, queries, services
from crm.activities.forms import BudgetForm, HoursForm, shares_form
from crm.activities.queries import above
from crm.activities.views.blueprint import bp
from crm.core.permissions import Permission
from crm.places.forms import keep_rates
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.locale import language
from crm.web.pages import attempt, page, saved


@bp.get("/<int:id>/budget")
@requires(Permission.BUDGETS_READ)
def budget(id: int) -> Response:
    activity = queries.one(id, user=me())
    known = queries.budget(id, with_staff=request.args.get("staff") == "1")
    fees = queries.fees(activity, known)
    payee_of = partial(contents.payee, known=contents.payees_of(known), language=language())
    return page(
        "activities/budget.html",
        activity=activity,
        budget=known,
        fees=fees,
        payee_of=payee_of,
        action_form=ActionForm,
        unbooked=above.unbooked(id),
        guessed=above.guessed(id),
    )


@bp.route("/<int:id>/budget/edit", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE, Permission.BUDGETS_READ)
def edit_budget(id: int) -> ResponseReturnValue:
    activity = queries.one(id, user=me())
    form = BudgetForm.editing(activity)
    if form.validate_on_submit():
        with attempt(form, activity):
            keep_rates(form, by=me())
            services.write_budget(activity, form.input(), by=me())
            return saved(url_for(".budget", id=id), _("Saved."))
    return page("activities/rows.html", form=form, activity=activity, title=_("Planned costs"), field_name="lines")


@bp.route("/<int:id>/shares/edit", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE, Permission.BUDGETS_READ)
def edit_shares(id: int) -> ResponseReturnValue:
    activity = queries.one(id, user=me())
    form = shares_form(activity)
    if form.validate_on_submit():
        with attempt(form, activity):
            services.write_shares(activity, form.input(), by=me())
            return saved(url_for(".budget", id=id) + "#shares", _("Saved."))
    return page("activities/rows.html", form=form, activity=activity, title=_("Shares of the participants"),
                field_name="shares")  # fmt: skip


@bp.post("/<int:id>/shares/divide")
@requires(Permission.MISSIONS_WRITE, Permission.BUDGETS_READ)
def divide_shares(id: int) -> ResponseReturnValue:
    count = services.divide(queries.one(id, user=me()), by=me())
    told = ngettext("Divided among %(num)d delegate.", "Divided among %(num)d delegates.", count)
    return saved(url_for(".budget", id=id) + "#shares", told)


@bp.post("/<int:id>/shares/fees")
@requires(Permission.MISSIONS_WRITE, Permission.BUDGETS_READ)
def take_fees(id: int) -> ResponseReturnValue:
    """The fees agreed in the delegation become the shares of the budget."""
    count = services.take_fees(queries.one(id, user=me()), by=me())
    told = ngettext("%(num)d share set to the agreed fee.", "%(num)d shares set to the agreed fees.", count)
    return saved(url_for(".budget", id=id) + "#shares", told)


@bp.route("/<int:id>/hours/edit", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE, Permission.BUDGETS_READ)
def edit_hours(id: int) -> ResponseReturnValue:
    activity = queries.one(id, user=me())
    form = HoursForm.editing(activity)
    if form.validate_on_submit():
        with attempt(form, activity):
            services.write_hours(activity, form.input(), by=me())
            return saved(url_for(".budget", id=id) + "#staff", _("Saved."))
    return page("activities/rows.html", form=form, activity=activity, title=_("Staff hours"), field_name="hours")
