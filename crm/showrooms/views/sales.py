"""Sales: the list, one by hand, one that waits for an explanation; the partner's sheet from upload to undo."""

from datetime import date
from decimal import Decimal

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core.database import db
from crm.core.money import Money
from crm.core.permissions import Permission
from crm.interchange.rules.shown import as_amount
from crm.showrooms import queries, services
from crm.showrooms.forms import SALES_LIST, SaleForm, SheetColumnsForm, SheetForm, offered
from crm.showrooms.models import SalesSheet
from crm.showrooms.rules import headings
from crm.showrooms.services import SheetRows, TriedRow
from crm.showrooms.views.blueprint import bp
from crm.web import listings
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.forms import translate
from crm.web.guards import row_id
from crm.web.instance import instance_folder
from crm.web.locale import language
from crm.web.pages import attempt, page, saved

#: Rows that the trial of a sheet shows.
SHOWN = 200


@bp.get("/sales/")
@requires(Permission.SHOWROOMS_READ)
def sales() -> ResponseReturnValue:
    return listings.show(SALES_LIST, "showrooms/sales.html")


@bp.route("/<int:id>/sales/new", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def new_sale(id: int) -> ResponseReturnValue:
    showroom = queries.one(id, user=me())
    form = SaleForm(
        data={"exhibit_id": request.args.get("exhibit", type=row_id)}, offers=offered(showroom)
    ).in_currency(showroom)
    if form.validate_on_submit() and form.accepts(services.sale_doubts(form.input())):
        with attempt(form):
            services.sell(showroom, form.input(), by=me())
            return saved(after_saving(url_for(".record", id=id)), _("Saved."))
    line = queries.line(queries.one(id, user=me()), language())
    return page("showrooms/sale_form.html", form=form, line=line, sold=None)


@bp.get("/sales/<int:id>")
@requires(Permission.SHOWROOMS_READ)
def sale(id: int) -> Response:
    sold = queries.sale_line(queries.sale(id, user=me()), language())
    settled = queries.settlement_of(id)
    left, draft, back = None, None, queries.taken_off(sold.sale)
    if settled is not None:
        left = queries.remitted_for(sold.sale, settled)
        draft = queries.draft_of(settled.showroom_id, settled.currency) if settled.status != "draft" else None
    unnamed = queries.returned_unnamed(sold.sale) if settled is not None else ()
    return page(
        "showrooms/sale.html", sold=sold, settlement=settled, left=left, back=back, unnamed=unnamed, draft=draft
    )


@bp.route("/sales/<int:id>/explain", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def explain(id: int) -> ResponseReturnValue:
    row = queries.sale(id, user=me())
    showroom = queries.one(row.showroom_id, user=me())
    form = SaleForm.editing(row, offers=offered(showroom)).in_currency(showroom).explaining(row)
    if form.validate_on_submit() and form.accepts(services.sale_doubts(form.input())):
        with attempt(form, row):
            if services.explain(row, showroom, form.input(), by=me()):
                return saved(url_for(".sale", id=id), _("Saved."))
            kept = _("The explanation is kept. The sale waits until its exhibit is chosen, or it is removed.")
            return saved(url_for(".sale", id=id), kept)
    sold = queries.sale_line(queries.sale(id, user=me()), language())
    line = queries.line(queries.one(sold.sale.showroom_id, user=me()), language())
    return page("showrooms/sale_form.html", form=form, line=line, sold=sold)


@bp.post("/sales/<int:id>/remove")
@requires(Permission.SHOWROOMS_WRITE)
def remove_sale(id: int) -> ResponseReturnValue:
    row, settled = queries.sale(id, user=me()), queries.settlement_of(id)
    if settled is not None and settled.status == "draft":
        draft = queries.settlement(settled.id, user=me())
        had, net = [line.sale_id for line in draft.lines], Money(draft.net, draft.currency)
        services.take_out_of_draft(draft, queries.one(row.showroom_id, user=me()), row, by=me())
        told, moved = _("Sale taken back; the draft is drawn up without it."), services.told_of(draft, had, net)
        if moved is not None:
            told = f"{told} {translate(moved)}"
        return saved(url_for(".settlement", id=draft.id), told, undo=url_for(".restore_sale", id=id))
    services.take_back(row, by=me())
    there = url_for(".sales", showroom=row.showroom_id)
    return saved(there, _("Sale removed."), undo=url_for(".restore_sale", id=id))


@bp.post("/sales/<int:id>/restore")
@requires(Permission.SHOWROOMS_WRITE)
def restore_sale(id: int) -> ResponseReturnValue:
    services.put_back(queries.sale(id, user=me(), archived=True), by=me())
    return saved(url_for(".sale", id=id), _("Sale restored."))


@bp.route("/<int:id>/sheets/new", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def new_sheet(id: int) -> ResponseReturnValue:
    showroom, form = queries.one(id, user=me()), SheetForm()
    if form.validate_on_submit():
        with attempt(form):
            content, name = form.file.data.read(), form.file.data.filename or ""
            _let_go()
            upload = services.taken(content, name=name, instance=instance_folder())
            sheet = services.open_sheet(queries.one(id, user=me()), upload, content, by=me())
            return saved(url_for(".sheet", id=sheet.id))
    return page("showrooms/sheet_new.html", form=form, line=queries.line(showroom, language()))


def _let_go() -> None:
    """End the transaction before a file is read, which takes its time; what is loaded stays readable."""
    db.session.expunge_all()
    db.session.rollback()


@bp.route("/sheets/<int:id>", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def sheet(id: int) -> ResponseReturnValue:
    """What the columns mean and what the rows would become; posting tries them anew, or with `record` records them."""
    row = queries.sheet(id, user=me())
    form = SheetColumnsForm.of(row, hidden=request.args.get("hidden", ""))
    if form.validate_on_submit():
        with attempt(form):
            _let_go()
            answer, record = form.hidden.data or "", "record" in request.form
            held = services.opened(row, instance_folder(), hidden=answer == "with") if record else SheetRows([])
            held.check_hidden(answer)
            row, told = queries.sheet(id, user=me()), [entry.data or "" for entry in form.targets]
            kept = form.profile.data or ""
            services.assign(row, told, unit=form.unit.data, tax=form.tax.data, profile=kept, by=me())
            if not record:
                return saved(url_for(".sheet", id=id, hidden=answer or None))
            found = services.record(
                row, held.rows, queries.one(row.showroom_id, user=me()), years=form.years.data, by=me()
            )
            return saved(url_for(".sales", sheet=id), _counted(found))
    row = queries.sheet(id, user=me())
    _let_go()
    taken = form.hidden.data == "with"
    held = SheetRows([]) if row.recorded else services.opened(row, instance_folder(), hidden=taken)
    showroom = queries.one(row.showroom_id, user=me())
    form.told_by(headings.tax_said(row.headings, _beside(held)))
    tried = services.tried(row, held.rows, queries.ledger(showroom, user=me()))
    return page(
        "showrooms/sheet.html", form=form, sheet=row, line=queries.line(showroom, language()), tried=tried[:SHOWN],
        faults=[each for each in tried if each.fault and not each.waits], fitting=_sums(tried),
        waits=sum(each.waits for each in tried), total=len(tried), headings=headings,
        guessed=sum(each.guessed for each in tried), counted=_counted_after(tried),
        summed=services.summed(row, held.rows),
        examples=[list(map(as_amount, cells)) for _number, cells in held.rows[:5]], held=held,
    )  # fmt: skip


def _beside(held: SheetRows) -> list[str]:
    """What a sheet says above its headings, and of tax below its rows."""
    return [*(cell for line in held.above for cell in line), *services.notes_below(held.rows)]


def _counted_after(tried: list[TriedRow]) -> dict[int, date]:
    """{row that fits: the later day of which a count of its goods was taken over}."""
    fits = [(row.number, row.told.exhibit.id, row.told.day) for row in tried if row.told.exhibit and not row.fault]
    counted = queries.counted_on({exhibit for _number, exhibit, _day in fits})
    return {
        number: counted[exhibit]
        for number, exhibit, day in fits
        if exhibit in counted and day and day < counted[exhibit]
    }


def _sums(tried: list[TriedRow]) -> dict[str, Decimal]:
    """{currency: what the rows that fit come to}."""
    found: dict[str, Decimal] = {}
    for row in tried:
        if not row.fault and row.told.gross is not None:
            found[row.currency] = found.get(row.currency, Decimal(0)) + row.told.gross
    return found


def _counted(found: list[TriedRow]) -> str:
    left = sum(1 for row in found if row.fault)
    whole = ngettext("%(num)d sale recorded.", "%(num)d sales recorded.", len(found) - left)
    if not left:
        return str(whole)
    waiting = ngettext(
        "%(num)d row does not fit and waits for an explanation.",
        "%(num)d rows do not fit and wait for an explanation.",
        left,
    )
    return f"{whole} {waiting}"


@bp.post("/sheets/<int:id>/undo")
@requires(Permission.SHOWROOMS_WRITE)
def undo_sheet(id: int) -> ResponseReturnValue:
    row: SalesSheet = queries.sheet(id, user=me())
    number = services.undo(row, by=me())
    message = ngettext("%(num)d sale taken back.", "%(num)d sales taken back.", number)
    return saved(url_for(".sheet", id=id), message)
