"""A code gives one thing: to write leads of its fair. Nothing else opens by it; the office makes, ends and decides."""

import json
import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Activity
from crm.booths import rules, services
from crm.booths.models import BoothCapture, BoothCode, BoothPhone
from crm.core import clock
from crm.core.database import db, writing
from crm.leads.models import Lead
from tests.booths import stall
from tests.booths.phones import enter, rows, send
from tests.cards.pictures import photograph
from tests.cast import csrf_token, sign_in, user
from tests.fairs import stand
from tests.trust import world


def test_a_phone_is_let_in_and_sends_a_lead_with_its_card(app: Flask, client: FlaskClient, code: str) -> None:
    answer = enter(client, code.lower().replace("-", " "))
    assert answer.status_code == 303
    [cookie] = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("booth_1=")]
    assert "HttpOnly" in cookie
    assert "Path=/booths/;" in cookie
    page = client.get("/booths/1/").get_data(as_text=True)
    assert "延吉商品展" in page
    picture = (BytesIO(photograph()), "card.jpg")
    told: dict[str, Any] = {
        "notice_version": "2026-12",
        "notice_language": "ja",
    }  # an older page that the phone has kept
    assert send(client, picture=picture, rank="A", language="ko", may_store="y", **told).status_code == 204
    with app.app_context():
        sent = db.session.scalars(select(BoothCapture).order_by(BoothCapture.id.desc())).first()
        assert sent is not None
        assert (sent.state, sent.may_store, sent.may_share) == ("taken", True, False)
        assert (sent.notice_version, sent.notice_language) == ("2026-12", "ko")
        assert sent.card_id is not None


def test_nothing_is_chosen_or_ticked_before(client: FlaskClient, code: str) -> None:
    enter(client, code)
    page = client.get("/booths/1/").get_data(as_text=True)
    checked = re.findall(r'<input type="(?:radio|checkbox)" name="(\w+)" value="([^"]+)"[^>]*?\schecked', page)
    assert checked == []


def test_the_notice_and_its_language_are_those_of_the_page_until_the_visitor_chooses(
    app: Flask, client: FlaskClient, code: str
) -> None:
    enter(client, code)
    page = client.get("/booths/1/?lang=ko").get_data(as_text=True)
    assert re.findall(r'data-spoken="([^"]+)" data-unasked', page) == ["ko"] * 3
    told: dict[str, Any] = dict(re.findall(r'<input type="hidden" name="(notice_\w+)" value="([^"]+)">', page))
    assert send(client, raw_name="王伟", **told).status_code == 204
    with app.app_context():
        sent = db.session.scalars(select(BoothCapture).order_by(BoothCapture.id.desc())).first()
        lead = db.session.scalars(select(Lead).order_by(Lead.id.desc())).first()
        assert sent is not None
        assert lead is not None
        assert (sent.notice_version, sent.notice_language, lead.language) == (rules.NOTICE_VERSION, "ko", "")


def test_the_notice_stands_in_each_language_of_visitors(client: FlaskClient, code: str) -> None:
    enter(client, code)
    page = client.get("/booths/1/?lang=ko").get_data(as_text=True)
    assert '<html lang="ko">' in page
    for language in ("ja", "zh-Hans", "ko", "en"):
        assert page.count(f'data-spoken="{language}"') == 3


def test_the_page_shows_no_contact_and_no_other_lead(app: Flask, client: FlaskClient, code: str) -> None:
    enter(client, code)
    send(client, raw_name="王伟", raw_contact="wang@example.cn")
    page = client.get("/booths/1/").get_data(as_text=True)
    for secret in ("秘密", "別の", "王伟", "wang@example.cn", "小林", "139"):
        assert secret not in page


def test_the_phone_learns_nothing_of_an_earlier_lead(app: Flask, client: FlaskClient, code: str) -> None:
    enter(client, code)
    first = send(client, "k1", raw_name="王伟", raw_contact="wang@example.cn")
    again = send(client, "k2", raw_name="王伟", raw_contact="wang@example.cn", note="again")
    same = send(client, "k2", raw_name="王伟", raw_contact="wang@example.cn", note="again")
    assert {(answer.status_code, answer.data, answer.headers["HX-Location"]) for answer in (first, again, same)} == {
        (204, b"", "/booths/1/?lang=ja")
    }
    assert rows(app) == 2, "this one, and that of the other fair"


