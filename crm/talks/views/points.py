"""Open points on the page of a case: asked, answered, opened again in place; without a script on their own."""

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.core import here
from crm.core.errors import NotVisible
from crm.negotiations import queries as negotiations
from crm.negotiations.forms.turns import moves
from crm.negotiations.models import Negotiation
from crm.talks import queries, rules, services
from crm.talks.forms import PointAnswerForm, PointForm, ReopenForm
from crm.talks.models import OpenPoint
from crm.talks.views.blueprint import READ, WRITE, bp
from crm.web.access import me, requires
from crm.web.forms import BaseForm
from crm.web.guards import row_id
from crm.web.pages import attempt, page, saved, wants_block


@bp.get("/panels/negotiations/<int:id>")
@requires(READ)
def negotiation_panel(id: int) -> Response:
    return _panel(negotiations.shown(id, user=me()))


def _panel(case: Negotiation, acting: str = "", form: BaseForm | None = None, **more: Any) -> Response:
    """The points of a case; `acting` names the form that is open among them, `more` has the point that it is about."""
    return page(
        "talks/panel.html",
        block="panel",
        case=case,
        points=queries.of_case(case.id),
        moves=moves(negotiations.turn(case.id), here.today()),
        acting=acting,
        form=form,
        **more,
    )


def _back(case_id: int) -> str:
    return url_for("negotiations.record", id=case_id)


def _saved(case_id: int, message: str, undo: str = "") -> ResponseReturnValue:
    """A plain browser is led back; htmx gets the points as they are now, whose move it is, and the notice."""
    answer = saved(_back(case_id), message, undo=undo)
    if not wants_block():
        return answer
    return _panel(negotiations.shown(case_id, user=me()), changed=True)


def _begun_by(case_id: int) -> dict[str, Any]:
    """What the round that the address names says of a point that came up in it; NotVisible where it is none of the
    case's."""
    id = request.args.get("round", type=row_id)
    if id is None:
        return {}
    row = queries.one_round(id, user=me())
    if row.negotiation_id != case_id:
        raise NotVisible
    return {"asked_on": row.held_on}


@bp.route("/negotiations/<int:id>/points/new", methods=["GET", "POST"])
@requires(WRITE)
def new_point(id: int) -> ResponseReturnValue:
    case = negotiations.one(id, user=me())
    form = PointForm(data=_begun_by(id))
    form.offer(queries.takers(case))
    if form.validate_on_submit():
        with attempt(form):
            point = services.ask(case, form.input(), by=me())
            return _saved(id, _("Open point added."), url_for(".archive", id=point.id))
    return _panel(negotiations.shown(id, user=me()), "new", form)


@bp.route("/points/<int:id>/edit", methods=["GET", "POST"])
@requires(WRITE)
def edit(id: int) -> ResponseReturnValue:
    point = queries.one(id, user=me())
    case = negotiations.one(point.negotiation_id, user=me())
    form = PointForm.editing(point)
    form.offer(queries.takers(case))
    if form.validate_on_submit():
        with attempt(form, point):
            services.change(point, form.input(), case=case, by=me())
            return _saved(case.id, _("Saved."))
    return _open(id, "edit", form)


@bp.route("/points/<int:id>/answer", methods=["GET", "POST"])
@requires(WRITE)
def answer(id: int) -> ResponseReturnValue:
    point = queries.one(id, user=me())
    form = PointAnswerForm.editing(point)
    message, undo = (_("Answer entered."), url_for(".withdraw_answer", id=id)) if point.is_open else (_("Saved."), "")

    def do() -> None:
        services.answer(point, form.day(), form.answer.data or "", by=me())

    return _act(point, "answer", form, do, message, undo)


@bp.route("/points/<int:id>/reopen", methods=["GET", "POST"])
@requires(WRITE)
def reopen(id: int) -> ResponseReturnValue:
    point = queries.one(id, user=me())
    form = ReopenForm(row=point)

    def do() -> None:
        services.reopen(point, form.day(), form.reason.data or "", by=me())

    return _act(point, "reopen", form, do, _("The point is open again."), url_for(".withdraw_reopening", id=id))


def _act(
    point: OpenPoint, acting: str, form: BaseForm, do: Callable[[], None], message: str, undo: str
) -> ResponseReturnValue:
    """One act with its form: GET opens it at the point, POST does it."""
    id, case_id = point.id, point.negotiation_id
    if form.validate_on_submit():
        with attempt(form, point):
            do()
            return _saved(case_id, message, undo)
    return _open(id, acting, form)


def _open(id: int, acting: str, form: BaseForm) -> Response:
    point = queries.one(id, user=me())
    return _panel(negotiations.shown(point.negotiation_id, user=me()), acting, form, point=point)


@bp.post("/points/<int:id>/answer/withdraw")
@requires(WRITE)
def withdraw_answer(id: int) -> ResponseReturnValue:
    point = queries.one(id, user=me())
    services.withdraw_answer(point, by=me())
    return _saved(point.negotiation_id, _("The point is open again."))


@bp.post("/points/<int:id>/reopen/withdraw")
@requires(WRITE)
def withdraw_reopening(id: int) -> ResponseReturnValue:
    point = queries.one(id, user=me())
    services.withdraw_reopening(point, by=me())
    return _saved(point.negotiation_id, _("The earlier answer holds again."))


@bp.post("/points/<int:id>/archive")
@requires(WRITE)
def archive(id: int) -> ResponseReturnValue:
    point = queries.one(id, user=me())
    audit.archive(point, rules.ARCHIVED, by=me())
    return _saved(point.negotiation_id, _("Open point archived."), url_for(".restore", id=id))


@bp.post("/points/<int:id>/restore")
@requires(WRITE)
def restore(id: int) -> ResponseReturnValue:
    point = queries.one(id, user=me(), archived=True)
    audit.restore(point, rules.RESTORED, by=me())
    return _saved(point.negotiation_id, _("Open point restored."))
