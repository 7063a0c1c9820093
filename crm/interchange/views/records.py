"""Records from a table: pasted or read from a file, tried, recorded, taken back."""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from crm.core.database import db, reading
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.interchange import forms
from crm.interchange.forms import TableForm
from crm.interchange.rules import records as rules
from crm.interchange.rules.records import PastedTable
from crm.interchange.services import records as services
from crm.interchange.services import tables
from crm.interchange.services.kinds import TABLES, TableKind
from crm.interchange.services.records import CellReader, TableRow
from crm.interchange.views.blueprint import bp
from crm.partners.forms import reminder
from crm.tables import FileColumn, write_xlsx
from crm.web import undoing
from crm.web.access import me, requires
from crm.web.forms import translate
from crm.web.instance import instance_folder
from crm.web.pages import attempt, page, saved, saved_file


@dataclass(frozen=True)
class TablePage:
    """The page of a kind of table: its heading, the list that it belongs to, and who may record by it."""

    title: str
    listed: str  #: endpoint
    of_list: str
    needs: Permission


PAGES: Final = {
    "routes": TablePage(
        N_("Sales routes from a table"), "partners.index", N_("Sales routes"), Permission.PARTNERS_WRITE
    ),
    "assessments": TablePage(
        N_("Assessments of partners from a table"), "partners.assessments", N_("Assessments of partners"),
        Permission.PARTNERS_WRITE,
    ),
    "products": TablePage(N_("Products from a table"), "products.index", N_("Products"), Permission.PRODUCTS_WRITE),
    "access": TablePage(N_("Market access from a table"), "access.index", N_("Market access"), Permission.ACCESS_WRITE),
    "series": TablePage(N_("Fair series from a table"), "fairs.all_series", N_("Fair series"), Permission.FAIRS_WRITE),
    "booths": TablePage(N_("Booths from a table"), "missions.index", N_("Missions"), Permission.FAIRS_WRITE),
}  # fmt: skip


def _offer(code: str, needs: Permission) -> None:
    """The addresses of a kind of table, each with the permission that it needs."""

    def table() -> ResponseReturnValue:
        kind, form = TABLES[code], TableForm()
        if form.validate_on_submit():
            with attempt(form):
                return _tried(kind, form)
        return _table(kind, form)

    def pattern() -> ResponseReturnValue:
        return _pattern(TABLES[code])

    def take_back(first: int, last: int) -> ResponseReturnValue:
        return _take_back(TABLES[code], first, last)

    for view, rule, methods in (
        (table, "", ["GET", "POST"]),
        (pattern, "/template", ["GET"]),
        (take_back, "/<int:first>-<int:last>/undo", ["POST"]),
    ):
        endpoint = f"{view.__name__}_{code}"
        bp.add_url_rule(f"/tables/{code}{rule}", endpoint, requires(needs)(view), methods=methods)


for _code, _page in PAGES.items():
    _offer(_code, _page.needs)


def _read(kind: TableKind, form: TableForm) -> PastedTable:
    """The table that was pasted; of a file that was chosen its rows, which are put into the field."""
    known = forms.meanings(kind), kind.needed, kind.one_of
    if not form.file.data:
        return rules.read(form.table.data or "", *known)
    content, name = form.file.data.read(), form.file.data.filename or ""
    lines = tables.rows_of(content, name=name, instance=instance_folder())
    form.table.data = rules.written([cells for _number, cells in lines])
    return rules.table(lines, *known)


def _tried(kind: TableKind, form: TableForm) -> ResponseReturnValue:
    """Record the rows, or what can be of them. Nobody waits while they are read and looked at."""
    with reading():
        found = _read(kind, form)
        cells = {number: found.said(row) for number, row in found.rows}
        reader = CellReader(kind, forms.codes(kind), forms.typed(kind), list(cells.values()), user=me())
        rows = [reader.row(number, cells[number], why=services.lost(found, row)) for number, row in found.rows]
        good, refused = services.tried(kind, rows, by=me())
    if "record" not in request.form or not good:
        return _table(kind, form, found, refused=refused, good=good)
    made, refused = services.recorded(kind, rows, text=reminder, by=me())
    if not made:
        db.session.expunge_all()
        db.session.rollback()
        return _table(kind, form, found, refused=refused)
    told = ngettext("%(num)d row recorded.", "%(num)d rows recorded.", len(made))
    undo = url_for(f".take_back_{kind.code}", first=min(made), last=max(made))
    if not refused:
        return saved(url_for(PAGES[kind.code].listed), told, undo=undo)
    # Without the receipt of the form: a page that is loaded anew shows what is left, and records nothing twice.
    flash(told, undoing.CATEGORY + undo)
    undoing.note()
    db.session.commit()
    rest = TableForm(formdata=None, data={"table": found.with_rows({row.number for row in refused})})
    left = [replace(row, number=number) for number, row in enumerate(refused, start=2)]  # as they stand there now
    return _table(kind, rest, found, refused=left)


def _table(
    kind: TableKind, form: TableForm, found: PastedTable | None = None, *, refused: list[TableRow] | None = None,
    good: int = 0,
) -> Response:  # fmt: skip
    about = PAGES[kind.code]
    return page(
        "interchange/table.html", form=form, kind=kind, title=about.title, back=url_for(about.listed),
        of_list=about.of_list, pattern=url_for(f".pattern_{kind.code}"), found=found, refused=refused or [], good=good,
    )  # fmt: skip


def _pattern(kind: TableKind) -> Response:
    """A workbook with the headings of all columns, in the reader's language, to be filled in."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_xlsx(path, kind.code, [FileColumn(translate(column.label)) for column in kind.columns.values()], [])
        return saved_file(path.read_bytes(), name=f"musubi-{kind.code}.xlsx")


def _take_back(kind: TableKind, first: int, last: int) -> ResponseReturnValue:
    number, changed = services.take_back(kind, first, last, by=me())
    told = ngettext("%(num)d row archived.", "%(num)d rows archived.", number)
    if changed:
        stay = ngettext(
            "%(num)d row was changed since and stays.", "%(num)d rows were changed since and stay.", changed
        )  # fmt: skip
        told = f"{told} {stay}"
    return saved(url_for(PAGES[kind.code].listed), told)
