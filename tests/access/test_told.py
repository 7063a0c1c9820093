"""What holds is told where goods are shown; a barred product is saved once somebody has said that it is right."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.fairs.models import StallGoods
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.products.models import CarriedProduct
from crm.showrooms.models import Exhibit
from tests.access.barred import barring, niigata
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened
from tests.fairs import stand
from tests.missions import voyage
from tests.products.test_products import carry, made
from tests.showrooms.shop import shop

TOLD = ("No sake of Niigata.", "告示第1号", "2018")


def sake(maker: int) -> int:
    """A barred product of a maker."""
    made_there = niigata().id
    barring()
    return made(maker, names={"ja": "純米吟醸"}, category="sake", origin_place_id=made_there).id


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def lacking(told: str) -> list[str]:
    return [word for word in TOLD if word not in told]


def doubted(client: FlaskClient, path: str, having: str, said: dict[str, str]) -> None:
    """It is not saved before somebody has said that it is right."""
    form = opened(client, path, having) | said
    answer = client.post(path, data=form)
    assert answer.status_code != 303
    assert lacking(answer.get_data(as_text=True)) == []
    assert client.post(path, data=form | {"odd_seen": "y"}).status_code == 303


def test_an_exhibit_of_a_barred_product(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop()
        product = sake(at.maker)
    sign_in(client)
    new = f"/showrooms/{at.showroom}/exhibits/new"
    doubted(client, new, "shown_from", {"product_id": str(product), "price": "188", "currency": "CNY"})
    with app.app_context():
        id = db.session.query(Exhibit).filter_by(product_id=product).one().id
    assert lacking(page(client, f"/showrooms/exhibits/{id}")) == []
    edit = f"/showrooms/exhibits/{id}/edit"
    kept = opened(client, edit, "shown_from") | {"product_id": str(product), "price": "199", "currency": "CNY"}
    assert client.post(edit, data=kept).status_code == 303  # it was said before
    known = page(client, f"/showrooms/exhibits/{at.exhibit}")
    assert "Nothing on record" in known
    assert lacking(known)[:2] == list(TOLD[:2])


def test_samples_of_a_barred_product(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
        mission = voyage.mission().id
        product = sake(book.organisation("信濃川酒造", "ja", country="JP").id)
        carry(mission, product)
    sign_in(client)
    doubted(client, f"/products/missions/{mission}/{product}/samples", "quantity", {"quantity": "3"})
    with app.app_context():
        assert db.session.query(CarriedProduct).one().quantity == 3
    for there in (f"/products/missions/{mission}", f"/products/panels/activities/{mission}"):
        assert lacking(page(client, there)) == []


def test_goods_of_a_stall_and_what_exhibitors_show(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
        at = stand.stand("product_fair")
        product = sake(at.maker)
        stand.exhibitor(at.booth, at.maker, product_ids=[product])
    sign_in(client)
    assert "Prohibited" in page(client, f"/fairs/booths/{at.booth}")
    doubted(client, f"/fairs/booths/{at.booth}/goods/new", "sent", {"product_id": str(product), "sent": "20"})
    with app.app_context():
        assert db.session.query(StallGoods).one().product_id == product
    assert lacking(page(client, f"/fairs/booths/{at.booth}")) == []


@pytest.mark.parametrize(("interest", "category"), [("純米吟醸 12本", ""), ("清酒", "sake")])
def test_what_a_lead_asks_about(app: Flask, client: FlaskClient, interest: str, category: str) -> None:
    with app.app_context():
        voyage.load_places()
        mission = voyage.mission().id
        sake(book.organisation("信濃川酒造", "ja", country="JP").id)
        with writing():
            moment = datetime(2026, 11, 1, tzinfo=UTC)
            asked = LeadInput(mission, raw_name="朴", interest=interest, category=category, captured_at=moment)
            leads.capture(asked, by=user())
            db.session.commit()
        id = db.session.query(Lead).one().id
    sign_in(client)
    told = page(client, f"/leads/panels/access/{id}")
    assert lacking(told) == []
    assert ("may apply" in told) is bool(category)  # nobody told who makes it


def test_a_product_that_a_lead_names_does_not_silence_its_category(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
        mission = voyage.mission().id
        maker = book.organisation("見附編物", "ja", country="JP").id
        made(maker, names={"ja": "ベスト"}, category="knitwear")
        barring(region_id=None)
        with writing():
            leads.capture(LeadInput(mission, raw_name="朴", interest="ベストと清酒", category="sake"), by=user())
            db.session.commit()
        id = db.session.query(Lead).one().id
    sign_in(client)
    told = page(client, f"/leads/panels/access/{id}")
    assert lacking(told) == []
    assert "ベスト" in told


def test_a_lead_that_names_nothing_is_told_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
        mission = voyage.mission().id
        barring(region_id=None)
        with writing():
            leads.capture(LeadInput(mission, raw_name="朴", interest="ニット"), by=user())
            db.session.commit()
        id = db.session.query(Lead).one().id
    sign_in(client)
    assert "Neither product nor category is recorded." in page(client, f"/leads/panels/access/{id}")
