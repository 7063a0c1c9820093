"""What a workbook shows is what is recorded: errors, formulas and numbers shown as something else are told."""

from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select

from crm.core.database import db
from crm.fairs.models import Booth
from crm.interchange.rules import records, shown
from crm.interchange.rules.workbooks import text_of
from crm.products.models import Product
from tests.contacts.pages import filled_form
from tests.interchange.test_more_tables import CELLS
from tests.interchange.test_table_guards import BOOTHS, PRODUCTS, workbook, world
from tests.interchange.test_tables import number, sent, written

__all__ = ["world"]


def tried(app: Flask, client: FlaskClient, code: str, column: str, value: Any, number_format: str = "General") -> str:
    """What the trial of one row says, one cell of which holds a value in a number format; the page."""
    heads, row = written(app, code, "en", **CELLS[code])
    place = list(CELLS[code]).index(column) + 1

    def arrange(made: Workbook) -> None:
        cell = made.active.cell(row=2, column=place)
        cell.value, cell.number_format = value, number_format

    file = workbook([heads, row], arrange)
    path = {"booths": BOOTHS, "products": PRODUCTS}[code]
    page: str = sent(client, path, [], "try", file=(file, f"{code}.xlsx")).text
    return page


def again(client: FlaskClient, path: str, page: str) -> str:
    """What is said when what stands in the field then is to be recorded."""
    form = filled_form(page, "table") | {"record": "1"}
    said: str = client.post(path, data=form, content_type="multipart/form-data").text
    return said


@pytest.mark.parametrize(
    ("column", "value", "number_format", "told"),
    [
        ("sizes", "#N/A", "General", "Sizes: A formula of the spreadsheet failed here"),
        ("materials", "#REF!", "General", "Materials: A formula of the spreadsheet failed here"),
        ("notes", "=10*5", "General", "Notes: This is a formula"),
        ("lead_time_days", "=10*5", "General", "Lead time in days: This is a formula"),
        ("sizes", True, "General", "Sizes: A spreadsheet made TRUE or FALSE"),
        ("materials", 0.3, "0%", "Materials: The spreadsheet shows this number as something else (number format: 0%)"),
        ("sizes", 0.5, "0.0%", "Sizes: The spreadsheet shows this number as something else"),
        ("hs_heading", 7, "000", "HS heading: The spreadsheet shows this number as something else"),
        ("sizes", time(3, 20), "h:mm", "Sizes: The spreadsheet shows this number as something else"),
        ("sizes", timedelta(hours=27, minutes=20), "[h]:mm", "Sizes: The spreadsheet shows this number as something"),
        ("sizes", 0.5, "# ?/?", "Sizes: The spreadsheet shows this number as something else"),
        ("materials", 3, '"S-"0', "Materials: The spreadsheet shows this number as something else"),
        ("lead_time_days", 3, '0"千"', "Lead time in days: The spreadsheet shows this number as something else"),
    ],
)
def test_a_cell_that_would_be_lost_or_changed_is_refused_beside_its_column(
    world: Flask, client: FlaskClient, column: str, value: Any, number_format: str, told: str
) -> None:
    page = tried(world, client, "products", column, value, number_format)
    assert ("1 row can be recorded" in page, told in page) == (False, True)
    assert told in again(client, PRODUCTS, page), "nor is it recorded as it stands in the field"
    assert number(world, Product) == 0


@pytest.mark.parametrize(
    ("number_format", "fits"),
    [("#,##0.00", True), ("[$¥-411]#,##0", True), ('#,##0"円"', True), ('0.0"万"', False), ("#,##0,", False),
     ("0%", False), ('[>=10000]0!.0,"万";0', False)],
)  # fmt: skip
def test_an_amount_is_read_where_its_format_leaves_the_number_as_it_is(
    world: Flask, client: FlaskClient, number_format: str, fits: bool
) -> None:
    page = tried(world, client, "booths", "fee", 1480, number_format)
    assert ("1 row can be recorded" in page, "Booth fee: The spreadsheet shows" in page) == (fits, not fits)
    again(client, BOOTHS, page)
    assert number(world, Booth) == fits


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (1480, "General"),
        (1480, "#,##0"),
        (12.5, "0.0"),
        (3, "@"),
        (-3, "0;[Red]-0"),
        (7, "0_ "),
        (0.1 + 0.2, "General"),
    ],
)
def test_a_number_that_is_shown_as_it_is_stays_plain(value: float, number_format: str) -> None:
    assert "⟦" not in shown.marked(text_of(value), value, number_format)


def test_a_number_has_as_many_digits_as_its_sheet_shows() -> None:
    assert [text_of(value) for value in (0.1 + 0.2, 12.5, 1480.0)] == ["0.3", "12.5", "1480"]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\r\n"])
def test_a_cell_of_several_lines_stays_one_cell(world: Flask, client: FlaskClient, mark: str) -> None:
    page = tried(world, client, "products", "notes", f"one{mark}two")
    assert "1 row can be recorded" in page
    again(client, PRODUCTS, page)
    with world.app_context():
        assert db.session.scalars(select(Product.notes)).all() == ["one\ntwo"]


def test_line_ends_of_every_kind_are_quoted() -> None:
    for mark in ("\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\r"):
        assert records.written([[f"a{mark}b"]]) == '"a\nb"\n'
