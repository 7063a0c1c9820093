"""XLSX: typed cells, a bold head that stays in view, texts that are never formulas."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from crm.tables.cells import LONGEST, Cell, FileColumn, FileSheet

#: Characters that XML cannot carry.
_CONTROLS = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


def write_xlsx(path: Path, title: str, columns: Sequence[FileColumn], rows: Iterable[Sequence[Cell]]) -> int:
    """Write the rows to `path` as one sheet; returns how many. Rows go to disk as they come."""
    return write_book(path, [FileSheet(title, columns, rows)])


def write_book(path: Path, sheets: Iterable[FileSheet]) -> int:
    """Write sheets to `path`, in order; returns how many rows they have."""
    from openpyxl import Workbook  # 0.1 s, and few processes write sheets
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    count = 0
    for each in sheets:
        sheet = book.create_sheet(_title(each.title))
        sheet.freeze_panes = "A2"
        for number, column in enumerate(each.columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        heads = []
        for column in each.columns:
            head = _cell(WriteOnlyCell, sheet, column.head or " ")
            head.font = Font(bold=True)
            heads.append(head)
        sheet.append(heads)
        for row in each.rows:
            sheet.append([_cell(WriteOnlyCell, sheet, value) for value in row])
            count += 1
    book.save(path)
    book.close()
    return count


def _cell(make: Any, sheet: Any, value: Cell) -> Any:
    """One cell of its type. A text is a text whatever it begins with: openpyxl would take =… for a formula."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        cell = make(sheet, value="")
        cell.value = value.translate(_CONTROLS)[:LONGEST]
        cell.data_type = "s"
        return cell
    if isinstance(value, datetime):
        cell = make(sheet, value=value.replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    if isinstance(value, date):
        cell = make(sheet, value=value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    cell = make(sheet, value=value)
    if isinstance(value, Decimal | float):
        cell.number_format = "#,##0.##"
    return cell


def _title(text: str) -> str:
    """A name that Excel takes for a sheet: no []:*?/\\ and at most 31 characters."""
    return "".join(character for character in text if character not in "[]:*?/\\'")[:31] or "1"
