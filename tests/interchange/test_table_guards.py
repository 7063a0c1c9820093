"""What a table does not say, or a file holds besides it, is told: nothing is left out or made up in silence."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook

from crm.core.database import db
from crm.fairs.models import Booth, FairSeries
from crm.products import queries as products
from crm.products.models import Product
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form
from tests.interchange.tabling import refused_with
from tests.interchange.test_more_tables import CELLS, MAKER
from tests.interchange.test_tables import number, sent, written
from tests.missions import voyage
from tests.products.test_products import made

BOOTHS, PRODUCTS, SERIES = "/interchange/tables/booths", "/interchange/tables/products", "/interchange/tables/series"
#: What files of Excel before 2007 begin with, and those that a password encrypts.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.fixture
def world(app: Flask, client: FlaskClient) -> Flask:
    """Places, a maker and a fair; a coordinator is signed in."""
    with app.app_context():
        voyage.load_places()
        book.organisation(MAKER, "ja", country="JP")
        voyage.mission(type="trade_fair", names={"ja": "延吉の展示会"})
    sign_in(client)
    return app


def workbook(rows: Sequence[Sequence[Any]], arrange: Callable[[Workbook], None] = lambda _made: None) -> BytesIO:
    """A workbook whose first sheet is called 小間, as `arrange` leaves it."""
    made = Workbook()
    sheet = made.active
    sheet.title = "小間"
    for row in rows:
        sheet.append(list(row))
    arrange(made)
    out = BytesIO()
    made.save(out)
    out.seek(0)
    return out


def test_the_sheets_of_a_workbook_that_are_not_read_are_told(world: Flask, client: FlaskClient) -> None:
    def more(made: Workbook) -> None:
        made.create_sheet("二日目").append(["小間番号"])
        made.create_sheet("メモ").append(["x"])

    file = workbook(written(world, "booths", "ja", **CELLS["booths"]), more)
    tried = sent(client, BOOTHS, [], "try", file=(file, "booths.xlsx")).text
    assert "1 row can be recorded" in tried
    told = tried.partition("Of the workbook this sheet is read: 小間. Left out:")[2].partition("</p>")[0]
    assert ("二日目" in told, "メモ" in told) == (True, True)
    alone = workbook(written(world, "booths", "ja", **CELLS["booths"]))
    assert "Left out:" not in sent(client, BOOTHS, [], "try", file=(alone, "booths.xlsx")).text


def test_hidden_rows_of_a_sheet_are_told(world: Flask, client: FlaskClient) -> None:
    def hide(made: Workbook) -> None:
        made.active.row_dimensions[3].hidden = True

    heads, row = written(world, "booths", "ja", **CELLS["booths"])
    other = [*row[:2], "B2-118", *row[3:]]
    tried = sent(client, BOOTHS, [], "try", file=(workbook([heads, row, other], hide), "booths.xlsx")).text
    assert "1 row can be recorded" in tried
    assert "1 hidden row of the sheet is left out." in tried


def test_characters_that_cannot_be_read_are_told(world: Flask, client: FlaskClient) -> None:
    heads, row = written(world, "booths", "ja", **CELLS["booths"])
    text = "\n".join("\t".join(line) for line in (heads, row)).encode() + b"\xff"
    tried = sent(client, BOOTHS, [], "try", file=(BytesIO(text), "booths.tsv")).text
    assert "1 character of the file could not be read." in tried


def test_rows_of_a_file_are_recorded_only_after_somebody_saw_them(world: Flask, client: FlaskClient) -> None:
    def more(made: Workbook) -> None:
        made.create_sheet("二日目").append(["小間番号"])

    file = workbook(written(world, "booths", "ja", **CELLS["booths"]), more)
    answer = sent(client, BOOTHS, [], "record", file=(file, "booths.xlsx"))
    assert (answer.status_code, number(world, Booth)) == (200, 0)
    assert "二日目" in answer.text
    form = filled_form(answer.text, "table") | {"record": "1"}
    assert client.post(BOOTHS, data=form, content_type="multipart/form-data").status_code == 303
    assert number(world, Booth) == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("小間.xls", "This is a workbook of an old Excel (.xls), which is not read."),
        ("小間.xlsx", "This workbook is protected by a password, or of an old Excel under another name."),
        ("小間.csv", "This workbook is protected by a password, or of an old Excel under another name."),
    ],
)
def test_a_workbook_that_cannot_be_read_says_what_to_do(
    world: Flask, client: FlaskClient, name: str, told: str
) -> None:
    refused = sent(client, BOOTHS, [], "try", file=(BytesIO(COMPOUND), name))
    assert (refused.status_code, told in refused.text) == (422, True)


def test_an_old_workbook_of_contacts_says_what_to_do(world: Flask, client: FlaskClient) -> None:
    form = filled_form(client.get("/interchange/new").text, "kind") | {"file": (BytesIO(COMPOUND), "名簿.xls")}
    refused = client.post("/interchange/new", data=form, content_type="multipart/form-data")
    assert "This is a workbook of an old Excel (.xls), which is not read." in refused.text


def test_a_table_takes_no_cards_and_does_not_offer_them(world: Flask, client: FlaskClient) -> None:
    for file in ((BytesIO(b"BEGIN:VCARD"), "card.vcf"), (BytesIO(b"%PDF"), "booths.pdf")):
        refused = sent(client, BOOTHS, [], "try", file=file).text
        assert "This kind of file is not accepted. Allowed: CSV, XLSX." in refused


@pytest.mark.parametrize(
    ("cell", "is_day"),
    [
        (date(2026, 3, 2), True),
        ("2026-03-02", True),
        ("2026/3/2", True),
        ("3月2日", True),
        ("2026年3月2日", True),
        ("3월 2일", True),
        ("2-Mar", True),
        ("Mar-02", True),
        ("02-Mar-26", True),
        ("3/2/2026", True),
        ("3-2", False),
        ("B2-117", False),
        ("3-A", False),
        ("2026-3", False),
        ("Marina-02", False),
        ("12-Marble", False),
    ],
)
def test_a_number_of_which_a_spreadsheet_made_a_day_is_told_beside_its_cell(
    world: Flask, client: FlaskClient, cell: Any, is_day: bool
) -> None:
    heads, row = written(world, "booths", "en", **CELLS["booths"])
    row[list(CELLS["booths"]).index("number")] = cell
    tried = sent(client, BOOTHS, [], "try", file=(workbook([heads, row]), "booths.xlsx")).text
    assert ("Number of the booth: This looks like a day" in tried) == is_day
    assert ("1 row can be recorded" in tried) != is_day
    assert number(world, Booth) == 0


def test_sizes_of_which_a_spreadsheet_made_a_day_are_told(world: Flask, client: FlaskClient) -> None:
    told = refused_with(world, client, "products", CELLS["products"], {"sizes": "2026-05-03"}, Product)
    assert "Sizes: This looks like a day" in told


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_table_names_the_columns_that_it_lacks(world: Flask, client: FlaskClient, language: str) -> None:
    cells = {name: cell for name, cell in CELLS["products"].items() if name not in ("maker_id", "category")}
    refused = sent(client, PRODUCTS, written(world, "products", language, **cells), "try")
    assert refused.status_code == 422
    assert "The table lacks columns that it needs: Maker, Product category." in refused.text
    cells = {name: cell for name, cell in CELLS["booths"].items() if name not in ("hall", "number")}
    refused = sent(client, BOOTHS, written(world, "booths", language, **cells), "try")
    assert "The table needs at least one of these columns: Hall, Number of the booth." in refused.text


def test_where_silence_is_recorded_as_no_it_is_told(world: Flask, client: FlaskClient) -> None:
    cells = {name: cell for name, cell in CELLS["series"].items() if name != "unconfirmed"}
    told = "“Not yet confirmed with the organiser”: in 1 row nobody answers it, and “No” is recorded."
    assert told in sent(client, SERIES, written(world, "series", "en", **cells), "try").text
    assert told not in sent(client, SERIES, written(world, "series", "en", **CELLS["series"]), "try").text
    assert number(world, FairSeries) == 0


def test_whether_there_are_samples_stays_unsaid_until_somebody_says_it(world: Flask, client: FlaskClient) -> None:
    cells = {name: cell for name, cell in CELLS["products"].items() if name != "sample_available"}
    assert sent(client, PRODUCTS, written(world, "products", "en", **cells), "record").status_code == 303
    asked = 'hx-swap="innerHTML">Samples available</a>'
    assert asked in client.get("/products/1").text, "who knows it adds it"
    form = filled_form(client.get("/products/1/edit").text, "hs_heading")
    assert form["sample_available"] == ""
    for answer, told in (("no", False), ("yes", True), ("", None)):
        form = filled_form(client.get("/products/1/edit").text, "hs_heading") | {"sample_available": answer}
        assert client.post("/products/1/edit", data=form).status_code == 303
        with world.app_context():
            assert products.one(1, user=user()).sample_available is told
        assert (asked in client.get("/products/1").text) == (told is None)


@pytest.mark.both
def test_products_of_which_nobody_said_it_are_neither_with_samples_nor_without(world: Flask) -> None:
    with world.app_context():
        ids = {told: made(1, names={"ja": f"品{told}"}, sample_available=told).id for told in (True, False, None)}
        for asked, found in ((True, {ids[True]}), (False, {ids[False]}), (None, set(ids.values()))):
            wanted = products.filtered(products.Filter(samples=asked), user=user())
            assert {row.id for row in db.session.scalars(wanted)} == found
