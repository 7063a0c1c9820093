"""What a maker sees of goods: its own products, its own pieces on a shelf that others share, its own sales."""

from decimal import Decimal
from sys import modules

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.makers import queries
from crm.products.models import Product
from crm.showrooms.models import Sale
from crm.showrooms.rules import UNRECONCILED
from tests.cast import SET_UP, sign_in
from tests.makers.firms import SECOND, Pair, pair
from tests.products.test_products import made as product
from tests.showrooms.test_owners import given_to_another_maker
from tests.showrooms.test_sales import sold

pytestmark = pytest.mark.both


def traded() -> Pair:
    """Two sweaters of the first maker and five bowls of the second one were sold."""
    at = pair()
    sold(at.at, 2, "2260", before=5)
    sold(at.at, 5, "5555", before=4, exhibit_id=at.shown)
    db.session.expire_all()
    return at


def test_each_maker_sees_its_own_products_with_its_own_stock_and_sales(app: Flask) -> None:
    with app.app_context():
        at = traded()
        told = {firm: queries.goods(firm, "ja") for firm in (at.first, at.second)}
        assert [(row.name.text, row.held, row.sold) for row in told[at.first]] == [("カシミヤ混セーター", 18, 2)]
        assert [(row.name.text, row.held, row.sold) for row in told[at.second]] == [("木の椀", 26, 5)]
        [shelf] = told[at.second][0].shelves
        assert (shelf.showroom.text, shelf.code, shelf.price) == ("延吉常設展示場", "B-77", Decimal(1130))
        rows = {firm: queries.sales(firm, "ja", None).rows for firm in (at.first, at.second)}
        assert [(row.product.text, row.pieces, row.gross) for row in rows[at.first]] == [
            ("カシミヤ混セーター", 2, Decimal(2260))
        ]
        assert [(row.code, row.pieces, row.gross) for row in rows[at.second]] == [("B-77", 5, Decimal(5555))]


def test_the_pages_of_a_maker_hold_no_figure_name_or_number_of_the_other(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        traded()
    others = ("B-77", "第二木工", "木の椀", "5,555", ">26<", ">31<")
    sign_in(client, Role.MAKER, language="ja")
    pages = {path: client.get(path).text for path in ("/makers/", "/makers/sales")}
    for page in pages.values():
        assert [word for word in others if word in page.partition("<main")[2]] == []
    assert "2,260" in pages["/makers/sales"]
    sign_in(client, Role.MAKER, email=SECOND[0], language="ja")
    mine = client.get("/makers/").text + client.get("/makers/sales").text
    assert ">26<" in mine
    assert "A-01" not in mine
    assert "5,555" in mine


def test_goods_stay_those_of_whoever_owned_them_when_the_product_gets_another_maker(app: Flask) -> None:
    """The former maker sees its pieces without the tag of the new one; the new one sees none of them."""
    with app.app_context():
        at = traded()
        other = given_to_another_maker(at.at.product)
        [mine] = queries.goods(at.first, "ja")
        assert (mine.category, mine.status, mine.held, mine.sold) == ("", "", 18, 2)
        assert [shelf.price for shelf in mine.shelves] == [None]
        [theirs] = queries.goods(other, "ja")
        assert (theirs.held, theirs.sold) == (0, 0)
        assert [len(queries.sales(firm, "ja", None).rows) for firm in (at.first, other)] == [1, 0]
        sold(at.at, 1, "1130", before=3)
        assert [len(queries.sales(firm, "ja", None).rows) for firm in (at.first, other)] == [1, 1]


def test_a_sale_that_waits_for_a_word_and_a_product_of_the_archive_are_not_shown(app: Flask) -> None:
    with app.app_context():
        at = traded()
        product(at.first, names={"ja": "帽子"})
        assert {row.name.text for row in queries.goods(at.first, "ja")} == {"カシミヤ混セーター", "帽子"}
        assert [row.shelves for row in queries.goods(at.first, "ja") if row.name.text == "帽子"] == [[]]
        [row] = db.session.scalars(select(Sale).where(Sale.exhibit_id == at.at.exhibit))
        with writing(), action(SET_UP, by=None):
            row.state = UNRECONCILED
            db.session.commit()
        assert queries.sales(at.first, "ja", None).rows == []
        with writing(), action(SET_UP, by=None):
            db.session.get_one(Product, at.at.product).archived_at = clock.now()
            db.session.commit()
        told = {row.name.text: row.held for row in queries.goods(at.first, "ja")}
        assert told == {"帽子": 0, "カシミヤ混セーター": 18}, "its goods still stand there"


def test_the_pages_of_its_sales_name_no_number_of_a_sale(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        at = pair()
        for before in (3, 4, 5):
            sold(at.at, 1, "1130", before=before)
        monkeypatch.setattr(modules["crm.makers.queries.goods"], "PAGE_SIZE", 1)
        pages = [queries.sales(at.first, "ja", cursor) for cursor in (None, "p2", "p3")]
        assert [(page.previous_cursor, page.next_cursor) for page in pages] == [
            (None, "p2"), ("p1", "p3"), ("p2", None),
        ]  # fmt: skip
        assert len({page.rows[0].day for page in pages}) == 3


@pytest.mark.parametrize("language", ["en", "ja", "zh-Hans", "ko"])
def test_the_pages_speak_the_language_of_their_reader(app: Flask, client: FlaskClient, language: str) -> None:
    with app.app_context():
        traded()
    sign_in(client, Role.MAKER, language=language)
    titles = {"en": "Goods and stock", "ja": "商品と在庫", "zh-Hans": "商品与库存", "ko": "상품과 재고"}
    assert f"<h1>{titles[language]}</h1>" in client.get("/makers/").text
    assert client.get("/makers/sales").status_code == 200


def test_no_address_of_a_maker_takes_the_number_of_a_firm(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("makers.")]
    named = {rule.endpoint for rule in rules if rule.arguments}
    assert named == {"makers.account", "makers.settlement", "makers.statement"}, "of a user, and of settlements"
