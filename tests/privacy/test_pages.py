"""The pages: the card of a person, the form with its errors, a mission, the gaps of everybody."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db
from crm.core.permissions import Role
from crm.privacy.models import ProcessingRecord
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import posted, pressed, text
from tests.privacy.asked import answered


@pytest.fixture
def li(app: Flask) -> int:
    with app.app_context():
        return book.person("李明淑", at=book.organisation("延吉市商务局")).id


def test_whom_nobody_asked_is_shown_as_a_gap(client: FlaskClient, li: int) -> None:
    cast.sign_in(client)
    assert "Nobody has asked this person yet" in text(client, f"/privacy/people/{li}")


def test_an_answer_is_recorded_and_stands_with_what_it_rests_on(client: FlaskClient, app: Flask, li: int) -> None:
    cast.sign_in(client)
    shown = text(client, f"/privacy/people/{li}/new")
    assert '<option selected value="CN">' in shown
    sent = {"obtained_on": "2026-11-20", "makers": "given", "basis": "consent", "purposes": ["contact", "news"]}
    assert posted(client, f"/privacy/people/{li}/new", sent).status_code == 303
    shown = text(client, f"/privacy/people/{li}")
    assert "Consent" in shown
    assert "Contact and follow-up, Newsletters and invitations" in shown
    with app.app_context():
        [made] = db.session.query(ProcessingRecord)
        assert (made.answers, made.purposes, made.obtained_by) == ({"makers": "given"}, "contact,news", "小林 里美")


def test_what_the_basis_does_not_carry_is_told_beside_the_scope_and_nothing_is_lost(
    client: FlaskClient, app: Flask, li: int
) -> None:
    cast.sign_in(client)
    sent = {"obtained_on": "2026-11-20", "partners": "given", "basis": "card_exchange", "note": "名刺交換のみ"}
    answer = posted(client, f"/privacy/people/{li}/new", sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="partners-err"' in page
    assert "名刺交換のみ" in page
    for sent, field in (
        ({"obtained_on": "2027-11-20", "keep": "refused"}, "obtained_on"),
        ({"obtained_on": "2026-11-20"}, "keep"),
        ({"obtained_on": "2026-11-20", "keep": "given"}, "basis"),
    ):
        answer = posted(client, f"/privacy/people/{li}/new", sent)
        assert answer.status_code == 422, field
        assert f'id="{field}-err"' in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.query(ProcessingRecord).count() == 0


def test_a_mission_is_recorded_with_one_press(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        trip = voyage.mission()
        voyage.delegate(trip)
        refuser = book.person("朴哲")
        voyage.delegate(trip, refuser)
        answered(refuser, makers="refused")
        there = f"/privacy/activities/{trip.id}"
    cast.sign_in(client)
    assert "1 person said no" in text(client, there)
    assert pressed(client, there, there).status_code == 303
    shown = text(client, there)
    assert "Participation in a mission" in shown
    assert "Record for" not in shown
    assert "1 person said no" in text(client, there.replace("/activities", "/panels/activities"))


def test_the_gaps_of_everybody_are_counted_and_lead_to_the_people(client: FlaskClient, li: int) -> None:
    cast.sign_in(client)
    shown = text(client, "/privacy/")
    assert "scope_makers=not_asked" in shown
    assert "李明淑" in text(client, "/contacts/people?scope_makers=not_asked&cols=name,consents")
    assert "李明淑" not in text(client, "/contacts/people?scope_makers=refused")


def test_who_only_reads_records_nothing(client: FlaskClient, li: int) -> None:
    cast.sign_in(client, Role.MANAGEMENT)
    assert "Add a record" not in text(client, f"/privacy/people/{li}")
    assert client.get(f"/privacy/people/{li}/new").status_code == 403
