"""Each screen of figures as a workbook, with the conditions and switches of its address."""

from typing import Any

from flask import Response, current_app, request

from crm.core import here
from crm.core.database import reading
from crm.core.errors import Forbidden
from crm.core.permissions import Permission
from crm.insights import contents
from crm.insights.views.figures import asked, bp, switched_on
from crm.insights.views.hypothesis import cell_label, two_ways
from crm.lists import services as exports
from crm.web.access import can, me, requires
from crm.web.guards import row_id
from crm.web.locale import language, zone
from crm.web.pages import saved_file


@bp.post(f"/<any({', '.join(map(repr, contents.BOOKS))}):name>/file")
@requires(Permission.LISTS_EXPORT)
def book(name: str) -> Response:
    """Its records count among the rows that one may take out within a day, and stand in the log, as a list's do."""
    found, limit = contents.BOOKS[name], current_app.extensions["settings"].export_rows
    if found.tells_costs and not can(Permission.BUDGETS_READ):
        raise Forbidden
    wish: dict[str, Any] = {
        "list_name": f"insights.{name}", "query": request.query_string.decode(), "format": "xlsx", "encoding": "",
        "substitute": False, "language": language(), "timezone": zone(),
    }  # fmt: skip
    with reading():
        order = contents.BookOrder(
            asked().selection(), two_ways() if name == "hypothesis" else switched_on(), me(), here.today(), language(),
            limit, cell_label, request.args.get("id", type=row_id),
        )  # fmt: skip
        sheets = found.sheets(order)
        rows = contents.rows_of(sheets)
        content = contents.written(sheets) if rows <= limit else b""
    exports.check_export(rows, limit=limit, by=me(), **wish)
    kept = exports.record_export(**wish, by=me())
    exports.keep_export(kept, storage_name=None, rows=rows, unwritable=None, by=me())
    return saved_file(content, name=contents.file_name(found))
