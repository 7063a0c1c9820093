"""Costs: booked with their receipt, corrected, approved, converted, and the book closed."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.activities import queries, rules, services
from crm.activities.forms import cost_form
from crm.activities.views.blueprint import bp
from crm.core.permissions import Permission
from crm.files.forms import sent_file
from crm.places.forms import keep_rates
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.forms import translate
from crm.web.pages import attempt, page, saved


def _book(id: int) -> str:
    return url_for(".budget", id=id) + "#costs"


@bp.route("/<int:id>/costs/new", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE, Permission.BUDGETS_READ)
def new_cost(id: int) -> ResponseReturnValue:
    activity = queries.one(id, user=me())
    form = cost_form(activity)
    if form.validate_on_submit():
        with attempt(form):
            keep_rates(form, by=me())
            services.book_cost(activity, form.input(), receipt=sent_file(form.receipt), by=me())
            return saved(after_saving(_book(id)), _("Cost booked."))
    return page("activities/cost.html", form=form, activity=activity, line=None)


@bp.route("/<int:id>/costs/<int:line_id>/edit", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE, Permission.BUDGETS_READ)
def edit_cost(id: int, line_id: int) -> ResponseReturnValue:
    activity, line = queries.one(id, user=me()), queries.cost(id, line_id)
    form = cost_form(activity, line_id)
    if form.validate_on_submit():
        with attempt(form, activity):
            keep_rates(form, by=me())
            services.change_cost(activity, line, form.input(), receipt=sent_file(form.receipt), by=me())
            return saved(_book(id), _("Saved."))
    return page("activities/cost.html", form=form, activity=activity, line=line)


@bp.post("/<int:id>/costs/<int:line_id>/remove")
@requires(Permission.MISSIONS_WRITE, Permission.BUDGETS_READ)
def remove_cost(id: int, line_id: int) -> ResponseReturnValue:
    activity = queries.one(id, user=me())
    services.remove_cost(activity, queries.cost(id, line_id), by=me())
    return saved(_book(id), _("Cost removed."))


@bp.post("/<int:id>/costs/<int:line_id>/approve")
@requires(Permission.MISSIONS_APPROVE, Permission.BUDGETS_READ)
def approve_cost(id: int, line_id: int) -> ResponseReturnValue:
    activity, line = queries.one(id, user=me()), queries.cost(id, line_id)
    return _approved(id, services.approve_costs(activity, line_id=line.id, by=me()))


@bp.post("/<int:id>/costs/approve")
@requires(Permission.MISSIONS_APPROVE, Permission.BUDGETS_READ)
def approve_costs(id: int) -> ResponseReturnValue:
    return _approved(id, services.approve_costs(queries.one(id, user=me()), by=me()))


def _approved(id: int, count: int) -> ResponseReturnValue:
    return saved(_book(id), ngettext("%(num)d cost approved.", "%(num)d costs approved.", count))


@bp.post("/<int:id>/costs/convert")
@requires(Permission.MISSIONS_WRITE, Permission.BUDGETS_READ)
def convert_costs(id: int) -> ResponseReturnValue:
    count = services.convert_again(queries.one(id, user=me()), by=me())
    told = ngettext("%(num)d amount converted.", "%(num)d amounts converted.", count)
    return saved(_book(id), told)


@bp.post("/<int:id>/costs/settle")
@requires(Permission.MISSIONS_WRITE, Permission.BUDGETS_READ)
def settle_costs(id: int) -> ResponseReturnValue:
    services.settle_costs(queries.one(id, user=me()), state=request.form.get("state", ""), by=me())
    return saved(_book(id), translate(rules.COST_STATES[request.form["state"]]))
