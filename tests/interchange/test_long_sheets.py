"""A workbook with more rows than are taken is refused before it is parsed."""

import io
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet import _read_only

from crm.interchange import rules
from crm.interchange.rules import workbooks


def written(rows: int, *, hidden: int = 0, second: int = 0) -> bytes:
    """A workbook of one sheet with so many rows, the last of them hidden; and another sheet where `second` is told."""
    book = openpyxl.Workbook()
    if second:
        book.create_sheet()
    for sheet, number in zip(book.worksheets, (rows, second), strict=False):
        for row in range(1, number + 1):
            sheet.cell(row, 1, "a")
    for row in range(rows - hidden + 1, rows + 1):
        book.worksheets[0].row_dimensions[row].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes, *, hidden: bool = False) -> int:
    return sum(1 for _row in workbooks.rows(content, "", hidden=hidden, facts=SimpleNamespace()))


@pytest.mark.once
def test_too_long_a_sheet_is_refused_before_anything_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_SHEET_ROWS", 3)
    assert read(written(4)) == 4  # the heading and as many rows as are taken
    assert read(written(9, hidden=5)) == 4  # hidden rows are read by nobody
    assert read(written(4, second=9)) == 4  # nor is another sheet
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_all, **_named: pytest.fail("it was parsed"))
    for content, hidden in ((written(5), False), (written(9, hidden=5), True)):
        with pytest.raises(workbooks.TooMuch, match="rows"):
            read(content, hidden=hidden)


@pytest.mark.once
def test_a_sheet_that_does_not_tell_its_size_is_not_read_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[Any] = []
    monkeypatch.setattr(_read_only.WorkSheetParser, "parse_dimensions", parsed.append, raising=True)
    assert read(written(4)) == 4
    assert parsed == []
