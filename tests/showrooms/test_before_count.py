"""What is recorded for a day before a count that was taken over says so: typed, in a sheet, and on the count's page."""

from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.showrooms import queries, services
from crm.showrooms.models import Sale
from tests.cast import sign_in, user
from tests.contacts.pages import opened, text
from tests.showrooms import shop
from tests.showrooms.partner import Asked, come_in, count
from tests.showrooms.partner import asked as asked  # the fixture
from tests.showrooms.test_sales import sold
from tests.showrooms.test_sheet_guards import row, sent


def taken(client: FlaskClient, asked: Asked, pieces: int = 34) -> None:
    """A count of the partner that was taken over."""
    come_in(client, asked.code)
    assert count(client, **{f"quantity_{asked.shop.exhibit}": str(pieces)}).status_code == 303
    sign_in(client)
    form = opened(client, "/showrooms/counts/1", "version")
    assert client.post("/showrooms/counts/1/take", data=form).status_code == 303


def test_a_sale_of_before_a_count_asks_and_the_count_tells_what_came_under_it(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    taken(client, asked)
    there = f"/showrooms/{asked.shop.showroom}/sales/new"
    with app.app_context():
        day, today = str(shop.day(20)), str(shop.day())
    said = {"exhibit_id": str(asked.shop.exhibit), "day": day, "quantity": "3", "amount": "3390"}
    assert "since it was decided" not in text(client, "/showrooms/counts/1")
    refused = client.post(there, data=opened(client, there, "amount") | said)
    assert (refused.status_code, "count it again" in refused.text, "3390" in refused.text) == (422, True, True)
    form = opened(client, there, "amount") | said | {"form_id": "other"}
    assert client.post(there, data=form | {"day": today}).status_code == 303, "of the day itself nobody knows the hour"
    form = opened(client, there, "amount") | said
    assert client.post(there, data=form | {"odd_seen": "1", "form_id": "third"}).status_code == 303
    page = text(client, "/showrooms/counts/1")
    assert "since it was decided: −6" in page, "three of that day and three of before"
    with app.app_context():
        last = db.session.query(Sale).order_by(Sale.id.desc()).limit(1).one()
        with writing():
            services.take_back(queries.sale(last.id, user=user()), by=user())
            db.session.commit()
    assert "since it was decided: −3" in text(client, "/showrooms/counts/1")


def test_rows_of_a_sheet_of_before_a_count_say_so(app: Flask, client: FlaskClient, asked: Asked) -> None:
    sign_in(client)
    before = sent(client, asked.shop, [row(30)])
    assert "Before the count of" not in text(client, before)
    taken(client, asked)
    page = text(client, before)
    assert ("Before the count of" in page, "1 row that fits is dated before a count" in page) == (True, True)


def test_goods_that_moved_before_an_adjustment_are_asked_about(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        sold(at)
        given = services.MovementInput("given", 1, shop.day(20))
        assert "day" not in services.doubts(shop.fresh(at.exhibit), given)
        shop.moved(at.exhibit, "adjusted", -1, before=5, cause="missing")
        assert services.doubts(shop.fresh(at.exhibit), given)["day"].params["day"] == shop.day(5)
        assert "day" not in services.doubts(shop.fresh(at.exhibit), services.MovementInput("given", 1, shop.day(5)))
