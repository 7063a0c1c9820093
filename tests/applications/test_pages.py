"""The public form shows and takes what it should, from whoever holds a code; the office works its queue."""

from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.applications import services
from crm.applications.models import Application, ApplicationCode
from crm.contacts.rules import duplicates
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.merging.services import set_rules
from tests.applications import desk
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form, text
from tests.missions import voyage
from tests.trust import world

FILLED = {
    "company": "見附ニット株式会社", "name": "髙橋 直樹", "email": "takahashi@example.jp", "consent": "y",
    "passport_number": "tk 7654321", "diet": "そば",
}  # fmt: skip


@pytest.fixture
def code(app: Flask) -> str:
    with app.app_context():
        book.person("秘密 太郎", "ja")
        return desk.code(desk.recruiting(names={"ja": "延辺視察団", "ko": "연변 방문단"}))


def test_a_company_applies_in_its_language_and_the_code_is_spent(app: Flask, client: FlaskClient, code: str) -> None:
    path = f"/applications/apply/{code}"
    assert client.get(f"{path}?lang=ko").status_code == 302
    page = client.get(path).get_data(as_text=True)
    assert '<html lang="ko">' in page
    assert "연변 방문단" in page
    assert "秘密" not in page
    assert 'name="consent"' in page
    assert "checked" not in page
    unwilling = world.send(client, path, {key: value for key, value in FILLED.items() if key != "consent"})
    assert unwilling.status_code == 422
    assert "見附ニット株式会社" in unwilling.get_data(as_text=True)
    assert world.send(client, path, FILLED).status_code == 303
    assert client.get(path).status_code == 404
    with app.app_context():
        kept = db.session.scalars(select(Application)).one()
        assert (kept.language, kept.company, kept.status) == ("ko", "見附ニット株式会社", "received")


def test_guessing_codes_is_slowed_down_and_tells_nothing(client: FlaskClient, code: str) -> None:
    answers = [client.get(f"/applications/apply/0000-0000-000{number}").status_code for number in range(8)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert client.get(f"/applications/apply/{code}").status_code == 429


def test_a_form_from_another_site_is_not_taken(client: FlaskClient, code: str) -> None:
    path = f"/applications/apply/{code}"
    filled = world.plumbing(client, path) | FILLED
    assert client.post(path, data=filled, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert client.post(path, data=filled | {"csrf_token": ""}).status_code == 400
    assert client.get(path).status_code == 200, "the code is not spent"


def test_a_form_that_was_open_for_hours_comes_back_filled_and_is_sent_once_more(client: FlaskClient, code: str) -> None:
    path = f"/applications/apply/{code}"
    filled = world.plumbing(client, path) | FILLED
    client.delete_cookie("session")
    late = client.post(path, data=filled)
    again = filled_form(late.text, "company")
    assert late.status_code == 400
    assert {name: again[name] for name in FILLED if name in again} == FILLED
    assert client.post(path, data=again).status_code == 303


def test_the_office_makes_codes_matches_and_accepts(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = desk.recruiting().id
    sign_in(client)
    queue = f"/applications/missions/{mission}"
    made = client.post(f"{queue}/codes", data=world.plumbing(client, queue) | {"companies": "甲社\n乙社", "days": "7"})
    assert made.status_code == 303
    page = unescape(client.get(queue).get_data(as_text=True))
    assert page.count("/applications/apply/") == 2
    assert "/applications/apply/" not in client.get(queue).get_data(as_text=True)
    with app.app_context():
        id = desk.application(desk.recruiting()).id
    record = f"/applications/{id}"
    text = client.get(record).get_data(as_text=True)
    assert "TK7654321" not in text
    assert "4 details" in text
    assert client.post(f"{record}/match", data=world.plumbing(client, record)).status_code == 303
    token = {"csrf_token": world.plumbing(client, record)["csrf_token"], "status": "accepted"}
    assert client.post(f"{record}/decide", data=token).status_code == 303
    assert "In the delegation" in client.get(record).get_data(as_text=True)


def test_the_queue_tells_accepted_applications_from_the_delegation(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = desk.recruiting()
        application = desk.application(mission)
        voyage.delegate(mission, name="川崎 誠", status="accepted")
        gone = voyage.delegate(mission, name="山田 太郎", status="cancelled")
        assert gone.status == "cancelled"
        id, queue = application.id, f"/applications/missions/{mission.id}"
    sign_in(client)
    told = text(client, queue)
    assert "Accepted of these applications: 0" in told
    assert "In the delegation, also entered by the office: 1" in told
    record = f"/applications/{id}"
    assert client.post(f"{record}/match", data=world.plumbing(client, record)).status_code == 303
    token = {"csrf_token": world.plumbing(client, record)["csrf_token"], "status": "accepted"}
    assert client.post(f"{record}/decide", data=token).status_code == 303
    told = text(client, queue)
    assert "Accepted of these applications: 1" in told
    assert "In the delegation, also entered by the office: 2" in told


def test_others_do_not_come_near(client: FlaskClient, code: str) -> None:
    sign_in(client, Role.MISSION_LEADER)
    assert client.get("/applications/missions/1").status_code == 403


def test_whom_an_applicant_may_be_is_weighed_as_the_administrator_set(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        known = book.person("髙橋 直樹", "ja").id
        id = desk.application(desk.recruiting()).id
    sign_in(client)
    assert f"/contacts/people/{known}" in client.get(f"/applications/{id}").get_data(as_text=True)
    with app.app_context(), writing():
        set_rules(dict.fromkeys(duplicates.WEIGHTS, 0), threshold=30, by=user())
        db.session.commit()
    assert f"/contacts/people/{known}" not in client.get(f"/applications/{id}").get_data(as_text=True)


def test_a_code_that_ends_while_somebody_types_gives_back_what_they_typed(
    app: Flask, client: FlaskClient, code: str
) -> None:
    path = f"/applications/apply/{code}"
    filled = world.plumbing(client, path) | FILLED | {"room": "single", "birth_date": "昭和50年"}
    with app.app_context(), writing():
        services.revoke_code(db.session.scalars(select(ApplicationCode)).one(), by=user())
        db.session.commit()
    lost = client.post(path, data=filled)
    kept = [FILLED[name] for name in ("company", "name", "email", "passport_number", "diet")] + ["昭和50年"]
    assert ([word for word in kept if word not in lost.text], lost.status_code) == ([], 404)
    assert 'id="typed"' in lost.text
    assert "シングル" in lost.text, "what was chosen, in words"
    assert 'id="typed"' not in client.get(path).text
    slowed = [client.post(path, data=filled) for _try in range(8)][-1]
    assert ([word for word in kept if word not in slowed.text], slowed.status_code) == ([], 429)
    with app.app_context():
        assert db.session.scalars(select(Application)).all() == []
