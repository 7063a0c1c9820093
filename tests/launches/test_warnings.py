"""What a launch warns of: tiers and tags below the aim, fairs that are still to come, goods that a market bars."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import login_user

from crm.core import here
from crm.core.permissions import Role
from crm.initiatives import queries as initiatives
from crm.launches import contents, queries
from crm.products.models import Product
from tests.access.barred import barring, niigata
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened
from tests.launches.test_launches import fair, line, market, panel, told
from tests.negotiations import held
from tests.products.test_products import made as product


@pytest.mark.parametrize(
    ("tier", "aimed_at", "told"),
    [
        ("standard", "premium", "Below the target price tier: Standard"),
        ("premium", "luxury", "Below the target price tier: Premium"),
        ("", "premium", "Its price tier is not recorded."),
        ("premium", "premium", ""),
        ("luxury", "premium", ""),
        ("standard", "", ""),
        ("", "", ""),
    ],
)
def test_goods_below_the_target_price_tier_are_marked(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tier: str, aimed_at: str, told: str
) -> None:
    monkeypatch.setattr("crm.files.contents.render", lambda document, **_: document.encode())
    with app.app_context():
        at = line(price_tier=aimed_at)
        held.write(Product, at.shop.product, price_tier=tier)
    sign_in(client, Role.MANAGEMENT, language="en")
    for page in (panel(client, at.initiative), client.get(f"/launches/initiatives/{at.initiative}/story.pdf").text):
        marked = [words for words in ("Below the target price tier", "price tier is not recorded") if words in page]
        assert (told in page, len(marked)) == (True, 1 if told else 0)


@pytest.mark.parametrize(
    ("aimed_at", "currency", "marked"),
    [(Decimal(1131), "CNY", True), (Decimal(1130), "CNY", False), (Decimal(1131), "KRW", False), (None, "CNY", False)],
)
def test_a_tag_below_the_price_that_is_aimed_at_is_marked(
    app: Flask, client: FlaskClient, aimed_at: Decimal | None, currency: str, *, marked: bool
) -> None:
    with app.app_context():
        id = line(price_from=aimed_at, currency=currency).initiative
    sign_in(client, Role.MANAGEMENT, language="en")
    assert ("CNY 1,130 on the tag: below the price" in panel(client, id)) is marked


def test_a_fair_that_is_still_to_come_has_shown_nothing_yet(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = line()
        soon = here.today() + timedelta(days=9)
        fair(at.initiative, "春の見本市", at.shop.product, maker=at.shop.maker, start_on=soon, end_on=soon)
        fair(at.initiative, "秋の見本市", at.shop.product, maker=at.shop.maker)
    sign_in(client, language="en")
    page = panel(client, at.initiative)
    ahead, over = page.split("春の見本市")[1], page.split("秋の見本市")[1].split("春の見本市")[0]
    assert "1 product of the line to be shown" in ahead
    assert "1 product of the line shown" in over


def test_a_product_that_the_target_market_bars_is_told_when_chosen_on_the_page_and_in_the_story(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = line()
        sake = product(shop_maker(), category="sake", names={"ja": "純米酒"}, origin_place_id=niigata().id).id
        barring(valid_from=None)
        market(at.initiative)
    sign_in(client)
    there = f"/launches/initiatives/{at.initiative}/edit"
    form = opened(client, there, "price_tier")
    told_first = client.post(there, data=form | {"product_ids": [str(at.shop.product), str(sake)]})
    assert (told_first.status_code, "Barred on record (China)" in told_first.text) == (422, True)
    chosen = {"product_ids": [str(at.shop.product), str(sake)], "odd_seen": "y", "form_id": "second"}
    assert client.post(there, data=form | chosen).status_code == 303
    assert "Barred on record (China)" in panel(client, at.initiative)
    with app.test_request_context():
        login_user(user())
        found = queries.barred(at.initiative, [at.shop.product, sake], user=user())
        assert list(found) == [sake]
        paper = contents.sheet(initiatives.one(at.initiative, user=user()), told(at.initiative), found)
        assert "No sake of Niigata." in paper


def shop_maker() -> int:
    return book.organisation("雪国酒造株式会社", "ja", country="JP").id
