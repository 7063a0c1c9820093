"""Whom we met is corrected where somebody else was written down; who interprets is proposed."""

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.activities import services as activities
from crm.activities.models import Activity
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.meetings import queries
from tests.cast import hidden, sign_in, user
from tests.contacts.pages import opened
from tests.meetings.scene import organisation, person, scene, talk
from tests.meetings.test_pages import address


def _sent(client: FlaskClient, path: str, organisation_id: str) -> TestResponse:
    text = client.get(path).get_data(as_text=True)
    plumbing = {name: hidden(text, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    return client.post(path, data=plumbing | {"organisation_id": organisation_id})


def test_a_wrong_counterpart_is_corrected_and_the_log_keeps_both(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        id = talk(at, confirmed_by_counterpart=True, our_organisation_id=at.association).id
        foreign = talk(at, activity_id=None).id
        with writing():
            other = organisation("图们市商务局").id
            db.session.commit()
    sign_in(client)
    path = f"/meetings/{id}/counterpart"
    assert path in client.get(f"/meetings/{id}/edit").get_data(as_text=True)
    for refused in ("", str(at.association), "99999"):
        assert _sent(client, path, refused).status_code == 422
    assert _sent(client, path, str(other)).headers["Location"] == f"/meetings/{id}/edit"
    with app.app_context():
        meeting = queries.one(id, user=user())
        assert (meeting.organisation_id, meeting.confirmed_by_counterpart) == (other, False)
        assert [seat.person_id for seat in meeting.attendees if seat.side == "theirs"] == [at.li]
    history = client.get(f"/audit/meetings/{id}").get_data(as_text=True)
    assert "Counterpart of the meeting replaced" in history
    assert "延吉市商务局" in history
    assert "图们市商务局" in history
    leader = app.test_client()
    sign_in(leader, Role.MISSION_LEADER)
    assert leader.get(f"/meetings/{foreign}/counterpart").status_code == 404


def test_a_new_counterpart_begins_with_the_name_and_the_place_of_the_item(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
    sign_in(client)
    asked = "/meetings/new?named=男鹿水族館"
    for more, place in ((f"&place={at.place}", at.place), (f"&activity_id={at.mission}", at.place), ("", "")):
        form = opened(client, asked + more, "text")
        assert (form["text"], form["place_id"]) == ("男鹿水族館", str(place)), more
    assert opened(client, f"{asked}&q=延辺", "text")["text"] == "延辺", "what was looked for is meant"


def test_whom_an_item_names_is_found_in_the_contacts_or_begun_there(app: Flask, client: FlaskClient) -> None:
    """Opened again, the form to record a new organisation made a second one of that name."""
    with app.app_context():
        at = scene()
        with writing():
            aquarium = organisation("男鹿水族館", "JP", "ja").id
            db.session.commit()
        talk(at)
    sign_in(client)
    shown = [client.get(f"/meetings/new?named={name}").get_data(as_text=True) for name in ("男鹿水族館", "寒風山", "")]
    assert [f"organisation_id={aquarium}" in page for page in shown] == [True, False, False]
    assert [f"organisation_id={at.commerce_bureau}" in page for page in shown] == [False, True, True]
    assert [re.search(r"<details open>\s*<summary>Record a new", page) is not None for page in shown] == [
        False, True, False,
    ]  # fmt: skip


def test_the_only_interpreter_of_the_delegation_is_proposed(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()

    def join(name: str) -> None:
        with app.app_context(), writing():
            someone = person(name, at.association)
            db.session.flush()
            trip = db.session.get_one(Activity, at.mission)
            activities.add_participant(trip, person_id=someone.id, role="interpreter", by=user())
            db.session.commit()

    sign_in(client)
    join("全英爱")
    assert re.search("Interpreter: <[^>]*>全英爱", client.get(address(at)).get_data(as_text=True))
    assert "Interpreter: nobody" in client.get(address(at, organisation_id=at.association)).get_data(as_text=True)
    assert "Interpreter: nobody" in client.get(address(at, going=1)).get_data(as_text=True), "who goes is named"
    join("金银姬")
    assert "Interpreter: nobody" in client.get(address(at)).get_data(as_text=True), "of two it is chosen"
