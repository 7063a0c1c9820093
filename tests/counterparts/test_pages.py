"""The pages of the registry of counterparts, and its panels on places and organisations."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.permissions import Role
from crm.counterparts import queries
from crm.counterparts.queries import Filter
from tests.cast import csrf_token, sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.counterparts.test_links import SIGNED, made, places, sisters

TICKED = {"heads_signed": "y", "broad": "y", "approved": "y"}


@pytest.fixture
def world(app: Flask) -> Flask:
    with app.app_context():
        book.load_places()
    return app


def filled(world: Flask, **changes: str) -> dict[str, str]:
    with world.app_context():
        here, there = places()
    sides = {"place_id": str(here), "other_place_id": str(there)}
    return {"kind": "sister_city", "link_status": "in_force", "signed_on": "平成8年4月12日"} | sides | TICKED | changes


def send(client: FlaskClient, data: dict[str, str]) -> Any:
    return client.post("/counterparts/new", data=opened(client, "/counterparts/new", "kind") | data)


def test_a_link_is_recorded_and_stands_on_the_pages_of_both_sides(world: Flask, client: FlaskClient) -> None:
    sign_in(client)
    answer = send(client, filled(world, basis_document="友好都市提携書", notes="隔年で訪問"))
    assert answer.status_code == 303
    page = text(client, answer.headers["Location"])
    assert all(shown in page for shown in ("Joetsu", "Hunchun", "友好都市提携書", "隔年で訪問", "In force"))
    with world.app_context():
        here, there = places()
    for id, other in ((here, "Hunchun"), (there, "Joetsu")):
        assert other in text(client, f"/counterparts/panels/places/{id}")
        assert f"/counterparts/panels/places/{id}" in text(client, f"/places/{id}")
    assert "Hunchun" in text(client, "/counterparts/?kind=sister_city&country=CN&status=in_force")
    assert "Nothing matches" in text(client, "/counterparts/?country=KR")


def test_the_same_link_is_recorded_twice_only_when_asked_for(world: Flask, client: FlaskClient) -> None:
    sign_in(client)
    assert send(client, filled(world)).status_code == 303
    with world.app_context():
        here, there = places()
    turned = filled(world, place_id=str(there), other_place_id=str(here), signed_on="")
    again = send(client, turned)
    assert again.status_code == 409
    assert all(shown in again.text for shown in ("Possibly already recorded", 'href="/counterparts/1"', "Hunchun"))
    assert send(client, turned | {"kind": "friendship_memo"}).status_code == 303
    assert send(client, turned | {"confirmed": "1"}).status_code == 303


def test_the_link_of_two_bodies_stands_on_their_pages(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        ours = book.organisation("見附商工会", "ja", country="JP").id
        theirs = book.organisation("延边国际商会").id
        made(kind="chamber_agreement", organisation_id=ours, other_organisation_id=theirs, **SIGNED)
    sign_in(client)
    assert "延边国际商会" in text(client, f"/counterparts/panels/organisations/{ours}")
    assert "見附商工会" in text(client, f"/counterparts/panels/organisations/{theirs}")
    assert client.get("/counterparts/panels/organisations/999").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"approved": ""}, "approved"), ({"place_id": ""}, "place_id"), ({"place_id": "99999"}, "place_id"),
        ({"signed_on": "1996/4/31"}, "signed_on"), ({"kind": "x"}, "kind"),
        ({"basis_document": "長" * 301}, "basis_document"),
        ({"signed_where": "a\x00b"}, "signed_where"), ({"other_organisation_id": "1; drop"}, ""),
    ],
)  # fmt: skip
def test_bad_input_is_answered_beside_its_field(
    world: Flask, client: FlaskClient, changes: dict[str, str], field: str
) -> None:
    sign_in(client)
    data = filled(world, notes="残る文") | changes
    answer = send(client, {name: value for name, value in data.items() if value or name not in TICKED})
    if not field:  # a side that is no number counts as not chosen
        assert answer.status_code == 303
        return
    body = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f"{field}-err" in body
    assert "残る文" in body
    with world.app_context():
        assert queries.links(Filter(), user=user(), language="ja").total == 0


def test_a_link_is_changed_archived_and_restored(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        id = sisters().id
    sign_in(client)
    form = opened(client, f"/counterparts/{id}/edit", "kind")
    assert client.post(f"/counterparts/{id}/edit", data=form | {"link_status": "dormant"}).status_code == 303
    stale = client.post(f"/counterparts/{id}/edit", data=form | {"link_status": "ended", "form_id": "second"})
    assert stale.status_code == 409
    token = csrf_token(client, f"/counterparts/{id}")
    assert client.post(f"/counterparts/{id}/archive", data={"csrf_token": token}).status_code == 303
    assert client.get(f"/counterparts/{id}").status_code == 404
    assert client.post(f"/counterparts/{id}/restore", data={"csrf_token": token}).status_code == 303
    assert "Dormant" in text(client, f"/counterparts/{id}")


@pytest.mark.parametrize("role", [Role.MISSION_LEADER, Role.MANAGEMENT])
def test_others_read_but_do_not_write(world: Flask, client: FlaskClient, role: Role) -> None:
    with world.app_context():
        id = sisters().id
    sign_in(client, role)
    assert client.get(f"/counterparts/{id}").status_code == 200
    for path in ("/counterparts/new", f"/counterparts/{id}/edit"):
        assert client.get(path).status_code == 403
