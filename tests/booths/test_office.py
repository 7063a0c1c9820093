"""What the office sees of booth mode: what was typed each time, all that waits, what was refused, a code once."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.booths import queries
from crm.booths.models import BoothPhone
from crm.core import clock
from crm.core.database import db
from crm.core.permissions import Role
from crm.users.models import LoginSession
from tests.booths import stall
from tests.cast import csrf_token, sign_in
from tests.trust import world


@pytest.fixture
def phone(app: Flask) -> BoothPhone:
    """A phone that was let in at the fair 1."""
    with app.app_context():
        return stall.phone(stall.code(stall.fair())[0])[0]


def test_the_panel_of_a_lead_shows_what_each_time_typed(app: Flask, client: FlaskClient, phone: BoothPhone) -> None:
    first: dict[str, Any] = {"raw_name": "王伟", "raw_organisation": "大洋商贸", "raw_contact": "w@example.cn"}
    second: dict[str, Any] = {
        "raw_name": "Wang Wei",
        "raw_organisation": "Dayang",
        "raw_contact": "W@example.cn, 13899990000",
    }
    with app.app_context():
        for key, told in (("k1", first), ("k2", second)):
            stall.send(phone, key, at=clock.now(), **told)
    sign_in(client)
    panel = unescape(client.get("/booths/panels/leads/1").get_data(as_text=True))
    for text in (*first.values(), *second.values()):
        assert f"<bdi>{text}</bdi>" in panel


def test_all_that_waits_is_counted_though_not_all_is_shown(
    app: Flask, client: FlaskClient, phone: BoothPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_SHOWN", 2)
    with app.app_context():
        for name in ("王伟", "李强", "金成浩"):
            stall.send(phone, name, at=None, raw_name=name)
        stall.send(phone, "taken", at=clock.now(), raw_name="朴")
    sign_in(client)
    page = unescape(client.get("/booths/fairs/1").get_data(as_text=True))
    assert 'Waiting for the office<span class="n num">3</span>' in page
    assert "The first 2 are shown." in page
    assert page.count("/refuse") == 2
    assert "3 leads wait for the office" in client.get("/booths/panels/activities/1").get_data(as_text=True)


def test_what_was_refused_is_shown_with_its_reason_and_waits_again_when_taken_back(
    app: Flask, client: FlaskClient, phone: BoothPhone
) -> None:
    with app.app_context():
        id = stall.send(phone, "k1", at=None, raw_name="王伟").id
    sign_in(client)
    assert world.send(client, f"/booths/captures/{id}/refuse", {"reason": "found in the street"}).status_code == 303
    page = unescape(client.get("/booths/fairs/1").get_data(as_text=True))
    refused = page[page.index('id="refused"') :]
    assert "王伟" in refused
    assert "found in the street" in refused
    data = {"csrf_token": csrf_token(client, "/booths/fairs/1")}
    assert client.post(f"/booths/captures/{id}/reconsider", data=data).status_code == 303
    page = unescape(client.get("/booths/fairs/1").get_data(as_text=True))
    assert "王伟" in page[page.index('id="waiting"') : page.index('id="codes"')]
    assert "found in the street" not in page
    assert client.post(f"/booths/captures/{id}/reconsider", data=data).status_code == 409


def test_until_it_is_shown_a_code_lies_sealed_in_the_session(
    app: Flask, client: FlaskClient, phone: BoothPhone
) -> None:
    sign_in(client)
    path = "/booths/fairs/1"
    client.post(f"{path}/codes", data=world.plumbing(client, path) | {"label": "B-7", "owner_id": "1"})
    with app.app_context():
        kept = str(db.session.scalars(select(LoginSession.data)).all())
    shown = re.search(r"/booths/\?fair=1#(\w{4}-\w{4}-\w{4})", unescape(client.get(path).get_data(as_text=True)))
    assert shown is not None
    assert "secret" in kept
    assert shown[1] not in kept


def test_the_office_makes_a_code_that_is_shown_once_with_its_qr(
    app: Flask, client: FlaskClient, phone: BoothPhone
) -> None:
    with app.app_context():
        stall.send(phone, "k1", at=None, raw_name="王伟")
    sign_in(client)
    path = "/booths/fairs/1"
    made = client.post(f"{path}/codes", data=world.plumbing(client, path) | {"label": "B-7", "owner_id": "1"})
    assert made.status_code == 303
    page = unescape(client.get(path).get_data(as_text=True))
    shown = re.search(r"/booths/\?fair=1#(\w{4}-\w{4}-\w{4})", page)
    assert shown is not None
    assert "QR code that opens the booth" in page
    printed = re.sub(r'(?s)<(section|table|nav|header)[^>]*class="[^"]*on-screen[^"]*".*?</\1>', "", page)
    assert [word in printed for word in (shown[1], "B-7", 'id="waiting"', "王伟", "<table", "Breadcrumb")] == [
        True, True, False, False, False, False,
    ], "printed to be hung up where visitors stand"  # fmt: skip
    assert shown[1] not in client.get(path).get_data(as_text=True)
    assert world.send(app.test_client(), "/booths/", {"code": shown[1], "name": "金"}).status_code == 303


def test_a_leader_reads_their_fair_and_makes_no_code_and_no_other_fair(client: FlaskClient, phone: BoothPhone) -> None:
    sign_in(client, Role.MISSION_LEADER)
    assert client.get("/booths/fairs/1").status_code == 404
    assert client.get("/booths/panels/activities/1").status_code == 404
    data = {"csrf_token": csrf_token(client, "/leads/new")}
    assert client.post("/booths/fairs/1/codes", data=data).status_code == 403
