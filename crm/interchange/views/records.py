"""Sales routes and assessments of partners from a table: pasted or read from a file, tried, recorded, taken back."""

from dataclasses import replace
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
from crm.interchange.services.records import TABLES, CellReader, TableKind, TableRow
from crm.interchange.views.blueprint import bp
from crm.partners.forms import reminder
from crm.web import undoing
from crm.web.access import me, requires
from crm.web.instance import instance_folder
from crm.web.pages import attempt, page, saved

#: {kind: (heading of its page, the list it belongs to)}
PAGES: Final = {
    "routes": (N_("Sales routes from a table"), "partners.index", N_("Sales routes")),
    "assessments": (
        N_("Assessments of partners from a table"), "partners.assessments", N_("Assessments of partners")
    ),
}  # fmt: skip


@bp.route("/tables/<any(routes, assessments):code>", methods=["GET", "POST"])
@requires(Permission.PARTNERS_WRITE)
def table(code: str) -> ResponseReturnValue:
    kind, form = TABLES[code], TableForm()
    if form.validate_on_submit():
        with attempt(form):
            return _tried(kind, form)
    return _table(kind, form)


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
        rows = [reader.row(number, cells[number], beyond=found.beyond(row)) for number, row in found.rows]
        good, refused = services.tried(kind, rows, by=me())
    if "record" not in request.form or not good:
        return _table(kind, form, found, refused=refused, good=good)
    made, refused = services.recorded(kind, rows, text=reminder, by=me())
    if not made:
        db.session.expunge_all()
        db.session.rollback()
        return _table(kind, form, found, refused=refused)
    told = ngettext("%(num)d row recorded.", "%(num)d rows recorded.", len(made))
    undo = url_for(".take_table_back", code=kind.code, first=min(made), last=max(made))
    if not refused:
        return saved(url_for(PAGES[kind.code][1]), told, undo=undo)
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
    title, endpoint, of_list = PAGES[kind.code]
    return page(
        "interchange/table.html", form=form, kind=kind, title=title, back=url_for(endpoint), of_list=of_list,
        found=found, refused=refused or [], good=good,
    )  # fmt: skip


@bp.post("/tables/<any(routes, assessments):code>/<int:first>-<int:last>/undo")
@requires(Permission.PARTNERS_WRITE)
def take_table_back(code: str, first: int, last: int) -> ResponseReturnValue:
    number, changed = services.take_back(TABLES[code], first, last, by=me())
    told = ngettext("%(num)d row archived.", "%(num)d rows archived.", number)
    if changed:
        stay = ngettext(
            "%(num)d row was changed since and stays.", "%(num)d rows were changed since and stay.", changed
        )  # fmt: skip
        told = f"{told} {stay}"
    return saved(url_for(PAGES[code][1]), told)
