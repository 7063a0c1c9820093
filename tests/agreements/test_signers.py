"""Who signs for whom: told when it is saved, asked for by the row, and proposed from the mission."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.agreements.services import Signer
from crm.core.database import db, writing
from tests.agreements.test_pages import filled, made, send, status_of
from tests.cast import sign_in
from tests.contacts import book
from tests.contacts.pages import opened as page_form
from tests.meetings.scene import Scene, mission, scene
from tests.negotiations.cases import days


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        book.load_rates()
        return scene()


def test_an_agreement_without_signatories_is_signed_once_somebody_says_that_they_are_not_known(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    id = made(app, at, signers=[Signer("甲", at.tanabe)])
    sign_in(client)
    asked = client.get(f"/agreements/{id}/sign").get_data(as_text=True).split('id="act"')[1]
    assert "Nobody signs for Party B (延吉市商务局) yet." in asked, "told before the day is typed"
    answer = send(client, f"/agreements/{id}/sign", {"signed_on": days(0).isoformat()})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Nobody signs for Party B (延吉市商务局) yet." in text
    assert 'id="signers_unknown-err"' in text
    assert status_of(app, id) == "draft"
    unknown = {"signed_on": days(0).isoformat(), "signers_unknown": "y"}
    assert send(client, f"/agreements/{id}/sign", unknown).status_code == 303
    assert status_of(app, id) == "signed"
    shown = client.get(f"/agreements/{id}").get_data(as_text=True)
    assert "Who signed for this party is not known." in shown
    without = {"signers-1-person_id": "", "signers-1-title": ""}
    assert send(client, f"/agreements/{id}/edit", filled(at, **without)).status_code == 303, "it may stay so"
    without = {"signers-0-person_id": "", "signers-0-title": ""}
    assert "Nobody signs for Party A" in send(client, f"/agreements/{id}/edit", filled(at, **without)).text


def test_whoever_saves_learns_who_is_still_lacking(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = send(client, "/agreements/new", filled(at, **{"signers-1-person_id": "", "signers-1-side": ""}))
    shown = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "It counts once it is signed. Nobody signs for Party B (延吉市商务局) yet." in shown


@pytest.mark.parametrize(
    ("side", "message"),
    [("", "Signatory in row 2: choose which party this person signs for."), ("丙", "Party C is not among the parties")],
)
def test_a_signer_of_no_party_is_asked_for_which(client: FlaskClient, at: Scene, side: str, message: str) -> None:
    sign_in(client)
    rows = {"signers-0-person_id": "", "signers-1-side": side}
    answer = send(client, "/agreements/new", filled(at, **rows))
    assert (answer.status_code, message in answer.get_data(as_text=True)) == (422, True)


def test_the_two_sides_of_an_agreement_are_proposed_from_its_mission(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context(), writing():
        own = mission(at.place, host_organisation_id=at.commerce_bureau).id
        db.session.commit()
    sign_in(client)
    for address, theirs in ((f"/agreements/new?activity={own}", at.commerce_bureau), ("/agreements/new", "")):
        form = page_form(client, address, "title")
        assert [form[f"{rows}-{n}-side"] for rows in ("parties", "signers") for n in (0, 1)] == ["甲", "乙"] * 2
        assert form["parties-1-organisation_id"] == str(theirs)
