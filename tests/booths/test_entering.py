"""Who comes in by a code: a phone that comes again is known, one that was removed is not let in, a guesser waits."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Activity
from crm.booths import rules, services
from crm.booths.models import BoothCapture, BoothCode, BoothPhone
from crm.core import clock
from crm.core.database import db, writing
from crm.web.days import day
from crm.web.locale import speak
from tests.booths import stall
from tests.booths.phones import enter, rows, send
from tests.cast import sign_in, user
from tests.trust import world


def test_a_phone_that_comes_again_is_the_same_and_its_leads_keep_who_captured_them(
    app: Flask, client: FlaskClient, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_PHONES", 1)
    enter(client, code, "金")
    by = re.findall(r'<input type="hidden" name="by" value="([^"]+)">', client.get("/booths/1/").get_data(as_text=True))
    for name in ("金", "小林", "小林"):
        assert enter(client, code, name).status_code == 303
    assert by == ["金"]
    assert send(client, raw_name="王伟", by="金").status_code == 204
    assert send(client, "k2", raw_name="李明淑").status_code == 204
    assert rows(app, BoothPhone) == 2, "this one, and that of the other fair"
    with app.app_context():
        phone = db.session.get_one(BoothPhone, 2)
        assert phone.name == "小林"
    sign_in(client)
    assert "<bdi>金</bdi>" in client.get("/booths/panels/leads/2").get_data(as_text=True)
    assert "<bdi>小林</bdi>" in client.get("/booths/panels/leads/3").get_data(as_text=True)


def test_a_code_that_comes_before_its_days_tells_from_when_it_opens(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        today = clock.today(stall.THERE)
        fair = stall.fair(start_on=today + timedelta(days=5), end_on=today + timedelta(days=6))
        shown, (revoked, gone) = stall.code(fair)[1], stall.code(fair, "B-1")
        with writing():
            services.revoke(revoked, by=user())
            db.session.commit()
    with app.test_request_context():
        speak("ja")
        opens = day(today + timedelta(days=4))
    early, late = enter(client, shown), enter(client, gone)
    assert (opens in early.text, early.status_code) == (True, 409)
    assert (opens in late.text, late.status_code) == (False, 404)


def test_a_removed_phone_does_not_come_again_with_its_code_and_does_with_another(
    app: Flask, client: FlaskClient, code: str
) -> None:
    enter(client, code)
    with app.app_context():
        with writing():
            services.remove(db.session.get_one(BoothPhone, 2), by=user())
            db.session.commit()
        other = stall.code(db.session.get_one(Activity, 1))[1]
    assert enter(client, code).status_code == 409
    assert enter(client, other).status_code == 303
    earlier = int((clock.now() - timedelta(hours=1)).timestamp() * 1000)
    assert send(client, at=earlier, raw_name="王伟").status_code == 204
    with app.app_context():
        sent = db.session.scalars(select(BoothCapture).order_by(BoothCapture.id.desc())).first()
        assert sent is not None
        assert (sent.state, sent.cause) == (rules.WAITING, rules.UNKNOWN)


def test_what_waits_on_a_phone_is_still_taken_when_it_gets_the_code_of_another_booth(
    app: Flask, client: FlaskClient, code: str
) -> None:
    with app.app_context():
        row = db.session.scalars(select(BoothCode).where(BoothCode.activity_id == 1)).one()
        phone, key = stall.phone(row)
        first = phone.id
        other = stall.code(db.session.get_one(Activity, 1), "B-7")[1]
    client.set_cookie("booth_1", key, path="/booths/")
    assert enter(client, other).status_code == 303
    earlier = int((clock.now() - timedelta(hours=1)).timestamp() * 1000)
    assert send(client, at=earlier, raw_name="王伟").status_code == 204
    with app.app_context():
        sent = db.session.scalars(select(BoothCapture).order_by(BoothCapture.id.desc())).first()
        assert sent is not None
        assert (sent.state, sent.phone_id != first) == (rules.TAKEN_AT_ONCE, True)


def test_guessing_codes_is_slowed_down(client: FlaskClient, code: str) -> None:
    """Not at once: a hall has one address for all who stand in it."""
    answers = [enter(client, f"0000-0000-00{number:02}").status_code for number in range(22)]
    assert answers[:20] == [404] * 20
    assert answers[-1] == 429
    assert enter(client, code).status_code == 429, "whoever guesses waits, also with the right one"


def test_the_right_code_of_a_colleague_ends_the_count(app: Flask, client: FlaskClient, code: str) -> None:
    for _round in range(2):
        for number in range(19):
            assert enter(client, f"0000-0000-00{number:02}").status_code == 404
        assert enter(app.test_client(), code).status_code == 303


def test_codes_are_counted_by_the_network_of_an_address(app: Flask, client: FlaskClient, code: str) -> None:
    """One machine takes as many addresses of its /64 as it likes."""
    data = {"code": "0000-0000-0000", "name": "金"} | world.plumbing(client, "/booths/")
    answers = [
        client.post("/booths/", data=data, environ_overrides={"REMOTE_ADDR": f"2001:db8:1:2::{number}"}).status_code
        for number in range(1, 23)
    ]
    assert answers[-1] == 429


def test_a_phone_is_told_that_what_it_captures_waits_once_its_code_is_revoked(
    app: Flask, client: FlaskClient, code: str
) -> None:
    enter(client, code)
    waits = "This code has ended"
    assert waits not in client.get("/booths/1/?lang=en").get_data(as_text=True)
    with app.app_context():
        phone = db.session.scalars(select(BoothPhone).where(BoothPhone.id == 2)).one()
        with writing():
            services.revoke(db.session.get_one(BoothCode, phone.code_id), by=user())
            db.session.commit()
    assert waits in client.get("/booths/1/?lang=en").get_data(as_text=True)
