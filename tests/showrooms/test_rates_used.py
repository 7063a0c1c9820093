"""A settlement by the days of its sales says which rates were used; each maker is converted by those of their own."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.showrooms import queries, services
from crm.showrooms.models import Settlement, SettlementLine, SettlementShare
from crm.showrooms.services import SettlementInput, settlements
from tests.cast import SET_UP, sign_in, user
from tests.contacts import book
from tests.contacts.pages import text
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import done, drawn, fresh, rate


def two_makers() -> Settlement:
    """Of two makers who sold the same on two days with two rates."""
    at = shop.shop(rate_day="sale")
    other = book.organisation("越路莫大小株式会社", "ja", country="JP").id
    knit = shop.exhibit(at.showroom, product(other, names={"ja": "手袋"}).id, code="B-01").id
    shop.moved(knit, "received", 5, before=300)
    rate("20.80", shop.day(61))
    rate("21.20", shop.day(40))
    sold(at, before=60)
    sold(at, exhibit_id=knit, before=40)
    return drawn(at)


def test_each_maker_is_converted_at_the_rates_of_their_own_sales(app: Flask) -> None:
    with app.app_context():
        made = two_makers()
        first, second = made.shares
        assert first.net == second.net == Decimal(774)
        assert (first.book_net, second.book_net) == (Decimal(16099), Decimal(16409))
        assert made.book_net == 16099 + 16409
        used = [(each.day, each.rate, each.earned) for each in made.rates_used]
        assert used == [(shop.day(61), Decimal("20.8"), Decimal(774)), (shop.day(40), Decimal("21.2"), Decimal(774))]


def test_page_and_paper_name_the_rates_that_were_used(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.files.contents.render", lambda document, **_: document.encode())
    with app.app_context():
        id = two_makers().id
    sign_in(client)
    page, paper = text(client, f"/showrooms/settlements/{id}"), client.get(f"/showrooms/settlements/{id}/statement.pdf")
    for told in (page, paper.text):
        assert [each for each in ("20.8", "21.2", "16,099", "16,409", "32,508") if each not in told] == []
        assert "= 21.0" not in told, "an average of two days is no rate of a bank"


def test_what_was_approved_before_keeps_its_average_and_calls_it_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = two_makers().id
        done(services.approve, id)
        with writing():
            with action(SET_UP, by=None):
                for line in db.session.scalars(select(SettlementLine)):
                    line.rate = line.rate_on = None
            db.session.commit()
    sign_in(client)
    assert "Average of the exchange rates of the days of the sales: 1" in text(client, f"/showrooms/settlements/{id}")


def test_a_draft_of_before_is_converted_by_the_sales_of_each_maker_once_it_is_approved(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        id = two_makers().id
        with writing():
            with action(SET_UP, by=None):
                for line in db.session.scalars(select(SettlementLine)):
                    line.rate = line.rate_on = None
                for share in db.session.scalars(select(SettlementShare)):
                    share.book_net = Decimal(16254)
            db.session.commit()
    sign_in(client)
    assert "It is converted at the average of its sales." in text(client, f"/showrooms/settlements/{id}")
    with app.app_context():
        approved = done(services.approve, id)
        assert [share.book_net for share in approved.shares] == [Decimal(16099), Decimal(16409)]
        assert len(approved.rates_used) == 2


def test_a_statement_with_another_rate_of_a_sale_is_another_one(app: Flask) -> None:
    with app.app_context():
        made = two_makers()
        before = settlements._told(made)
        assert settlements._told(made) == before
        made.lines[0].rate_on = shop.day(62)
        assert settlements._told(made) != before, "whoever agreed agreed to other rates"
        db.session.rollback()


def test_a_rate_that_was_entered_since_is_noted_with_each_sale(app: Flask) -> None:
    with app.app_context():
        at = shop.shop(rate_day="sale")
        sold(at, before=60)
        made = drawn(at)
        assert made.rates_used == []
        rate("20.5", shop.day(60))
        approved = done(services.approve, made.id)
        assert [(each.day, each.rate) for each in approved.rates_used] == [(shop.day(60), Decimal("20.5"))]


def test_whoever_drew_it_up_does_not_approve_it_while_somebody_else_may(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sold(at, before=60)
        admin = user(Role.ADMIN)
        with writing():
            content = SettlementInput(shop.day(120), shop.day(5), shop.day())
            id = services.draw_up(queries.one(at.showroom, user=admin), content, by=admin).id
            db.session.commit()
        user(Role.MANAGEMENT)
    for role, own in ((Role.ADMIN, True), (Role.MANAGEMENT, False)):
        sign_in(client, role)
        page = client.get(f"/showrooms/settlements/{id}").text
        assert ("You drew this settlement up" in page, f"settlements/{id}/approve" in page) == (own, not own), role
    with app.app_context():
        with pytest.raises(Refused):
            done(services.approve, id, role=Role.ADMIN)
        db.session.rollback()
        assert done(services.approve, id).status == "approved"


def test_whoever_drew_it_up_anew_does_not_approve_it_and_whoever_began_it_may(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sold(at, before=60)
        admin, management = user(Role.ADMIN), user(Role.MANAGEMENT)
        content = SettlementInput(shop.day(120), shop.day(5), shop.day())
        with writing():
            id = services.draw_up(queries.one(at.showroom, user=admin), content, by=admin).id
            db.session.commit()
        with writing():
            services.redraw(fresh(id), queries.one(at.showroom, user=management), content, by=management)
            db.session.commit()
    for role, own in ((Role.ADMIN, False), (Role.MANAGEMENT, True)):
        sign_in(client, role)
        page = client.get(f"/showrooms/settlements/{id}").text
        assert ("You drew this settlement up" in page, f"settlements/{id}/approve" in page) == (own, not own), role
    with app.app_context():
        with pytest.raises(Refused):
            done(services.approve, id, role=Role.MANAGEMENT)
        db.session.rollback()
        assert done(services.approve, id, role=Role.ADMIN).status == "approved"
