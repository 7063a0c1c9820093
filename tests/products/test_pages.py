"""The pages of products, the panels of maker and mission, and the page on which a mission chooses."""

from flask import Flask
from flask.testing import FlaskClient

from crm.activities.models import Activity
from crm.activities.rules import CHANGED
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.permissions import Role
from tests.cast import csrf_token, sign_in
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.missions import voyage
from tests.products.test_products import carry, made


def world(app: Flask) -> tuple[int, int, int]:
    """Maker, product, mission."""
    with app.app_context():
        voyage.load_places()
        maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
        return maker, made(maker).id, voyage.mission().id


def test_a_product_is_recorded_changed_archived_and_restored(app: Flask, client: FlaskClient) -> None:
    maker, _, _ = world(app)
    sign_in(client)
    form = opened(client, f"/products/new?maker_id={maker}", "hs_heading") | {
        "name_zh": "针织背心", "name_en": "Knit vest", "hs_heading": "6110", "moq": "100", "sample_available": "yes",
    }  # fmt: skip
    nobody = {"maker_id": "", "maker_id-typed": ""}
    wrong = {"hs_heading": {"hs_heading": "61"}, "moq": {"moq": "0"}, "maker_id": nobody}
    for field, changes in wrong.items():
        refused = client.post("/products/new", data=form | changes)
        assert refused.status_code == 422
        assert f"{field}-err" in refused.get_data(as_text=True)
    answer = client.post("/products/new", data=form)
    assert answer.status_code == 303
    there = answer.headers["Location"]
    assert all(shown in text(client, there) for shown in ("Knit vest", "针织背心", "6110", "100 pieces", "丸直"))
    assert there in text(client, f"/products/panels/organisations/{maker}")
    assert "Knit vest" in text(client, "/products/?q=vest&maker=" + str(maker))

    form = opened(client, f"{there}/edit", "hs_heading")
    assert client.post(f"{there}/edit", data=form | {"state": "discontinued"}).status_code == 303
    stale = client.post(f"{there}/edit", data=form | {"moq": "7", "form_id": "second"})
    assert stale.status_code == 409
    token = {"csrf_token": csrf_token(client, there)}
    assert client.post(f"{there}/archive", data=token).status_code == 303
    assert client.get(there).status_code == 404
    assert client.post(f"{there}/restore", data=token).status_code == 303
    assert "Discontinued" in text(client, there)


def test_a_mission_chooses_what_it_carries(app: Flask, client: FlaskClient) -> None:
    maker, sweater, mission = world(app)
    with app.app_context():
        vest = made(maker, names={"ja": "紳士ニットベスト"}).id
        carry(mission, vest)
    sign_in(client)
    page = f"/products/missions/{mission}"
    panel = f"/products/panels/activities/{mission}"
    assert panel in text(client, f"/missions/{mission}")
    form = opened(client, page, "product_id")
    assert client.post(page, data=form | {"product_id": str(vest), "form_id": "x"}).status_code == 422
    assert client.post(page, data=form | {"product_id": str(sweater)}).status_code == 303
    assert client.post(page, data=form | {"product_id": str(sweater), "form_id": "y"}).status_code in (409, 422)
    shown = text(client, panel)
    assert shown.index(f"/products/{vest}") < shown.index(f"/products/{sweater}")
    token = {"csrf_token": csrf_token(client, page)}
    assert client.post(f"{page}/{sweater}/move", data=token | {"to": "up"}).status_code == 303
    shown = text(client, panel)
    assert shown.index(f"/products/{sweater}") < shown.index(f"/products/{vest}")
    assert client.post(f"{page}/{vest}/leave", data=token).status_code == 303
    assert f"/products/{vest}" not in text(client, panel)
    assert client.post(f"{page}/{vest}/leave", data=token).status_code == 404
    assert "Products carried" in text(client, panel)
    with app.app_context(), writing(), action(CHANGED, by=None):
        db.session.get_one(Activity, mission).direction = "inbound"
        db.session.commit()
    for path in (page, panel):
        said = text(client, path)
        assert ("Products shown to the guests" in said, "Products carried" in said) == (True, False), "nobody travels"


def test_management_reads_and_strangers_do_not_see_the_mission(app: Flask, client: FlaskClient) -> None:
    _, sweater, mission = world(app)
    sign_in(client, Role.MANAGEMENT)
    assert "羊绒混纺毛衣" in text(client, f"/products/{sweater}")
    for path in ("/products/new", f"/products/{sweater}/edit", f"/products/missions/{mission}"):
        assert client.get(path).status_code == 403
    sign_in(client, Role.MISSION_LEADER, email="other@example.jp")
    for path in (f"/products/missions/{mission}", f"/products/panels/activities/{mission}"):
        assert client.get(path).status_code == 404
