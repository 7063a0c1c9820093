"""Acts on ticked rows of the lists of showrooms, exhibits, sales and series of fairs."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db
from crm.fairs import queries
from crm.fairs.models import FairSeries
from crm.showrooms import queries as queries_of_showrooms
from crm.showrooms.forms.chosen import EACH_SALE
from crm.showrooms.models import Exhibit, Sale, Showroom
from crm.web.filters import plain_day
from tests.cast import sign_in, user
from tests.contacts.pages import text
from tests.fairs.stand import series
from tests.lists.test_each import do, undo
from tests.showrooms.shop import exhibit, fresh, moved, shop
from tests.showrooms.test_sales import sold


def _all(app: Flask, model: type[Any], column: str) -> list[object]:
    with app.app_context():
        return [getattr(row, column) for row in db.session.query(model).order_by(model.id)]


def test_exhibits_change_their_shelf_and_only_empty_ones_go_to_the_archive(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        at = shop()
        other = exhibit(at.showroom, at.product, code="Z9", slot="B").id
    sign_in(client)
    ids = [at.exhibit, other]
    page = text(client, do(client, "/lists/exhibits/chosen/shelf", ids, slot="C3").headers["Location"])
    assert set(_all(app, Exhibit, "slot")) == {"C3"}
    assert undo(client, page).status_code == 303
    assert _all(app, Exhibit, "slot")[-1] == "B"
    page = text(client, do(client, "/lists/exhibits/chosen/archive", ids).headers["Location"])
    assert "Goods of it are still on the shelf" in page
    assert [each is None for each in _all(app, Exhibit, "archived_at")] == [True, False]
    assert undo(client, page).status_code == 303
    assert set(_all(app, Exhibit, "archived_at")) == {None}


def test_showrooms_change_their_status_and_stay_while_goods_are_there(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        at = shop()
    sign_in(client)
    before = _all(app, Showroom, "status")
    page = text(
        client, do(client, "/lists/showrooms/chosen/status", [at.showroom], status="closed").headers["Location"]
    )
    assert _all(app, Showroom, "status") == ["closed"] != before
    undo(client, page)
    assert _all(app, Showroom, "status") == before
    page = text(client, do(client, "/lists/showrooms/chosen/archive", [at.showroom]).headers["Location"])
    assert "Goods are still on the shelves" in page
    assert _all(app, Showroom, "archived_at") == [None]


def test_sales_are_taken_back_and_put_back_together(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        ids = [sold(shop(), quantity=pieces, amount="2260").id for pieces in (2,)]
    sign_in(client)
    page = text(client, do(client, "/lists/showroom_sales/chosen/archive", ids).headers["Location"])
    assert [each is None for each in _all(app, Sale, "archived_at")] == [False]
    assert undo(client, page).status_code == 303
    assert _all(app, Sale, "archived_at") == [None]


def test_series_of_fairs_recur_as_it_is_said_of_them_and_go_to_the_archive(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        ids = [series(names={"ja": "図們江商談会", "en": "Tumen fair"}).id, series(names={"ja": "工芸展"}).id]
    sign_in(client)
    page = text(client, do(client, "/lists/fair_series/chosen/cycle", ids, cycle="biennial").headers["Location"])
    assert _all(app, FairSeries, "cycle") == ["biennial", "biennial"]
    assert undo(client, page).status_code == 303
    assert _all(app, FairSeries, "cycle") == ["", ""]
    with app.app_context():
        assert "Tumen fair" in {name.text for name in queries.series(ids[0], user=user()).names}
    page = text(client, do(client, "/lists/fair_series/chosen/archive", ids[:1]).headers["Location"])
    assert [each is None for each in _all(app, FairSeries, "archived_at")] == [False, True]
    assert undo(client, page).status_code == 303
    assert set(_all(app, FairSeries, "archived_at")) == {None}


def test_what_was_left_out_is_told_apart(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        at = shop()
        twin = exhibit(at.showroom, at.product, code="Z9", slot="B", size="M").id
        moved(twin, "received", 2, before=2)
        code = db.session.get_one(Exhibit, at.exhibit).code
    sign_in(client)
    page = text(client, do(client, "/lists/exhibits/chosen/archive", [at.exhibit, twin]).headers["Location"])
    assert f"· {code}" in page
    assert "· Z9 · M" in page


def test_a_sale_is_named_by_its_exhibit_day_and_quantity(app: Flask) -> None:
    with app.test_request_context():
        at = shop()
        made = queries_of_showrooms.sale(sold(at, quantity=2, amount="2260").id, user=user())
        assert EACH_SALE.named(made).endswith(f"{fresh(at.exhibit).code} · {plain_day(made.day)} · × 2")
