"""The approval of plans: handed in, decided, printed as a request with boxes for stamps (起案・伺い)."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries, rules, services
from crm.activities.forms import AskForm, DecideForm
from crm.activities.models import Activity
from crm.activities.views.blueprint import bp
from crm.core import clock
from crm.core.permissions import Permission
from crm.files.contents import paper
from crm.initiatives.queries import title
from crm.office import queries as offices
from crm.web.access import me, requires
from crm.web.locale import language, zone
from crm.web.pages import attempt, page, saved


@bp.get("/approvals")
@requires(Permission.MISSIONS_READ)
def approvals() -> Response:
    return page("activities/approvals.html", rounds=queries.all_waiting(user=me()))


@bp.get("/<int:id>/approval")
@requires(Permission.MISSIONS_READ)
def approval(id: int) -> Response:
    return _approval(queries.one(id, user=me()))


def _approval(activity: Activity, ask: AskForm | None = None, decide: DecideForm | None = None) -> Response:
    rounds, own = queries.approvals(activity.id), ask or decide
    undecided = [row for row in rounds if row.decision == "waiting" and activity.status in rules.UNAPPROVED]
    return page(
        "activities/approval.html", activity=activity, rounds=rounds, form=own,
        waiting=next(iter(undecided), None),
        ask=ask or AskForm(formdata=None), decide=decide or DecideForm(formdata=None),
        next_number=queries.next_number(activity.start_on), me_id=me().id,
    )  # fmt: skip


@bp.post("/<int:id>/approval/ask")
@requires(Permission.MISSIONS_WRITE)
def ask_approval(id: int) -> ResponseReturnValue:
    activity, form = queries.one(id, user=me()), AskForm()
    if form.validate_on_submit():
        with attempt(form):
            services.ask_approval(activity, request=form.request.data or "", by=me())
            return saved(url_for(".approval", id=id), _("Handed in for approval."))
    return _approval(queries.one(id, user=me()), ask=form)


@bp.post("/<int:id>/approval/decide")
@requires(Permission.MISSIONS_APPROVE)
def decide(id: int) -> ResponseReturnValue:
    activity, form = queries.one(id, user=me()), DecideForm()
    approved = request.form.get("decision") == "approved"
    if form.validate_on_submit():
        with attempt(form):
            services.decide(activity, approved=approved, remark=form.remark.data or "", by=me())
            return saved(url_for(".approval", id=id), _("Plan approved.") if approved else _("Plan returned."))
    return _approval(queries.one(id, user=me()), decide=form)


@bp.get("/<int:id>/approval.pdf")
@requires(Permission.MISSIONS_READ)
def approval_paper(id: int) -> Response:
    activity = queries.one(id, user=me())
    rounds = queries.approvals(id)
    asked_at = rounds[0].asked_at if rounds else clock.now()
    html = render_template(
        "activities/request.html", activity=activity, round=rounds[0] if rounds else None, budget=queries.budget(id),
        office=offices.current(), dated_on=clock.local(asked_at, zone()).date(),
    )  # fmt: skip
    return paper(html, _("Request for approval: %(name)s", name=title(activity.names, language())))
