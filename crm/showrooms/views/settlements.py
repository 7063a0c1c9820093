"""Settlements: the list, one, drawn up, approved, paid, its statement; and the figures of a showroom."""

from datetime import timedelta
from functools import partial
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core import here
from crm.core.errors import Refused
from crm.core.money import Money, decimals
from crm.core.permissions import Permission, allows
from crm.files.contents import paper
from crm.showrooms import contents, queries, rules, services
from crm.showrooms.forms import SETTLEMENTS_LIST, CorrectionForm, PaymentForm, SettlementForm
from crm.showrooms.models import Settlement, Showroom
from crm.showrooms.rules import uptake as uptake_rules
from crm.showrooms.views.blueprint import bp, period_asked
from crm.showrooms.views.said import said_of
from crm.web import listings
from crm.web.access import me, requires
from crm.web.forms import ActionForm, BaseForm, translate
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import Conflict, attempt, page, saved


@bp.get("/settlements/")
@requires(Permission.SHOWROOMS_READ)
def settlements() -> ResponseReturnValue:
    return listings.show(SETTLEMENTS_LIST, "showrooms/settlements.html")


@bp.route("/<int:id>/settlements/new", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def new_settlement(id: int) -> ResponseReturnValue:
    showroom = queries.one(id, user=me())
    form = SettlementForm(data=_begun(showroom)).among(id, back=request.args.get("back", type=row_id))
    if form.validate_on_submit():
        with attempt(form):
            form.check_rent(partial(services.rent_of, showroom))
            made = services.draw_up(showroom, form.input(), by=me())
            return saved(url_for(".settlement", id=made.id), _("Saved."))
    showroom = queries.one(id, user=me())
    line, waiting = queries.line(showroom, language()), queries.unreconciled(id)
    return page("showrooms/settlement_form.html", form=form, line=line, settlement=None, waiting=waiting)


def _begun(showroom: Showroom) -> dict[str, object]:
    """The month behind the last settlement, or the first month of the terms; the rent of the terms among its costs."""
    last = queries.last_day(showroom.id)
    first = last + timedelta(days=1) if last is not None else None
    if first is None and showroom.contracts:
        first = showroom.contracts[0].begins_on
    if first is None or first > here.today():
        return {}
    ends_on = min(rules.month_end(first), here.today())
    due = services.rent_of(showroom, first, ends_on)
    rent = [{"kind": "rent", "amount": due.amount, "note": ""}] if due.amount else []
    return {
        "begins_on": first, "ends_on": ends_on, "settled_on": here.today(), "costs": rent, "rent_offered": due.amount
    }  # fmt: skip


@bp.get("/settlements/<int:id>")
@requires(Permission.SHOWROOMS_READ)
def settlement(id: int) -> Response:
    row = queries.settlement(id, user=me())
    return page_of(row, PaymentForm(row=row))


def page_of(row: Settlement, form: BaseForm, correction: CorrectionForm | None = None, **sent: Any) -> Response:
    """The page of a settlement; `sent` are forms of the partner's panel that were refused."""
    correction = correction or CorrectionForm.editing(row)
    return page(
        "showrooms/settlement.html", settlement=row, form=form, correction=correction, **said_of(row) | sent,
        shares=queries.share_lines(row, language()), returned=queries.returned_lines(row, language()),
        sold=queries.sold_lines(row, language()), showroom_name=queries.called(row.showroom, language()),
        action_form=ActionForm, digits=decimals(row.currency),
        remarks=services.remarks(row, row.showroom, user=me()), left=services.is_left_to_others(row, me()),
    )  # fmt: skip


@bp.route("/settlements/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def edit_settlement(id: int) -> ResponseReturnValue:
    row = queries.settlement(id, user=me())
    form = SettlementForm.editing(row).among(
        row.showroom_id, but=id, currency=row.currency, back=request.args.get("back", type=row_id)
    )
    if form.validate_on_submit():
        with attempt(form, row):
            showroom = queries.one(row.showroom_id, user=me())
            if services.rent_of(showroom, row.begins_on, row.ends_on, row.currency).fits(services.rent_kept(row)):
                form.check_rent(partial(services.rent_of, showroom, currency=row.currency))
            had, net = [line.sale_id for line in row.lines], Money(row.net, row.currency)
            services.redraw(row, showroom, form.input(), by=me())
            told = services.told_of(row, had, net)
            return saved(url_for(".settlement", id=id), translate(told) if told is not None else _("Saved."))
    row = queries.settlement(id, user=me())
    showroom = queries.one(row.showroom_id, user=me())
    line, waiting = queries.line(showroom, language()), queries.unreconciled(row.showroom_id)
    return page(
        "showrooms/settlement_form.html", form=form, line=line, settlement=row, waiting=waiting,
        remarks=services.remarks(row, showroom, user=me()),
    )  # fmt: skip


def _as_shown(id: int) -> Settlement:
    """A settlement that is what the page of the pressed button showed; Conflict where somebody changed it since."""
    row, form = queries.settlement(id, user=me()), ActionForm()
    if form.is_stale(row):
        raise Conflict(form, row)
    return row


@bp.post("/settlements/<int:id>/approve")
@requires(Permission.SHOWROOMS_APPROVE)
def approve(id: int) -> ResponseReturnValue:
    row, form = queries.settlement(id, user=me()), ActionForm()
    if form.validate_on_submit():
        with attempt(form, row):
            services.approve(row, by=me())
            return saved(url_for(".settlement", id=id), _("Settlement approved."))
    return page_of(queries.settlement(id, user=me()), PaymentForm(formdata=None), refused=form, status=form.http_status)


@bp.post("/settlements/<int:id>/reopen")
@requires(Permission.SHOWROOMS_APPROVE)
def reopen(id: int) -> ResponseReturnValue:
    services.reopen(_as_shown(id), by=me())
    return saved(url_for(".settlement", id=id), _("The settlement is a draft again."))


@bp.post("/settlements/<int:id>/pay")
@requires(Permission.SHOWROOMS_WRITE)
def pay(id: int) -> ResponseReturnValue:
    row, form = queries.settlement(id, user=me()), PaymentForm()
    if form.validate_on_submit():
        with attempt(form, row):
            services.pay(row, form.paid_on.data, by=me())
            return saved(url_for(".settlement", id=id), _("Remittance recorded."))
    return page_of(queries.settlement(id, user=me()), form)


@bp.post("/settlements/<int:id>/paid-on")
@requires(Permission.SHOWROOMS_WRITE)
def correct_payment(id: int) -> ResponseReturnValue:
    row, form = queries.settlement(id, user=me()), CorrectionForm()
    if form.validate_on_submit():
        with attempt(form, row):
            services.correct_payment(row, form.paid_on.data, form.paid_reason.data or "", by=me())
            return saved(url_for(".settlement", id=id), _("Day of the remittance corrected."))
    return page_of(queries.settlement(id, user=me()), PaymentForm(), form)


@bp.post("/settlements/<int:id>/discard")
@requires(Permission.SHOWROOMS_WRITE)
def discard(id: int) -> ResponseReturnValue:
    row = _as_shown(id)
    services.discard(row, by=me())
    return saved(url_for(".record", id=row.showroom_id), _("Draft discarded: its sales can be settled again."))


@bp.get("/settlements/<int:id>/statement.pdf")
@requires(Permission.SHOWROOMS_READ)
def statement(id: int) -> Response:
    row = queries.settlement(id, user=me())
    showroom = queries.one(row.showroom_id, user=me())
    html = contents.statement(row, showroom)
    return paper(html, f"{_('Settlement statement')} {row.number}", page=contents.statement_page(showroom))


@bp.get("/<int:id>/figures")
@requires(Permission.SHOWROOMS_READ)
def figures(id: int) -> Response:
    showroom = queries.one(id, user=me())
    try:
        since, until = period_asked()
    except Refused as refusal:
        line = queries.line(showroom, language())
        typed = {name: request.args.get(name, "") for name in ("since", "until")}
        return page("showrooms/figures.html", line=line, refusal=translate(refusal.text), status=422, by="", **typed)
    by = request.args.get("by", "exhibit")
    found = queries.figures(
        showroom, since, until, by=by if by in rules.FIGURES_BY else "exhibit", user=me(), language=language()
    )
    line = queries.line(showroom, language())
    taken = None
    if allows(me().role, Permission.NEGOTIATIONS_READ):
        taken = queries.uptake(id, user=me(), language=language(), since=since, until=until)
    return page(
        "showrooms/figures.html", line=line, found=found, since=since, until=until, by=by, taken=taken,
        uptake_rules=uptake_rules,
    )  # fmt: skip
