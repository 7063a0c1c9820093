"""What a partner's sheet hides, holds besides or contradicts itself in is told before anything is recorded."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.products.models import ProductPrice
from crm.products.services import PriceInput, write_price
from crm.showrooms import queries, services
from crm.showrooms.models import Sale, Settlement
from crm.showrooms.rules.naming import ExhibitNames
from tests.cast import sign_in, user
from tests.contacts.pages import opened, text
from tests.interchange.test_table_guards import workbook
from tests.interchange.test_tables import number
from tests.showrooms import shop
from tests.showrooms.partner import put
from tests.showrooms.test_sales import sheet, sold
from tests.showrooms.test_settlements import drawn, rate

HEAD = ["销售日期", "货号", "品名", "数量", "单价", "销售金额", "备注"]


def sent(
    client: FlaskClient, at: shop.Shop, rows: list[list[Any]], arrange: Callable[[Workbook], None] = lambda _made: None
) -> str:
    """The page of a workbook of sales that was taken in."""
    page = f"/showrooms/{at.showroom}/sheets/new"
    with client.application.app_context():
        told = [[shop.day(before).isoformat(), *cells] for before, *cells in rows]
    form = opened(client, page, "form_id") | {"file": (workbook([HEAD, *told], arrange), "5月.xlsx")}
    answer = client.post(page, data=form)
    assert answer.status_code == 303
    return answer.location


def row(before: int, pieces: Any = 1, price: Any = 1130, amount: Any = 1130) -> list[Any]:
    """A row, its day told in days before today."""
    return [before, "A-01", "", pieces, price, amount, ""]


@pytest.fixture
def at(app: Flask, client: FlaskClient) -> shop.Shop:
    with app.app_context():
        made = shop.shop()
    sign_in(client)
    return made


@pytest.mark.parametrize(("answer", "recorded"), [("with", 3), ("without", 2)])
def test_hidden_rows_are_recorded_or_left_out_as_somebody_says(
    app: Flask, client: FlaskClient, at: shop.Shop, answer: str, recorded: int
) -> None:
    def hide(made: Workbook) -> None:
        made.active.insert_rows(1)
        made.active["A1"] = "5月"
        made.active.row_dimensions[1].hidden = made.active.row_dimensions[4].hidden = True

    page = sent(client, at, [row(30), row(29), row(28)], hide)
    shown = text(client, page)
    assert ("The sheet hides 1 row." in shown, "2 rows fit" in shown) == (True, True)
    form = opened(client, page, "unit")
    refused = client.post(page, data=form | {"record": "1"})
    assert "This sheet hides rows. Say whether they are sales." in refused.text
    assert number(app, Sale) == 0
    tried = client.post(page, data=form | {"hidden": answer})
    assert f"{recorded} rows fit" in text(client, tried.location), "the answer stays when it is tried again"
    form = opened(client, tried.location, "unit") | {"hidden": answer, "record": "1"}
    assert client.post(page, data=form).status_code == 303
    assert number(app, Sale) == recorded


def test_other_sheets_are_told(client: FlaskClient, at: shop.Shop) -> None:
    page = sent(client, at, [row(30)], lambda made: made.create_sheet("6月").append(HEAD))
    shown = text(client, page)
    assert ("Left out:" in shown, "6月" in shown) == (True, True)
    assert "Sales on other sheets are not recorded" in shown
    assert "hides" not in shown


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((2, 1130, 1130), "The amount is not what the pieces cost by the price of one."),
        ((2, 1130, 2260), "1 row fits"),
        ((3, 1133.33, 3400), "1 row fits"),
        ((1, "2026-05-03", 1130), "The price of one piece cannot be read."),
        ((1, "", 1130), "1 row fits"),
        ((1, 1130, "#N/A"), "The amount cannot be read."),
    ],
)
def test_a_row_that_contradicts_itself_does_not_fit(
    client: FlaskClient, at: shop.Shop, cells: tuple[Any, Any, Any], told: str
) -> None:
    assert told in text(client, sent(client, at, [row(30, *cells)]))


def test_an_amount_that_is_shown_as_another_does_not_fit(client: FlaskClient, at: shop.Shop) -> None:
    def shorten(made: Workbook) -> None:
        made.active["F2"].number_format = '0.0,"千"'
        made.active["E3"].number_format = made.active["F3"].number_format = "¥#,##0.00"

    shown = text(client, sent(client, at, [row(30, price=""), row(29)], shorten))
    assert ("1 row fits" in shown, "The amount cannot be read." in shown) == (True, True)


def test_the_pieces_of_the_total_line_are_compared(app: Flask, at: shop.Shop, tmp_path: Path) -> None:
    with app.app_context():
        rows = (f"{shop.day(30)},A-01,,2,2260,", f"{shop.day(29)},,帽子,1,80,")
        found = []
        for name, pieces in (("a.csv", "3"), ("b.csv", "5"), ("c.csv", "")):
            taken = sheet(at, tmp_path, *rows, f",,合计,{pieces},2340,", name=name)
            found.append(services.summed(taken, services.opened(taken, tmp_path).rows))
        assert [(each.pieces, each.told_pieces, each.pieces_differ) for each in found] == [
            (3, 3, False), (3, 5, True), (3, None, False),
        ]  # fmt: skip


def test_a_day_without_its_year_is_a_guess_that_somebody_must_confirm(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    told = [[*row(30)], [*row(20)], [*row(10)]]
    page = f"/showrooms/{at.showroom}/sheets/new"
    with app.app_context():
        days = [shop.day(before) for before, *_cells in told]
    written = [f"{days[0].month}/{days[0].day}", f"{days[1].month}月{days[1].day}日", days[2].isoformat()]
    lines = [[day, *cells] for day, (_before, *cells) in zip(written, told, strict=True)]
    form = opened(client, page, "form_id") | {"file": (workbook([HEAD, *lines]), "11月.xlsx")}
    there = client.post(page, data=form).location
    shown = text(client, there)
    assert "2 rows leave the year of their days out" in shown
    assert (shown.count("Year guessed"), "3 rows fit" in shown) == (2, True)
    columns = opened(client, there, "unit")
    refused = client.post(there, data=columns | {"record": "1"})
    assert refused.status_code == 422
    assert "Days of this sheet have no year." in refused.text
    assert number(app, Sale) == 0
    assert client.post(there, data=columns | {"record": "1", "years": "y"}).status_code == 303
    with app.app_context():
        assert list(db.session.scalars(select(Sale.day).order_by(Sale.day))) == days


def test_the_year_that_is_left_out_is_that_of_the_period_to_settle(app: Flask, at: shop.Shop) -> None:
    with app.app_context():
        book = queries.ledger(queries.one(at.showroom, user=user()), user=user())
        book.today, book.settled_until = date(2027, 1, 20), date(2026, 10, 31)
        assert book.in_period(12, 3) == date(2026, 12, 3)
        assert book.in_period(1, 3) == date(2027, 1, 3)
        assert book.in_period(10, 31) is None, "that day is settled"
        assert book.in_period(1, 21) is None, "that day is to come"
        assert book.in_period(2, 29) is None
        book.settled_until = date(2024, 1, 31)
        assert book.in_period(2, 29) == date(2024, 2, 29)
        assert book.in_period(12, 3) == date(2026, 12, 3), "of several the latest"


def test_a_draft_settles_no_day_of_a_sheet_that_was_forgotten(app: Flask, at: shop.Shop) -> None:
    with app.app_context():
        rate("20", shop.day(300))
        sold(at, before=60)
        made = drawn(at, 120, 31)

        def settled() -> date | None:
            return queries.ledger(queries.one(at.showroom, user=user()), user=user()).settled_until

        assert (settled(), queries.last_day(at.showroom)) == (None, made.ends_on)
        put(Settlement, made.id, status="approved")
        assert settled() == made.ends_on


def test_a_code_beside_a_name_that_no_exhibit_has_waits_for_a_word(app: Flask, at: shop.Shop) -> None:
    with app.app_context():
        exhibits = [(1, "A-01", "", ["カシミヤのセーター", "羊绒毛衣"]), (2, "A-02", "", ["りんご"])]
        names = ExhibitNames(exhibits)
        assert names.find("A-01", "毛衣") == (1, "")
        assert names.find("A-01", "羊绒毛衣（灰）") == (1, "")
        assert names.find("A-01", "苹果汁") == (None, "name_unlike")
        assert names.find("A-02", "苹果汁") == (2, ""), "it has no name in Chinese: nobody can tell"
        assert names.find("A-01", "") == (1, "")


UNTAGGED = "销售日期,货号,数量,金额（万元）"


def untagged(at: shop.Shop, **said: Any) -> int:
    id = shop.exhibit(at.showroom, at.product, code="V-01", price=None, **said).id
    shop.moved(id, "received", 20, before=300)
    return id


def faults(at: shop.Shop, tmp_path: Path, *rows: str, head: str = UNTAGGED) -> list[str]:
    taken = sheet(at, tmp_path, *(f"{shop.day(30 - i)},V-01,{row}" for i, row in enumerate(rows)), head=head)
    found = services.opened(taken, tmp_path).rows
    book = queries.ledger(queries.one(at.showroom, user=user()), user=user())
    return [row.fault for row in services.tried(taken, found, book)]


def test_yuan_and_wan_in_one_column_are_told_without_a_tag(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop()
        untagged(at)
        assert faults(at, tmp_path, "1,980", "1,0.098") == ["far_others", "far_others"]
        assert faults(at, tmp_path, "1,980", "1,980") == ["bare_unit"] * 2, "all rows may be wrong in the same way"
        assert faults(at, tmp_path, "1,980元", "1,0.098万") == ["", ""], "each row writes its unit"
        assert faults(at, tmp_path, "1,980", "1,0.098", head="销售日期,货号,数量,金额（元）") == ["far_others"] * 2
        assert faults(at, tmp_path, "1,980", "2,1900", head="销售日期,货号,数量,金额（元）") == ["", ""]


def test_without_a_tag_an_amount_is_compared_with_other_sales(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop()
        shown = untagged(at)
        sold(at, 1, "980", exhibit_id=shown, before=40)
        assert faults(at, tmp_path, "1,980", "1,0.098") == ["far_others", ""]
        with pytest.raises(Refused) as refusal:
            sold(at, 1, "9800000", exhibit_id=shown)
        assert refusal.value.field == "amount"
        sold(at, 1, "9800", exhibit_id=shown, explanation="特注品")


def test_without_a_tag_and_sales_an_amount_is_compared_with_the_price_of_the_product(
    app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        at = shop.shop()
        with writing():
            content = PriceInput("retail_cn", Decimal(980), "CNY")
            write_price(ProductPrice(product_id=at.product), content, by=user())
            db.session.commit()
        untagged(at)
        assert faults(at, tmp_path, "1,980", "1,0.098") == ["far_others", ""]


@pytest.mark.parametrize(
    ("head", "row", "fault"),
    [
        ("单价（元）,金额（万元）", "2,1130,0.226", ""),
        ("单价,金额（万元）", "2,1130,0.226", ""),
        ("单价,金额（万元）", "2,0.113,0.226", ""),
        ("单价（万元）,金额（元）", "2,0.113,2260", ""),
        ("单价（元）,金额（万元）", "2,0.113,0.226", "price_differs"),
        ("单价（元）,金额（万元）", "2,1130,2260", "far_price"),
    ],
)
def test_each_column_of_money_counts_in_the_unit_of_its_heading(
    app: Flask, tmp_path: Path, head: str, row: str, fault: str
) -> None:
    with app.app_context():
        at = shop.shop()
        taken = sheet(at, tmp_path, f"{shop.day(30)},A-01,{row}", head=f"销售日期,货号,数量,{head}")
        found = services.opened(taken, tmp_path).rows
        book = queries.ledger(queries.one(at.showroom, user=user()), user=user())
        [tried] = services.tried(taken, found, book)
        assert (tried.fault, tried.told.gross) == (fault, Decimal(2260 if fault != "far_price" else 22_600_000))
        untagged(at)
        assert faults(at, tmp_path, "1,980,0.098", head="销售日期,货号,数量,单价,金额（万元）") == [""]
        assert faults(at, tmp_path, "1,0.098,0.098", head="销售日期,货号,数量,单价,金额（万元）") == ["bare_unit"]
