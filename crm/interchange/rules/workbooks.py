"""Rows of an Excel workbook as text. Only for the child process: it unzips and parses what strangers sent."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import repeat
from typing import Any, Final

from crm.interchange import rules
from crm.interchange.rules import shown

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_ROW: Final = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_NUMBER: Final = re.compile(rb'\br="(\d+)"')
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
_HIDDEN: Final = re.compile(rb'\bhidden="(?:1|true)"')
#: Excel keeps 15 digits: in a longer number the last ones are not what was typed.
_EXACT: Final = 10**15


class TooMuch(Exception):
    """The workbook goes past a limit."""


def rows(
    content: bytes, sheet: str, *, hidden: bool, facts: Any, strict: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells) of one sheet; the first visible sheet when `sheet` is not there.

    Cells merged downwards all have their value. `facts` gets sheets, sheet, hidden_rows and serials_1904.
    `strict` leaves nothing unsaid: formulas without a value stand as they are, and numbers that are shown as something
    else have their format behind them.
    """
    _check(content, hidden=hidden)
    book = _opened(content, data_only=True)
    # Visible sheets first; charts have no rows.
    sheets = sorted(book.worksheets, key=lambda s: s.sheet_state != "visible")
    facts.sheets = [s.title for s in sheets]
    if not sheets:
        return
    chosen = next((s for s in sheets if s.title == sheet), sheets[0])
    facts.sheet = chosen.title
    facts.serials_1904 = book.epoch.year == 1904
    raw = _raw(content, chosen)
    concealed = set() if hidden else _concealed(raw)
    facts.hidden_rows = len(concealed)
    chosen.reset_dimensions()
    merged = _merged(raw)
    above: dict[int, str] = {}
    for number, texts in enumerate(_strictly(content, chosen, raw) if strict else _plainly(chosen), start=1):
        for place, spans in merged.items():
            first = next((first for first, last in spans if first <= number <= last), 0)
            if first:
                texts += [""] * (place + 1 - len(texts))
                texts[place] = above[place] = texts[place] if first == number else above.get(place, "")
        if number not in concealed:
            yield number, texts


def _plainly(sheet: Any) -> Iterator[list[str]]:
    return ([text_of(value) for value in cells] for cells in sheet.iter_rows(values_only=True))


def _strictly(content: bytes, sheet: Any, raw: bytes) -> Iterator[list[str]]:
    """The rows with the number formats that matter, and with formulas of which the workbook holds no value."""
    formulas: Any = repeat(())
    if _FORMULA.search(raw):
        written = _opened(content)[sheet.title]
        written.reset_dimensions()
        formulas = written.iter_rows(values_only=True)
    for cells, told in zip(sheet.iter_rows(), formulas, strict=False):
        texts = [shown.marked(text_of(cell.value), cell.value, cell.number_format) for cell in cells]
        for place, formula in enumerate(told):
            if formula is not None and place < len(cells) and cells[place].value is None:
                texts[place] = str(getattr(formula, "text", None) or formula)
        yield texts


def _opened(content: bytes, *, data_only: bool = False) -> Any:
    """The workbook, whose rows are read when somebody asks for them."""
    import openpyxl  # 0.1 s, and few files are workbooks
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    # It reads each sheet that does not tell its size to the end, for a size that nobody here asks for.
    ReadOnlyWorksheet._get_size = lambda _sheet: None
    return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)


def _check(content: bytes, *, hidden: bool) -> None:
    """Refuse what unzips to more than a table of contacts ever needs, and what has more rows on each of its sheets,
    before anything of it is parsed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > rules.MOST_MEMBERS or total > rules.LARGEST_UNZIPPED:
        raise TooMuch("unzipped")
    large = [member for member in members if member.file_size > 1_000_000]  # a few repeated lines zip to nothing
    if any(member.file_size > rules.MOST_RATIO * max(member.compress_size, 1) for member in large):
        raise TooMuch("unzipped")

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(member) for member in members if _SHEET.fullmatch(member.filename)]
    if sheets and min(_length(raw, hidden=hidden) for raw in sheets) > rules.MOST_SHEET_ROWS + 1:
        raise TooMuch("rows")


def _length(raw: bytes, *, hidden: bool) -> int:
    """How many rows a sheet has, those that it hides among them where they are read."""
    return sum(hidden or not _HIDDEN.search(row[0]) for row in _ROW.finditer(raw))


def _raw(content: bytes, sheet: Any) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(sheet._worksheet_path)  # openpyxl tells it nowhere else


def _concealed(raw: bytes) -> set[int]:
    """The numbers of the rows that the sheet hides."""
    hidden = (_NUMBER.search(row) for row in _ROW.findall(raw) if _HIDDEN.search(row))
    return {int(number[1]) for number in hidden if number}


def _merged(raw: bytes) -> dict[int, list[tuple[int, int]]]:
    """{column from 0: [(first row, last row)]} of the areas that go over several rows."""
    found: dict[int, list[tuple[int, int]]] = {}
    for left, top, _right, bottom in _MERGED.findall(raw):
        if int(bottom) > int(top):
            column = 0
            for letter in left:
                column = column * 26 + letter - 64
            found.setdefault(column - 1, []).append((int(top), int(bottom)))
    return found


def text_of(value: Any) -> str:
    """A cell as a person reads it: days in ISO form, whole numbers without a point, long ones with an exponent."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("_x000D_", "") if "_x000D_" in value else value  # a carriage return as Excel writes it
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        if abs(value) >= _EXACT:
            return f"{value:.14E}"
        return str(int(value)) if value == int(value) else repr(float(f"{value:.15g}"))
    return str(value)
