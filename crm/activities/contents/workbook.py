"""The report on a subsidy as a workbook."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from crm.activities import rules
from crm.activities.contents.subsidies import Expense, Income, SubsidyReport
from crm.activities.queries import Compared
from crm.core import here
from crm.initiatives.queries import title
from crm.tables import Cell, FileColumn, FileSheet
from crm.web.forms import translate
from crm.web.money import currency_name


def subsidy_sheets(report: SubsidyReport, day: str) -> list[FileSheet]:
    """The parts of the paper, a sheet each; `day` is that of the paper."""
    return [_front(report, day), _income(report), _expenditure(report), _payments(report)]


def _front(report: SubsidyReport, day: str) -> FileSheet:
    heads = (
        (_("Activity"), title(report.activity.names, report.language)),
        (_("Document number"), report.kept.number if report.kept is not None else ""),
        (_("Date"), day),
        *((_("Status"), sentence) for sentence in report.cautions),
        (_("Addressee"), report.addressee),
        (_("Reported by"), report.reporter),
    )
    rows = [*heads, *((label, _one(lines)) for label, lines in report.facts)]
    return FileSheet(_("Outline of the activity"), [FileColumn(report.heading, 26), FileColumn("", 70)], rows)


def _one(lines: Sequence[tuple[str, str]]) -> str:
    return "\n".join(text for text, _code in lines)


def _in_book(label: str) -> str:
    return f"{label}{_(' (%(text)s)', text=currency_name(here.currency()))}"


def _income(report: SubsidyReport) -> FileSheet:
    heads = [_("Budgeted"), _("Costs that it bears"), _("Owed"), _("Paid in"), _("Still to be paid in")]

    def line(label: str, row: Income) -> list[Cell]:
        return [label, *_sums(row.borne)[:2], row.due, row.paid, row.rest]

    rows = [line(translate(rules.FUNDING_SOURCES.get(row.borne.code, row.borne.code)), row) for row in report.income]
    columns = [FileColumn(_("Who bears it"), 28), *(FileColumn(_in_book(head), 22) for head in heads)]
    rows.append(line(_("Total"), report.income_total))
    return FileSheet(_("Income"), columns, [*rows, *([[report.unrecorded]] if report.unrecorded else [])])


def _expenditure(report: SubsidyReport) -> FileSheet:
    own = (_("This source: budgeted"), _("This source: actual"), _("This source: remaining"))
    heads = [_("Budgeted"), _("Actual"), *own]

    def line(label: str, row: Expense) -> list[Cell]:
        return [label, *_sums(row.whole)[:2], *_sums(row.own)]

    rows = [line(translate(rules.COST_CATEGORIES.get(row.whole.code, row.whole.code)), row) for row in report.expenses]
    columns = [FileColumn(_("Cost category"), 28), *(FileColumn(_in_book(head), 18) for head in heads)]
    return FileSheet(_("Expenditure"), columns, [*rows, line(_("Total"), report.expenses_total)])


def _sums(row: Compared) -> list[Cell]:
    """Planned, spent and left; nothing where no rate tells it."""
    planned = None if row.planned_apart and not row.planned else row.planned
    actual = None if row.actual_apart and not row.actual else row.actual
    return [planned, actual, row.left if row.is_whole else None]


def _payments(report: SubsidyReport) -> FileSheet:
    columns = [
        FileColumn(_("No."), 6), FileColumn(_("Cost category"), 22), FileColumn(_("Note"), 28),
        FileColumn(_("Paid on"), 12),
        FileColumn(_("Paid to"), 28), FileColumn(_("Amount"), 14), FileColumn(_("Currency"), 10),
        FileColumn(_("Rate"), 12), FileColumn(_("Rate as of"), 12),
        FileColumn(_("In %(currency)s", currency=currency_name(here.currency())), 16), FileColumn(_("Receipt"), 14),
        FileColumn(_("Approved by"), 18),
    ]  # fmt: skip
    return FileSheet(_("Every payment"), columns, _payment_rows(report))


def _payment_rows(report: SubsidyReport) -> Iterator[list[Cell]]:
    for number, line in enumerate(report.budget.costs, 1):
        foreign = line.currency != here.currency()
        yield [
            number, translate(rules.COST_CATEGORIES.get(line.category, line.category)), _one(report.said(line.note)),
            line.paid_on,
            report.paid_to(line)[0], line.amount, line.currency, line.fx_rate if foreign else None,
            line.fx_day if foreign else None, line.book_amount,
            _("enclosed") if line.receipt_id is not None else _("missing"),
            line.approved_by.display_name if line.approved_by else "",
        ]  # fmt: skip
    yield [None, _("Total"), *[None] * 7, _sums(report.budget.total)[1], None, None]
