"""The showroom of the sample: a year of movements, sales and settlements that adds up to zero."""

import re
from decimal import Decimal

from flask import Flask
from sqlalchemy import select

from crm.core.database import db
from crm.core.permissions import Shell
from crm.fairs.models import StallGoods
from crm.products.models import ProductPrice
from crm.showrooms import queries, rules
from crm.showrooms.models import Exhibit, Sale, Settlement, Showroom, StockMovement
from crm.showrooms.rules import stock


def test_a_year_of_the_showroom_reconciles_to_zero(sampled: Flask) -> None:
    with sampled.app_context():
        room = db.session.scalars(select(Showroom.id)).one()
        exhibits = list(db.session.scalars(select(Exhibit.id)))
        stocks = queries.stocks_of(exhibits)
        assert len(exhibits) == 20
        assert all(stock.short(moved) is None for moved in queries.moved_of(exhibits).values())
        movements = list(db.session.scalars(select(StockMovement)))
        sales = list(db.session.scalars(select(Sale)))
        done = [sale for sale in sales if sale.state == rules.RECONCILED]
        assert len(done) >= 300
        assert {sale.fault for sale in sales if sale not in done} == {"unknown_product", "more_than_shelf", "far_price"}
        assert sorted(sale.movement_id or 0 for sale in done) == [row.id for row in movements if row.kind == "sold"]
        assert sum(found.sold for found in stocks.values()) == sum(sale.quantity or 0 for sale in done)
        ids = list(db.session.scalars(select(Settlement.id).order_by(Settlement.ends_on)))
        found = [queries.settlement(id, user=Shell()) for id in ids]
        assert [each.status for each in found] == ["paid"] * 10 + ["approved", "draft"]
        assert queries.to_settle(room, found[-1].ends_on, "CNY") == []
        assert sum(each.gross for each in found) == sum(sale.gross or Decimal(0) for sale in done)
        paid = [(each.approved_at.date(), each.paid_on) for each in found if each.approved_at and each.paid_on]
        assert len(paid) == 10
        assert all(approved <= remitted for approved, remitted in paid)
        for each in found:
            assert each.net == each.gross - each.tax - each.commission - each.withheld - each.costs
            assert sum(share.net for share in each.shares) == each.net
            assert sum(share.book_net or 0 for share in each.shares) == each.book_net


def test_pieces_cost_at_the_fair_what_they_cost_in_the_showroom_of_the_same_town(sampled: Flask) -> None:
    with sampled.app_context():
        tags: dict[int, set[Decimal | None]] = {}
        for product_id, price in db.session.execute(select(Exhibit.product_id, Exhibit.price)):
            tags.setdefault(product_id, set()).add(price)
        sold = db.session.scalars(select(StallGoods)).all()
        assert len(sold) == 4
        for row in sold:
            assert row.amount is not None
            assert row.amount / row.sold in tags[row.product_id]


def test_a_price_in_a_shop_in_china_is_what_the_tag_in_the_shop_says(sampled: Flask) -> None:
    """The summer knit stood at CNY 528 in the price list and at CNY 860 on its tag: one thing, two prices."""
    with sampled.app_context():
        listed = select(ProductPrice.product_id, ProductPrice.amount).where(
            ProductPrice.kind == "retail_cn", ProductPrice.currency == "CNY"
        )
        told = {row.product_id: row.amount for row in db.session.execute(listed)}
        tags = db.session.execute(select(Exhibit.product_id, Exhibit.price).where(Exhibit.product_id.in_(told))).all()
        assert tags
        assert all(price == told[product_id] for product_id, price in tags)


def test_sizes_and_shelves_are_told_in_the_language_of_the_reader(sampled: Flask) -> None:
    with sampled.app_context():
        room = db.session.scalars(select(Exhibit.showroom_id)).first()
        assert room is not None
        for language in ("zh-Hans", "ko", "en"):
            for line in queries.shelf(room, user=None, language=language):
                for told in (line.size, line.slot):
                    assert not re.search(r"[\u3040-\u30ff]|全長|窓際|道具|食卓", told.text), (language, told)
