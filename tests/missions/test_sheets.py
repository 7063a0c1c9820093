"""Which product sheets go with a visit: all, unless some are ticked; on its page, in the pack, kept next year."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import queries as activities
from crm.audit import services as audit
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.missions import queries, services
from crm.missions.models import ItineraryItem
from crm.missions.services import VisitInput
from crm.products import queries as products
from crm.products import rules as products_rules
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import posted, text
from tests.missions.test_item_pages import ITEM
from tests.products.test_products import carry, made


@pytest.fixture
def mission(app: Flask) -> tuple[int, int, int]:
    """The mission, and a sweater and a vest that it carries."""
    with app.app_context():
        id = voyage.mission().id
        maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
        goods = [made(maker, names={"ja": name}).id for name in ("セーター", "ベスト")]
        carry(id, *goods)
        return id, goods[0], goods[1]


def only_item(activity_id: int) -> ItineraryItem:
    (item,) = queries.items(activity_id)
    return item


def test_all_sheets_go_with_a_visit_unless_some_are_ticked(
    app: Flask, client: FlaskClient, mission: tuple[int, int, int]
) -> None:
    id, sweater, vest = mission
    cast.sign_in(client)
    opened = text(client, f"/missions/{id}/items/new")
    assert opened.count('name="products"') == opened.count(" checked") == 2
    every = ITEM | {"products": [str(sweater), str(vest)]}
    assert posted(client, f"/missions/{id}/items/new", every).status_code == 303
    with app.app_context():
        item = only_item(id)
        assert item.visit is not None
        assert not item.visit.some_products
        page = f"/missions/items/{item.id}"
    shown = text(client, page)
    assert "セーター" in shown
    assert "ベスト" in shown
    assert posted(client, f"{page}/edit", ITEM | {"products": [str(vest)]}).status_code == 303
    shown = text(client, page)
    assert "セーター" not in shown
    assert "ベスト" in shown
    assert posted(client, f"{page}/edit", ITEM).status_code == 303
    assert "ベスト" not in text(client, page)
    assert posted(client, f"{page}/edit", ITEM | {"products": ["99999"]}).status_code == 422


def test_a_mission_after_it_carries_the_same_and_each_visit_the_same_sheets(
    app: Flask, mission: tuple[int, int, int]
) -> None:
    id, sweater, vest = mission
    with app.app_context():
        with pytest.raises(Refused):
            voyage.item(voyage.fresh_in(id), visit=VisitInput(products=[99999]))
        voyage.item(voyage.fresh_in(id), visit=VisitInput(products=[vest]))
        voyage.item(voyage.fresh_in(id), day=date(2026, 12, 12), visit=VisitInput(products=[sweater]))
        with writing():
            audit.archive(products.one(sweater, user=cast.user()), products_rules.ARCHIVED, by=cast.user())
            earlier = activities.one(id, user=cast.user())
            later = services.again(
                earlier,
                names={"ja": "第8回"},
                start_on=date(2027, 12, 9),
                programme=True,
                delegation=False,
                by=cast.user(),
            )
            db.session.commit()
        carried = products.carried(later.id, user=cast.user())
        assert [product.id for product in carried] == [vest]
        visits = queries.facts(later.id, user=cast.user()).visits
        assert [[product.id for product in queries.sheets_of(visit, carried)] for visit in visits] == [[vest], []]
