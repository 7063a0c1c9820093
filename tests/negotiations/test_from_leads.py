"""What the form of a new case says that grows out of a lead."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.contacts.models import OurOrganisation
from crm.core.database import db, writing
from crm.leads import services as leads
from crm.leads.services import LeadInput
from tests.cast import SET_UP, hidden, sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened
from tests.meetings.scene import Scene, mission, scene
from tests.negotiations.cases import days
from tests.products.test_products import made as product


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def test_a_case_has_the_category_of_the_goods_that_its_lead_asked_about(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        maker = book.organisation("丸直ニット", "ja", country="JP").id
        sake, knit = (
            product(maker, names={"ja": name}, category=category).id
            for name, category in (("純米酒", "sake"), ("帽子", "knitwear"))
        )
        with writing():
            trip = mission(at.place, start_on=days(-40), end_on=days(-38)).id
            sheet = LeadInput(activity_id=trip, organisation_id=at.commerce_bureau, category="knitwear")
            found = [leads.capture(sheet, by=user()) for _ in range(3)]
            leads.ask_about(found[0], [sake], by=user())
            leads.ask_about(found[1], [sake, knit], by=user())
            db.session.commit()
        ids = [lead.id for lead in found]
    sign_in(client)
    chosen = [opened(client, f"/negotiations/new?lead={id}", "category")["category"] for id in ids]
    assert chosen == ["sake", "knitwear", "knitwear"]


def test_a_case_of_products_of_two_makers_names_both_and_is_not_ours_by_itself(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        with writing(), action(SET_UP, by=None):
            db.session.add(OurOrganisation(id=1, organisation_id=at.association))
            db.session.commit()
        makers = [book.organisation(name, "ja", country="JP").id for name in ("丸直ニット", "三条刃物")]
        goods = [product(maker, names={"ja": f"商品{maker}"}).id for maker in makers]
        with writing():
            trip = mission(at.place, start_on=days(-40), end_on=days(-38)).id
            one, both = (
                leads.capture(LeadInput(activity_id=trip, organisation_id=at.commerce_bureau), by=user())
                for _ in range(2)
            )
            leads.ask_about(one, goods[:1], by=user())
            leads.ask_about(both, goods, by=user())
            db.session.commit()
        ids = [one.id, both.id]
    sign_in(client)
    told, asked = (client.get(f"/negotiations/new?lead={id}").get_data(as_text=True) for id in ids)
    assert hidden(told, "our_organisation_id") == str(at.association)
    assert not hidden(asked, "our_organisation_id")
    assert ["several makers" in told, "several makers" in asked] == [False, True]
    assert "三条刃物" in asked
    assert "Filled in with the date of the lead." in asked
