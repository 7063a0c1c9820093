"""A product that gets another maker or another name: what was sold, settled and shown before stays whose it was."""

from typing import Any

import pytest
from flask import Flask

from crm.core.database import db, writing
from crm.core.languages import Language
from crm.fairs import queries as fairs
from crm.products import queries as product_queries
from crm.products import services as products
from crm.products.services import ProductInput
from crm.showrooms import contents, queries, services
from crm.showrooms.queries import SaleFilter
from tests.cast import user
from tests.contacts import book
from tests.fairs import stand
from tests.fairs.test_goods import listed
from tests.showrooms import shop
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import done, drawn, fresh, rate


def given_to_another_maker(product_id: int) -> int:
    """The other maker, to which the product belongs now, under another name."""
    other = book.organisation("別会社株式会社", "ja", country="JP").id
    with writing():
        row = product_queries.one(product_id, user=user())
        products.change(row, ProductInput({"ja": "別の名のセーター"}, other, row.category), by=user())
        db.session.commit()
    db.session.expire_all()
    return other


def statement(id: int) -> str:
    row = fresh(id)
    return contents.statement(row, queries.one(row.showroom_id, user=user()))


@pytest.mark.both
def test_an_approved_statement_keeps_its_names_and_a_draft_is_of_the_owner_of_the_goods(app: Flask) -> None:
    with app.test_request_context():
        at = shop.shop()
        sold(at)
        rate("20", shop.day(300))
        id = drawn(at).id
        done(services.approve, id)
        was = statement(id)
        given_to_another_maker(at.product)
        assert statement(id) == was
        assert "丸直ニット株式会社" in was
        done(services.reopen, id)
        now = statement(id)
        assert ("別の名のセーター" in now, "別会社株式会社" in now) == (True, False)


@pytest.mark.both
def test_figures_sales_and_uptake_go_by_who_owned_the_goods(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        sold(at)

        def told() -> dict[str, Any]:
            db.session.expire_all()
            room = queries.one(at.showroom, user=user())
            found = queries.figures(room, shop.day(400), shop.day(), by="maker", user=user(), language="ja")
            taken = queries.uptake(at.showroom, user=user(), language="ja")
            theirs = queries.sales(SaleFilter(maker=at.maker), user=user(), language=Language.JA).rows
            return {
                "figures": [(row.name.text, row.turnover) for row in found.lines],
                "whole": found.whole,
                "uptake": taken.makers("shown"),
                "sales": [row.maker for row in theirs],
            }

        was = told()
        assert [name for name, _turnover in was["figures"]] == ["丸直ニット株式会社"]
        other = given_to_another_maker(at.product)
        assert told() == was
        sold(at, 1, "1130", before=3)
        again = told()
        assert [name for name, _turnover in again["figures"]] == ["丸直ニット株式会社", "別会社株式会社"]
        assert sum(turnover.pieces for _name, turnover in again["figures"]) == again["whole"].pieces
        assert len(queries.sales(SaleFilter(maker=other), user=user(), language="ja").rows) == 1


@pytest.mark.both
def test_goods_of_a_stall_stay_those_of_whoever_sent_them(app: Flask) -> None:
    with app.app_context():
        at = stand.stand("product_fair")
        listed(at.booth, at.product)
        given_to_another_maker(at.product)
        assert list(fairs.goods_by_maker(at.fair, user=user())) == [at.maker]
