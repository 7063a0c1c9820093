"""Sales routes and assessments of partners from a table: pasted or read from a file, tried, recorded, taken back."""

from typing import Final

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from crm.core.database import db
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
from crm.web.access import me, requires
from crm.web.instance import instance_folder
from crm.web.locale import language
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
            form.table.data = _text(form)
            return _tried(kind, form)
    return _table(kind, form)


def _text(form: TableForm) -> str:
    """What was pasted; of a file that was chosen, its rows."""
    if not form.file.data:
        return form.table.data or ""
    content, name = form.file.data.read(), form.file.data.filename or ""
    db.session.expunge_all()
    db.session.rollback()  # reading takes its time
    return rules.written(tables.rows_of(content, name=name, instance=instance_folder()))


def _tried(kind: TableKind, form: TableForm) -> ResponseReturnValue:
    """Record the rows, or what can be of them; where somebody only looks, nothing of it stays."""
    found = rules.read(form.table.data or "", forms.meanings(kind), kind.needed)
    reader = CellReader(kind, forms.codes(kind), user=me(), language=language())
    rows = [reader.row(number, found.said(cells)) for number, cells in found.rows]
    made, refused = services.recorded(kind, rows, text=reminder, by=me())
    if "record" not in request.form or not made:
        db.session.expunge_all()
        db.session.rollback()
        return _table(kind, form, found, refused=refused, good=len(made))
    told = ngettext("%(num)d row recorded.", "%(num)d rows recorded.", len(made))
    undo = url_for(".take_table_back", code=kind.code, first=min(made), last=max(made))
    answer = saved(url_for(PAGES[kind.code][1]), told, undo=undo)
    if not refused:
        return answer
    rest = TableForm(formdata=None, data={"table": found.with_rows({row.number for row in refused})})
    return _table(kind, rest, found, refused=refused)


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
    number = services.take_back(TABLES[code], first, last, by=me())
    told = ngettext("%(num)d row archived.", "%(num)d rows archived.", number)
    return saved(url_for(PAGES[code][1]), told)
