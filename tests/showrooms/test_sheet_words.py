"""What a partner's sheet says in words, about tax, totals, codes and days, is heeded or asked."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.showrooms import queries, services
from crm.showrooms.models import Sale
from crm.showrooms.rules import headings
from tests.cast import sign_in, user
from tests.contacts.pages import opened, text
from tests.interchange.test_table_guards import workbook
from tests.showrooms import shop
from tests.showrooms.test_sales import recorded, sheet, sold

HEAD = "销售日期,产品代码,产品,销量,销售额,备注"


def test_a_word_about_tax_above_the_headings_is_shown_and_heeded(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        rows: list[list[Any]] = [
            ["10月份销售结算表"], ["单位：万元（不含税）"], HEAD.split(","),
            [shop.day(30).isoformat(), "A-01", "", 2, 0.2, ""],
        ]  # fmt: skip
    sign_in(client)
    form = opened(client, f"/showrooms/{at.showroom}/sheets/new", "form_id") | {"file": (workbook(rows), "10.xlsx")}
    page = client.post(f"/showrooms/{at.showroom}/sheets/new", data=form).location
    shown = text(client, page)
    assert "单位：万元（不含税）" in shown
    assert "The sheet says 不含税" in shown
    columns = opened(client, page, "unit")
    assert (columns["unit"], columns["tax"]) == ("10000", "without")
    assert client.post(page, data=columns | {"record": "1"}).status_code == 303
    with app.app_context():
        row = db.session.scalars(select(Sale)).one()
        assert (row.untaxed, row.gross) == (Decimal(2000), Decimal(2260))


@pytest.mark.parametrize(
    ("above", "head", "tax"),
    [
        ("含税", HEAD, "with"),
        ("", HEAD, "with"),
        ("税抜", HEAD, "without"),
        ("부가세 별도", HEAD, "without"),
        ("Amounts net of VAT", HEAD, "without"),
        ("incl. VAT", HEAD, "with"),
        ("含税", HEAD.replace("销售额", "销售额（未税）"), "without"),
        ("含税；成本不含税", HEAD, ""),
    ],
)
def test_what_a_sheet_says_of_tax_is_never_contradicted_by_a_profile(
    app: Flask, tmp_path: Path, above: str, head: str, tax: str
) -> None:
    with app.app_context():
        at = shop.shop()
        first = sheet(at, tmp_path, f"{shop.day(40)},A-01,,1,1130,", head=head)
        with writing():
            services.assign(first, first.targets, unit="1", tax="with", profile="延边", by=user())
            db.session.commit()
        taken = sheet(at, tmp_path, f"{shop.day(30)},A-01,,1,1130,", head=f"{above}\n{head}", name="b.csv")
        assert taken.tax == tax


def test_a_sheet_that_says_both_of_tax_must_be_asked(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        rows: list[list[Any]] = [
            ["含税；成本不含税"],
            HEAD.split(","),
            [shop.day(30).isoformat(), "A-01", "", 1, 1130, ""],
        ]
    sign_in(client)
    form = opened(client, f"/showrooms/{at.showroom}/sheets/new", "form_id") | {"file": (workbook(rows), "10.xlsx")}
    page = client.post(f"/showrooms/{at.showroom}/sheets/new", data=form).location
    columns = opened(client, page, "unit")
    assert columns["tax"] == ""
    assert client.post(page, data=columns | {"record": "1"}).status_code == 422
    assert client.post(page, data=columns | {"record": "1", "tax": "with"}).status_code == 303


def test_a_row_that_says_other_of_its_tax_waits_until_somebody_chooses(
    client: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        at = shop.shop()
        taken = sheet(
            at, tmp_path, f"{shop.day(30)},A-01,,2,2000,不含税", f"{shop.day(29)},A-01,,1,1130,含税", head=HEAD
        )
        assert [row.fault for row in recorded(at, taken, tmp_path)] == ["other_tax", ""]
        waiting = db.session.scalars(select(Sale.id).where(Sale.state == "unreconciled")).one()
    sign_in(client)
    for path in (f"/showrooms/sales/{waiting}", "/showrooms/sales/?state=unreconciled"):
        told = text(client, path)
        assert ("2,000" in told, "Tax included or not: open" in told) == (True, True), path
        assert "230.09" not in told, "no tax that nobody has told"
    assert "Amount including tax" not in text(client, f"/showrooms/sales/{waiting}")
    page = f"/showrooms/sales/{waiting}/explain"
    assert "“不含税”" in text(client, page)
    form = opened(client, page, "exhibit_id")
    assert (form["tax"], form["amount"]) == ("", "2000")
    assert client.post(page, data=form).status_code == 422
    assert client.post(page, data=form | {"tax": "without"}).status_code == 303
    with app.app_context():
        row = db.session.get_one(Sale, waiting)
        assert (row.state, row.gross, row.untaxed) == ("reconciled", Decimal(2260), Decimal(2000))


def test_a_note_of_the_tax_below_the_rows_is_no_sale_and_is_heeded(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        rows: list[list[Any]] = [
            HEAD.split(","), [shop.day(30).isoformat(), "A-01", "", 2, 2000, ""], ["以上金额均不含税（13%）"],
        ]  # fmt: skip
    sign_in(client)
    form = opened(client, f"/showrooms/{at.showroom}/sheets/new", "form_id") | {"file": (workbook(rows), "10.xlsx")}
    page = client.post(f"/showrooms/{at.showroom}/sheets/new", data=form).location
    shown = text(client, page)
    assert "The sheet says 不含税" in shown
    assert "A note below the rows of the sheet says of the tax something else" in shown
    columns = opened(client, page, "unit")
    assert columns["tax"] == "with"
    assert client.post(page, data=columns | {"tax": "without"}).status_code == 303
    assert "A note below the rows" not in text(client, page)
    assert client.post(page, data=opened(client, page, "unit") | {"record": "1"}).status_code == 303
    with app.app_context():
        row = db.session.scalars(select(Sale)).one()
        assert (row.state, row.untaxed, row.gross) == ("reconciled", Decimal(2000), Decimal(2260))


def test_a_note_of_the_tax_that_fits_or_says_both_bars_nothing(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop()
        for place, note in enumerate(("以上金额均含税", "金额含税，成本不含税")):
            taken = sheet(at, tmp_path, f"{shop.day(30 - place)},A-01,,1,1130,", note, head=HEAD, name=f"{place}.csv")
            assert [row.fault for row in recorded(at, taken, tmp_path)] == [""]


@pytest.mark.parametrize(
    ("cell", "sums"),
    [
        *(
            (cell, True)
            for cell in ("本月合计", "合计金额", "10月小计", "今月合計", "合計金額", "당월 합계", "합계금액")
        ),
        *((cell, True) for cell in ("Grand total", "Total amount:", "合计（元）", "計", "本年累计")),
        *((cell, False) for cell in ("设计", "三德刀", "total 2 pcs", "时计", "合计3件", "统计", "10月8日", "")),
    ],
)
def test_a_line_of_a_total_is_no_sale(cell: str, sums: bool) -> None:
    assert headings.sums_up(["", cell, "5"]) is sums


@pytest.mark.parametrize("heading", ["产品代码", "商品コード", "製品コード", "제품코드", "Product code", "Item no."])
def test_a_column_of_codes_is_known(heading: str) -> None:
    assert headings.target_of(heading) == "code"


@pytest.mark.parametrize(
    ("heading", "target"), [("含税单价", "unit_price"), ("净额", "amount"), ("Net amount", "amount")]
)
def test_a_heading_with_a_word_about_tax_is_known(heading: str, target: str) -> None:
    assert headings.target_of(heading) == target


def test_a_day_that_is_to_come_says_so(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop()
        taken = sheet(at, tmp_path, "12月5日,A-01,,1,1130,", "11月31日,A-01,,1,1130,", head=HEAD)
        book = queries.ledger(queries.one(at.showroom, user=user()), user=user())
        book.today, book.settled_until = date(2026, 12, 1), date(2026, 10, 31)
        found = services.tried(taken, services.opened(taken, tmp_path).rows, book)
        assert [row.fault for row in found] == ["future", "no_day"]


def test_a_price_far_from_the_tag_is_a_doubt_that_an_explanation_settles(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop()
        dear, cheap = f"{shop.day(30)},A-01,,1,1765,", f"{shop.day(29)},A-01,,1,760,"
        taken = sheet(at, tmp_path, dear, cheap, head=HEAD)
        book = queries.ledger(queries.one(at.showroom, user=user()), user=user())
        found = services.tried(taken, services.opened(taken, tmp_path).rows, book)
        assert [row.fault for row in found] == ["off_price", ""]
        with pytest.raises(Refused) as refusal:
            sold(at, 1, "1765")
        assert refusal.value.field == "amount"
        assert sold(at, 1, "1765", explanation="特注品").state == "reconciled"


def test_an_explanation_of_goods_that_nobody_knows_is_kept(client: FlaskClient, app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop()
        taken = sheet(at, tmp_path, f"{shop.day(30)},XX-999,日本茶杯,1,1130,", head=HEAD)
        recorded(at, taken, tmp_path)
        waiting = db.session.scalars(select(Sale.id)).one()
    sign_in(client)
    page = f"/showrooms/sales/{waiting}/explain"
    form = opened(client, page, "exhibit_id")
    assert client.post(page, data=form).status_code == 422, "nothing was said"
    told = client.post(page, data=form | {"explanation": "不是我们的商品"}, follow_redirects=True).text
    assert "The explanation is kept." in told
    assert "不是我们的商品" in told
    with app.app_context():
        assert db.session.get_one(Sale, waiting).state == "unreconciled"