@pytest.mark.parametrize(
    "path",
    [
        "/", "/leads/", "/leads/1", "/leads/new", "/contacts/people", "/contacts/people/1", "/cards/", "/files/1",
        "/booths/fairs/1", "/booths/panels/activities/1", "/booths/panels/leads/1", "/booths/captures/1/refuse",
        "/missions/1", "/search/?q=秘密", "/offline/", "/cards/1/front.jpg",
    ],
)  # fmt: skip
def test_no_other_page_opens_by_a_code(client: FlaskClient, code: str, path: str) -> None:
    enter(client, code)
    answer = client.get(path)
    assert answer.status_code == 302
    assert "/users/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize(
    "path",
    [
        "/leads/new", "/leads/1/edit", "/leads/1/archive", "/booths/fairs/1/codes", "/booths/codes/1/revoke",
        "/booths/phones/1/remove", "/booths/captures/1/take", "/booths/captures/1/refuse", "/contacts/people/new",
    ],
)  # fmt: skip
def test_nothing_else_is_written_by_a_code(app: Flask, client: FlaskClient, code: str, path: str) -> None:
    enter(client, code)
    before = rows(app)
    token = client.get("/booths/1/token").get_json()["token"]
    assert client.post(path, data={"csrf_token": token, "raw_name": "王伟", "activity_id": "1"}).status_code == 401
    assert rows(app) == before


def test_a_code_opens_no_other_fair(app: Flask, client: FlaskClient, code: str) -> None:
    enter(client, code)
    before = rows(app)
    assert client.get("/booths/2/").headers["Location"] == "/booths/"
    assert client.get("/booths/2/token").get_json() == {"user": None}
    token = client.get("/booths/1/token").get_json()["token"]
    headers = {"X-Kept": str(int(clock.now().timestamp() * 1000))}
    data = {"csrf_token": token, "form_id": "k", "raw_name": "王伟", "activity_id": "2"}
    assert client.post("/booths/2/", data=data, headers=headers).status_code == 401
    assert client.post("/booths/1/", data=data, headers=headers).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Lead.activity_id).order_by(Lead.id.desc())).first() == 1
    assert rows(app) == before + 1


def test_the_key_of_one_fair_is_none_at_another(app: Flask, client: FlaskClient, code: str) -> None:
    enter(client, code)
    key = client.get_cookie("booth_1", path="/booths/")
    assert key is not None
    client.set_cookie("booth_2", key.value, path="/booths/")
    assert client.get("/booths/2/token").get_json() == {"user": None}


def test_a_guessed_or_revoked_key_opens_nothing(app: Flask, client: FlaskClient, code: str) -> None:
    client.set_cookie("booth_1", "guessed", path="/booths/")
    assert client.get("/booths/1/").status_code == 303
    assert client.get("/booths/1/token").get_json() == {"user": None}
    assert send(client, raw_name="王伟").status_code in (400, 401)


def test_after_its_end_a_code_lets_nobody_in_and_what_was_captured_in_time_is_still_taken(
    app: Flask, client: FlaskClient, code: str
) -> None:
    enter(client, code)
    captured = int(clock.now().timestamp() * 1000)
    with time_machine.travel(clock.now() + timedelta(days=10), tick=False):
        assert enter(app.test_client(), code).status_code == 404
        assert "This code has ended" in client.get("/booths/1/?lang=en").get_data(as_text=True)
        assert send(client, "k1", at=captured, raw_name="王伟").status_code == 204
        assert send(client, "k2", raw_name="金成浩").status_code == 204
    with time_machine.travel(clock.now() + timedelta(days=20), tick=False):
        assert send(client, "k3", at=captured, raw_name="李明淑").status_code == 204
    with app.app_context():
        found = db.session.execute(select(BoothCapture.state, BoothCapture.cause).where(BoothCapture.phone_id > 1))
        assert [tuple(row) for row in found] == [
            (rules.TAKEN_AT_ONCE, ""), (rules.WAITING, rules.AFTERWARDS), (rules.WAITING, rules.LATE),
        ]  # fmt: skip


def test_two_days_before_the_fair_nobody_is_let_in_and_the_page_says_from_when(
    app: Flask, client: FlaskClient, code: str
) -> None:
    with time_machine.travel(clock.now() - timedelta(days=3), tick=False):
        answer = enter(client, code)
    assert answer.status_code == 409
    assert "このコードでブースを開けるのは" in answer.get_data(as_text=True)
    assert rows(app, BoothPhone) == 1


def test_a_revoked_code_lets_nobody_in(app: Flask, client: FlaskClient, code: str) -> None:
    sign_in(client)
    page = client.get("/booths/fairs/1").get_data(as_text=True)
    data = {"csrf_token": csrf_token(client, "/booths/fairs/1")}
    assert client.post("/booths/codes/1/revoke", data=data).status_code == 303
    assert "Revoked" in client.get("/booths/fairs/1").get_data(as_text=True)
    assert "Revoked" not in page
    assert enter(app.test_client(), code).status_code == 404


def test_leads_without_a_key_are_each_taken(app: Flask, client: FlaskClient, code: str) -> None:
    enter(client, code)
    before = rows(app)
    for name in ("王伟", "李娜"):
        assert send(client, "", raw_name=name).status_code == 204
    assert rows(app) == before + 2, "an empty key makes no lead the twin of another"


