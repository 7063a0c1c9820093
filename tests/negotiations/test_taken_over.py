"""A negotiation that is opened from a lead begins with the products that the lead asked about."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.services import action
from crm.core.database import db, writing
from crm.leads import services as leads
from crm.leads.services import LeadInput
from crm.negotiations.models import Negotiation, NegotiationProduct
from crm.products.models import Product
from tests.cast import SET_UP, sign_in, user
from tests.contacts import book
from tests.meetings.scene import scene
from tests.negotiations.browser import filled, send
from tests.negotiations.cases import Scene
from tests.products.test_products import made as product


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        book.load_rates()
        return scene()


def asking(at: Scene, interest: str, *ids: int) -> int:
    with writing():
        sheet = LeadInput(
            activity_id=at.mission, organisation_id=at.commerce_bureau, interest=interest, owner_id=user().id
        )
        lead = leads.capture(sheet, by=user())
        leads.ask_about(lead, ids, by=user())
        db.session.commit()
        return lead.id


def begun(client: FlaskClient, lead: int) -> tuple[list[int], str]:
    """(the products, the other goods) with which the form begins."""
    page = client.get(f"/negotiations/new?lead={lead}").get_data(as_text=True)
    ticks = re.findall(r"<input[^>]*name=\"product_ids\"[^>]*>", page)
    chosen = [re.findall(r'value="(\d+)"', tick)[0] for tick in ticks if " checked" in tick]
    [words] = re.findall(r'<input[^>]*name="products"[^>]*value="([^"]*)"', page)
    return [int(one) for one in chosen], words


def test_the_form_begins_with_the_products_and_with_what_else_was_written(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        ids = [product(at.association, names={"ja": name}).id for name in ("ニット帽", "手袋", "廃番の靴下", "別の品")]
        with writing():
            with action(SET_UP, by=None):
                db.session.get_one(Product, ids[2]).status = "discontinued"
            db.session.commit()
        lead = asking(at, "ニット帽; 子供服; 廃番の靴下", *ids[:3])
        silent = asking(at, "子供服")
    sign_in(client)
    chosen, words = begun(client, lead)
    assert (sorted(chosen), words) == (sorted(ids[:2]), "子供服; 廃番の靴下")
    assert begun(client, silent) == ([], "子供服")


def test_the_user_may_take_others(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        asked, other = (product(at.association, names={"ja": name}).id for name in ("ニット帽", "手袋"))
        lead = asking(at, "ニット帽", asked)
    sign_in(client)
    answer = send(client, f"/negotiations/new?lead={lead}", filled(at, product_ids=[str(other)]))
    assert answer.status_code == 303
    with app.app_context():
        case = select(Negotiation.id).order_by(Negotiation.id.desc()).limit(1).scalar_subquery()
        goods = select(NegotiationProduct.product_id).where(NegotiationProduct.negotiation_id == case)
        assert db.session.scalars(goods).all() == [other]
