"""A settlement over a change of the terms: what holds for it as a whole is that of the days of its sales."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.showrooms import queries, services
from crm.showrooms.models import Sale, SettlementLine
from crm.showrooms.services.settlements import content_of
from tests.cast import SET_UP, sign_in, user
from tests.contacts.pages import opened, text
from tests.showrooms import shop
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import done, drawn, fresh, rate


def changed() -> shop.Shop:
    """A showroom whose terms until a hundred days ago withhold tax, and since do not."""
    at = shop.shop(ends_on=100, withholding_rate=Decimal(10), rate_day="sale", settlement_day=10)
    shop.contract(at.showroom, begins_on=shop.day(99), commission_rate=Decimal(30), rate_day="remittance")
    rate("20", shop.day(300))
    return at


def test_sales_of_two_terms_are_settled_in_two_periods(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = changed()
        sold(at, before=150)
        sold(at, before=50)
        with pytest.raises(Refused) as refusal:
            drawn(at, 200, 5)
        assert (refusal.value.field, refusal.value.text.params["day"]) == ("ends_on", shop.day(100))
        days = {"begins_on": str(shop.day(200)), "ends_on": str(shop.day(5))}
    sign_in(client)
    there = f"/showrooms/{at.showroom}/settlements/new"
    refused = client.post(there, data=opened(client, there, "ends_on") | days)
    assert (refused.status_code, "settled by other terms" in refused.text) == (422, True)
    with app.app_context():
        first, second = drawn(at, 200, 100), drawn(at, 99, 5)
        told = [[row.withholding_rate, row.withheld, row.rate_day] for row in (fresh(first.id), fresh(second.id))]
        assert told == [[10, Decimal("77.40"), "sale"], [0, 0, "remittance"]]


def test_a_late_sale_alone_is_settled_by_the_terms_of_its_day(app: Flask) -> None:
    with app.app_context():
        at = changed()
        sold(at, before=150)
        found = drawn(at, 99, 5)
        assert [found.withholding_rate, found.withheld, found.rate_day] == [10, Decimal("77.40"), "sale"]
        assert [found.rate, found.book_net] == [20, 13932]


def test_a_draft_of_before_with_sales_of_two_terms_is_not_approved(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = changed()
        early = sold(at, before=150).id
        sold(at, before=50)
        id = drawn(at, 200, 100).id
        with writing():
            with action(SET_UP, by=None):
                late = next(each for each in db.session.scalars(select(Sale.id)) if each != early)
                db.session.add(
                    SettlementLine(settlement_id=id, sale_id=late, commission_rate=30, commission=Decimal(339))
                )
            db.session.commit()
        with pytest.raises(Refused) as refusal:
            done(services.approve, id)
        assert "settled by other terms" in str(refusal.value.text)
        db.session.rollback()
        with writing():
            with action(SET_UP, by=None):
                fresh(id).ends_on = shop.day(5)
            db.session.commit()
    sign_in(client)
    assert "Sales up to" in text(client, f"/showrooms/settlements/{id}")


@pytest.mark.parametrize(
    ("name", "value"), [("withholding_rate", Decimal(0)), ("rate_day", "settlement"), ("due_on", date(2020, 1, 1))]
)
def test_a_draft_whose_own_terms_are_not_those_of_its_sales_is_not_approved_until_drawn_up_again(
    app: Flask, name: str, value: object
) -> None:
    with app.app_context():
        at = changed()
        sold(at, before=150)
        id = drawn(at, 200, 5).id
        with writing():
            with action(SET_UP, by=None):
                setattr(fresh(id), name, value)
            db.session.commit()
        with pytest.raises(Refused) as refusal:
            done(services.approve, id)
        assert "of the days of its sales" in str(refusal.value.text)
        db.session.rollback()
        with writing():
            row = fresh(id)
            services.redraw(row, queries.one(at.showroom, user=user()), content_of(row), by=user())
            db.session.commit()
        done(services.approve, id)
        assert fresh(id).status == "approved"