def test_a_lead_from_another_site_or_without_its_token_is_not_taken(app: Flask, client: FlaskClient, code: str) -> None:
    enter(client, code)
    before, data = rows(app), {"form_id": "k", "raw_name": "王伟"}
    token = client.get("/booths/1/token").get_json()["token"]
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/booths/1/", data=data | {"csrf_token": token}, headers=cross).status_code == 400
    assert client.post("/booths/1/", data=data).status_code == 400
    assert rows(app) == before


@pytest.mark.parametrize(
    "wrong",
    [{"rank": "Z"}, {"visitor_type": "spy"}, {"channel": "x"}, {"language": "xx"}, {"raw_name": "\u202e王"},
     {"raw_name": "x" * 500}, {"note": "x" * 3000}, {"rank": "A"}],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_its_field_and_writes_nothing(
    app: Flask, client: FlaskClient, code: str, wrong: dict[str, Any]
) -> None:
    enter(client, code)
    before = rows(app)
    told = wrong if wrong == {"rank": "A"} else {"raw_name": "王伟"} | wrong
    answer = send(client, **told)
    assert answer.status_code == 422
    assert 'class="errsum"' in answer.get_data(as_text=True)
    assert rows(app) == before


def test_a_phone_that_sends_without_end_has_to_wait(
    app: Flask, client: FlaskClient, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(client, code)
    monkeypatch.setattr(rules, "MOST_CAPTURES", 1)
    assert send(client, "k1", raw_name="王伟").status_code == 204
    assert send(client, "k2", raw_name="金成浩").status_code == 429
    assert send(client, "k1", raw_name="王伟").status_code == 204


def test_a_code_is_tied_to_a_booth_which_the_phone_and_the_lead_name(
    app: Flask, client: FlaskClient, code: str
) -> None:
    with app.app_context():
        booth, foreign = stand.booth(1).id, stand.booth(2, number="X9").id
    desk = app.test_client()
    sign_in(desk)
    path = "/booths/fairs/1"
    offered = re.findall(r'<option[^>]* value="(\d+)"', desk.get(path).get_data(as_text=True).split("owner_id")[0])
    assert str(booth) in offered
    assert str(foreign) not in offered
    plumbing = world.plumbing(desk, path)
    refused = desk.post(f"{path}/codes", data=plumbing | {"booth_id": str(foreign)})
    assert refused.status_code == 422
    desk.post(f"{path}/codes", data=plumbing | {"booth_id": str(booth), "label": "second shift"})
    page = desk.get(path).get_data(as_text=True)
    assert "3 B12 · second shift" in page
    shown = re.search(r"/booths/\?fair=1#(\w{4}-\w{4}-\w{4})", page)
    assert shown is not None
    enter(client, shown[1])
    told = client.get("/booths/1/?lang=zh-Hans").get_data(as_text=True)
    assert "展位 3 B12" in told
    send(client, raw_name="王伟")
    facts = unescape(desk.get("/leads/2").get_data(as_text=True))
    assert f'<a href="/fairs/booths/{booth}"><bdi>3 B12</bdi></a>' in facts
    listed = desk.get(f"/leads/?booth={booth}").get_data(as_text=True)
    assert "王伟" in listed
    assert "別の来場者" not in listed
    assert "3 B12 · 延吉商品展" in listed
    assert "3 B12" in desk.get("/leads/?col=name&col=booth").get_data(as_text=True)


def test_a_code_of_a_fair_without_booths_asks_for_none(client: FlaskClient, code: str) -> None:
    sign_in(client)
    assert 'name="booth_id"' not in client.get("/booths/fairs/1").get_data(as_text=True)


def test_a_lead_that_is_a_picture_alone_is_called_by_its_moment_in_the_readers_language(
    app: Flask, client: FlaskClient, code: str
) -> None:
    enter(client, code)
    at = clock.now().replace(microsecond=0)
    send(client, picture=(BytesIO(photograph()), "card.jpg"), rank="A")
    there = clock.local(at, stall.THERE)
    day = f"{there.month}/{there.day} "
    for language, called in (
        ("ja", f"名刺 {day}"),
        ("zh-Hans", f"名片 {day}"),
        ("ko", f"명함 {day}"),
        ("en", "Card, "),
    ):
        sign_in(client, language=language)
        for path in ("/leads/2", "/leads/", "/leads/answers/1", "/leads/panels/activity/1"):
            page = client.get(path).get_data(as_text=True)
            assert called in page, (language, path)
            assert "#2<" not in page


def test_a_phone_that_was_lost_is_removed_and_what_it_captures_waits(
    app: Flask, client: FlaskClient, code: str
) -> None:
    enter(client, code)
    desk = app.test_client()
    sign_in(desk)
    data = {"csrf_token": csrf_token(desk, "/booths/fairs/1")}
    assert desk.post("/booths/phones/2/remove", data=data).status_code == 303
    assert "revoke the code as well" in desk.get("/booths/fairs/1").get_data(as_text=True)
    assert send(client, raw_name="王伟").status_code == 204
    page = desk.get("/booths/fairs/1").get_data(as_text=True)
    assert "王伟" in page
    assert "The phone had been removed." in page
    with app.app_context():
        waiting = db.session.scalars(select(BoothCapture.id).order_by(BoothCapture.id.desc())).first()
    assert desk.post(f"/booths/captures/{waiting}/take", data=data).status_code == 303
    assert "王伟" in desk.get("/leads/").get_data(as_text=True)
    assert desk.post(f"/booths/captures/{waiting}/take", data=data).status_code == 409


def test_a_reason_is_asked_for_what_is_refused(app: Flask, client: FlaskClient, code: str) -> None:
    enter(client, code)
    with app.app_context(), writing():
        phone = db.session.get_one(BoothPhone, 2)
        services.remove(phone, by=user())
        db.session.commit()
    send(client, raw_name="王伟")
    desk = app.test_client()
    sign_in(desk)
    with app.app_context():
        waiting = db.session.scalars(select(BoothCapture.id).order_by(BoothCapture.id.desc())).first()
    path = f"/booths/captures/{waiting}/refuse"
    assert world.send(desk, path, {"reason": ""}).status_code == 422
    assert world.send(desk, path, {"reason": "found in the street"}).status_code == 303
    page = desk.get("/booths/fairs/1").get_data(as_text=True)
    assert 'id="waiting"' not in page


def test_the_lead_shows_what_the_phone_sent(client: FlaskClient, code: str) -> None:
    enter(client, code)
    send(client, raw_name="王伟", rank="A", note="要样品", promised="sample", may_share="y")
    sign_in(client)
    panel = unescape(client.get("/booths/panels/leads/2").get_data(as_text=True))
    for told in ("金", "A-12", "要样品", "Sample", "May be given to makers: Yes", "May be contacted: No"):
        assert told in panel
    assert "1 phone" in client.get("/booths/panels/activities/1").get_data(as_text=True)


def test_the_answers_of_the_token_are_kept_nowhere(client: FlaskClient, code: str) -> None:
    enter(client, code)
    answer = client.get("/booths/1/token")
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.data)["user"] == "booth-1"


def test_a_picture_that_cannot_be_read_is_refused_in_the_language_of_the_reader(
    app: Flask, client: FlaskClient, code: str
) -> None:
    enter(client, code)
    before = rows(app)
    token = client.get("/booths/1/token").get_json()["token"]
    for content, told in (
        (b"\0\0\0\x18ftypheic", "HEIC"), (b"no picture", "WebP"), (photograph() + bytes(20_000_000), "12 MB"),
    ):  # fmt: skip
        data = {"csrf_token": token, "form_id": "k1", "raw_name": "王伟", "picture": (BytesIO(content), "card")}
        headers = {"HX-Request": "true", "X-Kept": str(int(clock.now().timestamp() * 1000))}
        answer = client.post("/booths/1/?lang=ko", data=data, headers=headers)
        assert (answer.status_code, answer.request.input_stream.closed) == (422, True)
        page = answer.get_data(as_text=True)
        assert '<html lang="ko">' in page
        [line] = re.findall(r'<section class="errsum".*?<li>(.*?)</li>', page, re.DOTALL)
        assert told in line
        assert re.search("[가-힣]", line)
    assert rows(app) == before


def test_a_code_is_revoked_with_its_phones_in_one_act_and_the_page_says_what_stays(
    app: Flask, client: FlaskClient, code: str
) -> None:
    enter(client, code)
    desk = app.test_client()
    sign_in(desk)
    with app.app_context():
        other = stall.code(db.session.get_one(Activity, 1))[1]
    enter(app.test_client(), other)
    assert "The phones that it let in stay" in desk.get("/booths/fairs/1").text
    with app.app_context():
        phones = db.session.scalars(select(BoothPhone).order_by(BoothPhone.id)).all()
        ours, theirs = phones[-2], phones[-1]
        path, revoked, kept = f"/booths/codes/{ours.code_id}/revoke", ours.code_id, (ours.id, theirs.id)
    assert desk.post(path, data={"csrf_token": csrf_token(desk, "/booths/fairs/1"), "phones": "1"}).status_code == 303
    assert "1 phone is removed" in desk.get("/booths/fairs/1").get_data(as_text=True)
    with app.app_context():
        mine, foreign = (db.session.get_one(BoothPhone, id) for id in kept)
        assert mine.removed_at is not None
        assert db.session.get_one(BoothCode, revoked).revoked_at is not None
        assert foreign.removed_at is None
