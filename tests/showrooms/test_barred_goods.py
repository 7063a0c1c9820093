"""Goods that the country of a showroom bars: label, list, form, movement and public page tell the same (INV-M1)."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.showrooms import queries
from crm.showrooms.models import Showroom
from tests.access.barred import barring
from tests.cast import sign_in, user
from tests.contacts.pages import opened, text
from tests.showrooms import shop
from tests.showrooms.test_goods import changed, published

SURE: dict[str, Any] = {"category": "knitwear", "region_id": None}
#: Of a product without an HS code nobody knows whether the rule is about it.
DOUBTFUL: dict[str, Any] = {"category": "", "hs_prefix": "61", "region_id": None}


@pytest.fixture
def at(app: Flask, client: FlaskClient) -> shop.Shop:
    with app.app_context():
        found = shop.shop()
        changed(Showroom, inquiries_owner_id=user().id)
    sign_in(client)
    return found


def test_the_public_page_of_a_barred_product_names_no_price_and_takes_no_questions(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    with app.app_context():
        barring(**DOUBTFUL)
    path, door = published(app, client, at.product), app.test_client()
    before = door.get(f"{path}?lang=en").text
    assert ("1,130" in before, "/ask" in before, "import barred" in before) == (True, True, False)
    with app.app_context():
        barring(**SURE)
    after = door.get(f"{path}?lang=en").text
    assert ("1,130" in after, "/ask" in after, "Not for sale: import barred" in after) == (False, False, True)
    assert door.get(f"{path}/ask").status_code == 410
    assert "非卖品" in door.get(f"{path}?lang=zh-Hans").text


def test_list_shelf_and_form_say_to_be_checked_while_nobody_knows_whether_the_rule_is_about_it(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    with app.app_context():
        barring(**DOUBTFUL)
    pages = ("/showrooms/exhibits/", f"/showrooms/{at.showroom}", f"/showrooms/exhibits/{at.exhibit}")
    for path in pages:
        assert "To be checked" in text(client, path), path
    assert "0 of 0" in text(client, "/showrooms/exhibits/?barred=yes") or "A-01" not in text(
        client, "/showrooms/exhibits/?barred=yes"
    )
    there = f"/showrooms/{at.showroom}/exhibits/new"
    sent = opened(client, there, "product_id") | {"product_id": str(at.product), "currency": "CNY"}
    asked = client.post(there, data=sent)
    assert asked.status_code == 422
    assert "To be checked (China). May apply: no HS code on record. No sake of Niigata." in asked.text
    with app.app_context():
        barring(**SURE)
    assert "Barred on record (China)" in client.post(there, data=sent).text
    for path in pages[:1]:
        assert "Prohibited" in text(client, path), path
    assert "A-01" in text(client, "/showrooms/exhibits/?barred=yes")


@pytest.mark.parametrize(("rule", "told"), [(SURE, "Barred on record (China)"), (DOUBTFUL, "To be checked (China)")])
def test_a_movement_of_barred_goods_says_so_before_and_after_it_is_saved(
    app: Flask, client: FlaskClient, at: shop.Shop, rule: dict[str, Any], told: str
) -> None:
    there = f"/showrooms/exhibits/{at.exhibit}/move"
    assert "▲" not in text(client, there)
    with app.app_context():
        barring(**rule)
        day = shop.day(1).isoformat()
    page = text(client, there)
    assert told in page
    assert "checked on" in page
    sent = opened(client, there, "quantity") | {"kind": "sent", "quantity": "3", "day": day}
    asked = client.post(there, data=sent)
    assert (asked.status_code, 'id="kind-err"' in asked.text, told in asked.text) == (422, True, True)
    kept = opened(client, there, "quantity") | sent | {"odd_seen": "y"}
    assert client.post(there, data=kept).status_code == 303
    assert told in text(client, f"/showrooms/exhibits/{at.exhibit}")
    sold = opened(client, there, "quantity") | {"kind": "given", "quantity": "1", "day": day}
    assert client.post(there, data=sold).status_code == 303, "goods that are there already cross no border"


def test_publishing_says_that_the_country_bars_it(app: Flask, client: FlaskClient, at: shop.Shop) -> None:
    panel = f"/showrooms/panels/goods/{at.product}"
    assert "▲" not in text(client, panel)
    with app.app_context():
        barring(**SURE)
        assert [each.is_barred for each in queries.shown_at(at.product, "ja")] == [True]
    page = text(client, panel)
    assert "Barred on record (China)" in page
    assert "names no price there" in page
    published(app, client, at.product)
    assert "Barred on record (China)" in text(client, f"/products/{at.product}")


def test_nobody_guesses_since_when_a_new_exhibit_has_been_shown(client: FlaskClient, at: shop.Shop) -> None:
    assert opened(client, f"/showrooms/{at.showroom}/exhibits/new", "shown_from")["shown_from"] == ""
