"""What the form of a case keeps of others, and that the first talk asks where its counterpart is."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities.models import Activity
from crm.audit.services import action
from crm.contacts.models import Organisation
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.meetings.models import Meeting
from crm.negotiations import services
from crm.negotiations.models import Negotiation
from tests.cast import SET_UP, hidden, sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened as page_form
from tests.meetings.scene import Scene, mission, scene
from tests.negotiations.browser import filled, made, send
from tests.negotiations.cases import held


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        book.load_rates()
        return scene()


def test_a_leader_keeps_the_source_activity_of_others(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context(), writing():
        place_id = db.session.get_one(Activity, at.mission).place_id
        other = mission(place_id, name="第8回 延辺視察団").id
        db.session.commit()
        leader = user(Role.MISSION_LEADER).id
    id = made(app, at, owner_id=leader, activity_id=other)
    sign_in(client, Role.MISSION_LEADER)
    form = page_form(client, f"/negotiations/{id}/edit", "title")
    assert form["activity_id"] == str(other)
    text = client.get(f"/negotiations/{id}/edit").get_data(as_text=True)
    assert "As before (not in this list)" in text
    assert "第8回" not in text
    assert client.post(f"/negotiations/{id}/edit", data=form | {"title": "春物の件"}).status_code == 303
    with app.app_context():
        case = db.session.get_one(Negotiation, id)
        assert (case.title, case.activity_id) == ("春物の件", other)


def test_whoever_opens_links_or_moves_a_case_says_where_the_other_side_is(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    id, asked = made(app, at), "Say where it is, or tick “Place unknown”."
    with app.app_context():
        talk_id = held(at).id
        with writing(), action(SET_UP, by=None):
            db.session.get_one(Organisation, at.commerce_bureau).place_id = None
            db.session.commit()
    sign_in(client)
    told = {"place_of": str(at.commerce_bureau), "counterpart_place_id": str(at.place)}
    for path, form in (
        ("/negotiations/new", filled(at)),
        (f"/negotiations/{id}/meetings", {"meeting_id": talk_id}),
    ):
        answer = send(client, path, form)
        assert (answer.status_code, asked in answer.get_data(as_text=True)) == (422, True), path
    with app.app_context(), writing(), action(SET_UP, by=None):  # linked before anybody was asked
        services.link_meeting(db.session.get_one(Negotiation, id), db.session.get_one(Meeting, talk_id), by=None)
        row = db.session.get_one(Negotiation, id)
        row.first_talk_at, row.stage = None, "lead"
        db.session.commit()
    page = client.get(f"/negotiations/{id}").get_data(as_text=True).split("<main", 1)[1]
    pressed = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version", "origin")}
    for on in ("", "?on=board"):
        answer = client.post(f"/negotiations/{id}/move{on}", data=pressed | {"stage": "qualified"})
        assert (answer.status_code, asked in answer.get_data(as_text=True)) == (422, True), on
    answer = client.post(f"/negotiations/{id}/move", data=pressed | {"stage": "qualified"} | told)
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.get_one(Organisation, at.commerce_bureau).place_id == at.place
        assert db.session.get_one(Negotiation, id).partner_routes_snapshot is False
    assert "counterpart_place_id" not in client.get(f"/negotiations/{id}/edit").get_data(as_text=True)


def test_the_form_asks_where_the_other_side_is_as_soon_as_it_is_chosen(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context(), writing(), action(SET_UP, by=None):
        db.session.get_one(Organisation, at.commerce_bureau).place_id = None
        db.session.commit()
        other = book.organisation("延吉新星服装有限公司").id
    sign_in(client)
    assert 'hx-get="/negotiations/where"' in client.get("/negotiations/new").get_data(as_text=True)

    def asked(**told: str | int) -> tuple[bool, str, bool]:
        text = client.get("/negotiations/where", query_string=told).get_data(as_text=True)
        return "Where is" in text, hidden(text, "place_of") if "place_of" in text else "", "checked" in text

    bureau = str(at.commerce_bureau)
    assert asked() == (False, "", False)
    assert asked(counterpart_id=bureau) == (True, bureau, False)
    answered = {"place_of": bureau, "place_unknown": "y"}
    assert asked(counterpart_id=bureau, **answered) == (True, bureau, True), "what was answered of it stays"
    assert asked(counterpart_id=other, **answered) == (True, str(other), False), "and says nothing of another one"
    assert asked(local_partner_id=bureau)[1] == bureau
    question = client.get("/negotiations/where", query_string={"counterpart_id": bureau}).get_data(as_text=True)
    assert "optional" not in question, "one of the two is asked for"
