"""The report to whoever subsidised an activity (実績報告書): a page to print, and the same as a workbook."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from crm.activities import queries, rules, services
from crm.activities.queries import Budget, Compared
from crm.activities.views.approvals import fiscal_year_told
from crm.activities.views.blueprint import bp
from crm.core import here
from crm.core.database import db
from crm.core.days import letter_date
from crm.core.permissions import Permission
from crm.files.rules import safe_name
from crm.initiatives.queries import title
from crm.tables import Cell, FileColumn, write_xlsx
from crm.web.access import me, requires
from crm.web.forms import ActionForm, translate
from crm.web.locale import language
from crm.web.money import currency_name
from crm.web.pages import page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _source(sent: MultiDict[str, str]) -> str:
    """The funding source asked for; the prefecture's when it is none that we know."""
    code = sent.get("source", "")
    return code if code in rules.FUNDING_SOURCES else rules.SUBSIDIES[0]


@bp.get("/<int:id>/subsidy")
@requires(Permission.MISSIONS_READ)
def subsidy(id: int) -> Response:
    activity, source, whole = queries.one(id, user=me()), _source(request.args), queries.budget(id)
    return page(
        "activities/subsidy.html", activity=activity, source=source, whole=whole, budget=whole.of_source(source),
        thousands=request.args.get("unit") == "thousands", action_form=ActionForm,
        formal_date=partial(letter_date, language()), fiscal_year=fiscal_year_told(activity),
    )  # fmt: skip


@bp.post("/<int:id>/subsidy")
@requires(Permission.LISTS_EXPORT)
def subsidy_file(id: int) -> ResponseReturnValue:
    activity, source = queries.one(id, user=me()), _source(request.form)
    services.record_export(activity, by=me())
    db.session.commit()
    name = safe_name(f"{title(activity.names, language())} {translate(rules.FUNDING_SOURCES[source])}.xlsx")
    content = _workbook(translate(rules.FUNDING_SOURCES[source]), queries.budget(id).of_source(source))
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name, max_age=0)


def _workbook(name: str, budget: Budget) -> bytes:
    book = currency_name(here.currency())
    columns = [
        FileColumn(_("Category"), 22),
        FileColumn(_("Paid on"), 12),
        FileColumn(_("Paid to"), 28),
        FileColumn(_("Note"), 28),
        FileColumn(_("Amount"), 14),
        FileColumn(_("Currency"), 10),
        FileColumn(_("Rate"), 12),
        FileColumn(_("Rate of"), 12),
        FileColumn(_("In %(currency)s", currency=book), 14),
        FileColumn(_("Planned, in %(currency)s", currency=book), 16),
        FileColumn(_("Remaining, in %(currency)s", currency=book), 16),
        FileColumn(_("Receipt"), 28),
        FileColumn(_("Approved by"), 18),
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "subsidy.xlsx"
        write_xlsx(path, name, columns, _rows(budget))
        return path.read_bytes()


def _rows(budget: Budget) -> Iterator[list[Cell]]:
    """Each cost, then its category summed against the plan, then the whole."""
    for row in budget.by_category:
        label = translate(rules.COST_CATEGORIES.get(row.code, row.code))
        for line in budget.costs:
            if line.category == row.code:
                receipt = line.receipt.name if line.receipt else ""
                approver = line.approved_by.display_name if line.approved_by else ""
                yield [
                    label,
                    line.paid_on,
                    line.payee,
                    line.note,
                    line.amount,
                    line.currency,
                    line.fx_rate,
                    line.fx_day,
                    line.book_amount,
                    None,
                    None,
                    receipt,
                    approver,
                ]
        yield [_("%(what)s: total", what=label), *[None] * 7, *_sums(row), None, None]
    whole = budget.total
    yield [_("Total"), *[None] * 7, *_sums(whole), None, None]


def _sums(row: Compared) -> list[Cell]:
    """Spent, planned and left; nothing where no rate tells it."""
    actual = None if row.actual_apart and not row.actual else row.actual
    planned = None if row.planned_apart and not row.planned else row.planned
    return [actual, planned, row.left if row.is_whole else None]
