"""What a settlement says beside its figures: how they were rounded, and of which day its exchange rate is."""

from decimal import Decimal

from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.showrooms import contents, queries, services
from crm.showrooms.services import SettlementInput
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import text
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import drawn, fresh, rate


def test_tax_withheld_that_is_rounded_for_each_maker_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop(withholding_rate=Decimal("1.25"))
        rate("20", shop.day(2))
        sold(at, before=60)
        alone = drawn(at, 120, 55)
        other = book.organisation("越路莫大小株式会社", "ja", country="JP").id
        vest = shop.exhibit(at.showroom, product(other, names={"ja": "ベスト"}).id, code="V", price=Decimal(565)).id
        shop.moved(vest, "received", 5, before=100)
        sold(at, before=50)
        sold(at, 1, "565", before=49, exhibit_id=vest)
        both = drawn(at, 54, 5)
        assert [alone.withheld, both.withheld] == [Decimal("9.68"), Decimal("14.52")], "of 1,161 it were 14.51"
        told = [f"/showrooms/settlements/{row.id}" for row in (alone, both)]
        with app.test_request_context():
            paper = contents.statement(fresh(both.id), queries.one(at.showroom, user=user()))
        assert [told in paper for told in ("メーカーごとに端数処理", "按厂家分别取整")] == [True, True]
    sign_in(client)
    assert ["rounded for each maker" in text(client, path) for path in told] == [False, True]


def test_a_rate_that_is_older_than_the_day_agreed_is_told(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(40))
        sold(at, before=60)
        id, day = drawn(at).id, shop.day()
        assert (fresh(id).rate_due_on, fresh(id).rate_is_older) == (day, True)
        with app.test_request_context():
            paper = contents.statement(fresh(id), queries.one(at.showroom, user=user()))
        assert [told in paper for told in ("の為替レートがないため", "没有汇率")] == [True, True]
    sign_in(client)
    there = f"/showrooms/settlements/{id}"
    shown = text(client, there)
    assert "No exchange rate of" in shown
    assert "Then open Edit and save" in shown
    sign_in(client, Role.MANAGEMENT)
    seen = text(client, there)
    assert ("open Edit" in seen, "once a coordinator has opened the draft" in seen) == (False, True)
    sign_in(client)
    assert f"/places/rates/new?base=CNY&amp;day={day}" in shown
    with app.app_context():
        rate("21", day)
        with writing():
            content = SettlementInput(shop.day(120), shop.day(5), day)
            services.redraw(fresh(id), queries.one(at.showroom, user=user()), content, by=user())
            db.session.commit()
    assert "No exchange rate of" not in text(client, there)
