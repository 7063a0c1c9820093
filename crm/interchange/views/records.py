"""Records from a table: pasted or read from a file, tried, recorded, taken back."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from crm.core.database import db, reading
from crm.interchange import forms
from crm.interchange.columns import folded
from crm.interchange.columns.records import AMOUNT, WHOLE
from crm.interchange.forms import RecordTable, TableForm
from crm.interchange.rules import records as rules
from crm.interchange.rules import shown
from crm.interchange.rules.records import PastedTable, WantedTable
from crm.interchange.services import records as services
from crm.interchange.services import tables
from crm.interchange.services.kinds import TableKind
from crm.interchange.services.records import CellReader, TableRow
from crm.interchange.services.tables import FileRows
from crm.interchange.views.blueprint import bp
from crm.partners.forms import reminder
from crm.tables import FileColumn, write_xlsx
from crm.web import undoing
from crm.web.access import me, requires
from crm.web.forms import translate
from crm.web.instance import instance_folder
from crm.web.pages import attempt, page, saved, saved_file


def offer(app: Flask, tables: Sequence[RecordTable]) -> None:
    """The addresses of each kind of table, with the permission that it needs."""
    for about in tables:
        _offer(app, about)


def _offer(app: Flask, about: RecordTable) -> None:
    def table() -> ResponseReturnValue:
        form = TableForm()
        if form.validate_on_submit():
            with attempt(form):
                return _tried(about, form)
        return _table(about, form)

    def pattern() -> ResponseReturnValue:
        return _pattern(about.kind)

    def take_back(first: int, last: int) -> ResponseReturnValue:
        return _take_back(about, first, last)

    for view, rule, methods in (
        (table, "", ["GET", "POST"]),
        (pattern, "/template", ["GET"]),
        (take_back, "/<int:first>-<int:last>/undo", ["POST"]),
    ):
        endpoint = f"{bp.name}.{view.__name__}_{about.code}"
        app.add_url_rule(
            f"{bp.url_prefix}/tables/{about.code}{rule}", endpoint, requires(about.needs)(view), methods=methods
        )


def _read(kind: TableKind, form: TableForm) -> tuple[PastedTable, FileRows | None]:
    """The table that was pasted; of a file that was chosen its rows, which are put into the field, and the file."""
    labels = {name: column.label for name, column in kind.columns.items()}
    wanted = WantedTable(forms.meanings(kind), labels, kind.needed, kind.one_of)
    if not form.file.data:
        return rules.read(form.table.data or "", wanted, form.numbers.data or ""), None
    content, name = form.file.data.read(), form.file.data.filename or ""
    held = tables.rows_of(content, name=name, instance=instance_folder())
    read = {heading: kind.columns[name].reads in (AMOUNT, WHOLE) for heading, name in wanted.meanings.items()}
    rows = shown.settled(held.rows, lambda heading: read.get(folded(heading)))
    form.table.data = rules.written([cells for _number, cells in rows])
    form.numbers.data = rules.numbered(rows[1:])
    return rules.table(rows, wanted), held


def _tried(about: RecordTable, form: TableForm) -> ResponseReturnValue:
    """Record the rows, or what can be of them: those of a file only after somebody saw them in the field. Nobody waits
    while they are read and looked at."""
    kind = about.kind
    with reading():
        found, held = _read(kind, form)
        cells = {number: found.said(row) for number, row in found.rows}
        reader = CellReader(kind, forms.codes(kind), forms.typed(about), list(cells.values()), user=me())
        rows = [reader.row(number, cells[number], why=services.lost(found, row)) for number, row in found.rows]
        good, refused = services.tried(kind, rows, by=me())
    if "record" not in request.form or held is not None or not good:
        return _table(about, form, found, refused=refused, good=good, held=held)
    made, refused = services.recorded(kind, rows, text=reminder, by=me())
    if not made:
        db.session.expunge_all()
        db.session.rollback()
        return _table(about, form, found, refused=refused)
    told = ngettext("%(num)d row recorded.", "%(num)d rows recorded.", len(made))
    undo = url_for(f".take_back_{about.code}", first=min(made), last=max(made))
    if not refused:
        return saved(url_for(about.listed), told, undo=undo)
    # Without the receipt of the form: a page that is loaded anew shows what is left, and records nothing twice.
    flash(told, undoing.CATEGORY + undo)
    undoing.note()
    db.session.commit()
    left = {row.number for row in refused}
    numbers = rules.numbered(row for row in found.rows if row[0] in left)
    rest = TableForm(formdata=None, data={"table": found.with_rows(left), "numbers": numbers})
    return _table(about, rest, found, refused=refused)


def _table(
    about: RecordTable, form: TableForm, found: PastedTable | None = None, *, refused: list[TableRow] | None = None,
    good: int = 0, held: FileRows | None = None,
) -> Response:  # fmt: skip
    return page(
        "interchange/table.html", form=form, kind=about.kind, title=about.title, back=url_for(about.listed),
        of_list=about.of_list, pattern=url_for(f".pattern_{about.code}"), found=found, refused=refused or [], good=good,
        held=held, unsaid=services.unsaid(about.kind, found) if found else {},
    )  # fmt: skip


def _pattern(kind: TableKind) -> Response:
    """A workbook with the headings of all columns, in the reader's language, to be filled in."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_xlsx(path, kind.code, [FileColumn(translate(column.label)) for column in kind.columns.values()], [])
        return saved_file(path.read_bytes(), name=f"musubi-{kind.code}.xlsx")


def _take_back(about: RecordTable, first: int, last: int) -> ResponseReturnValue:
    number, changed = services.take_back(about.kind, first, last, by=me())
    told = ngettext("%(num)d row archived.", "%(num)d rows archived.", number)
    if changed:
        stay = ngettext(
            "%(num)d row was changed since and stays.", "%(num)d rows were changed since and stay.", changed
        )  # fmt: skip
        told = f"{told} {stay}"
    return saved(url_for(about.listed), told)
