"""Rounds on the page of a case: written down with their offers, compared, changed, printed."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.negotiations import queries as negotiations
from crm.negotiations import services as cases
from crm.talks import contents, queries
from tests.cast import csrf_token, hidden, sign_in, user
from tests.meetings.scene import Scene, scene
from tests.negotiations.cases import days, held, opened
from tests.talks.test_rounds import price, round_of

PRICE = {"terms-0-side": "theirs", "terms-0-term": "price", "terms-0-amount": "120", "terms-0-unit": "piece",
    "terms-0-currency": "CNY", "terms-0-incoterm": "CIF", "terms-0-text": ""}  # fmt: skip


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.fixture
def case_id(app: Flask, at: Scene) -> int:
    with app.app_context():
        return opened(at).id


def send(client: FlaskClient, path: str, data: dict[str, Any]) -> Any:
    form = client.get(path).text.split('class="panel" method="post"', 1)[1]
    plumbing = {name: unescape(hidden(form, name)) for name in ("csrf_token", "form_id", "version", "as_opened")}
    return client.post(path, data=plumbing | {"held_on": days(-3).isoformat()} | data)


def test_a_round_is_written_down_and_stands_in_the_comparison(app: Flask, client: FlaskClient, case_id: int) -> None:
    sign_in(client)
    answer = send(client, f"/talks/negotiations/{case_id}/rounds/new", PRICE | {"place": "延吉", "theirs": "李明淑"})
    assert answer.status_code == 303
    panel = client.get(f"/talks/panels/negotiations/{case_id}/rounds").text
    for words in ("Round 1", "延吉", "李明淑", "CNY", "CIF"):
        assert words in panel
    assert "raised" not in panel
    with app.app_context():
        round_of(case_id, price(110), held_on=days(-1))
    panel = client.get(f"/talks/panels/negotiations/{case_id}/rounds").text
    assert "▼ lowered" in panel, "a sign and a word, not a colour alone"


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"terms-0-unit": ""}, "terms-0-unit", "Choose the unit"),
        ({"terms-0-amount": ""}, "terms-0-amount", "Enter the number"),
        ({"terms-0-amount": "12x"}, "terms-0-amount", ""),
        ({"terms-0-term": ""}, "terms-0-term", "Choose one."),
        ({"terms-0-unit": "枚"}, "terms-0-unit", "Not a valid choice"),
        ({"terms-0-currency": "XYZ"}, "terms-0-currency", "Not a valid choice"),
        ({"terms-0-currency": ""}, "terms-0-currency", "Choose the currency"),
        ({"held_on": days(1).isoformat()}, "held_on", "This day is still to come."),
        ({"held_on": "1826-01-01"}, "held_on", "Check the year"),
    ],
)
def test_what_a_round_lacks_is_told_beside_its_field(
    app: Flask, client: FlaskClient, case_id: int, told: dict[str, str], field: str, words: str
) -> None:
    sign_in(client)
    answer = send(client, f"/talks/negotiations/{case_id}/rounds/new", PRICE | {"place": "延吉"} | told)
    assert answer.status_code == 422
    assert words in answer.text.split(f'id="{field}-err"', 1)[1].split("</span>", 1)[0]
    assert 'value="延吉"' in answer.text
    with app.app_context():
        assert not queries.rounds_of(case_id)


def test_a_round_before_the_first_talk_asks_for_a_word(
    app: Flask, client: FlaskClient, at: Scene, case_id: int
) -> None:
    with app.app_context(), writing():
        cases.link_meeting(negotiations.one(case_id, user=user()), held(at, days_ago=2), by=user())
        db.session.commit()
    sign_in(client)
    path = f"/talks/negotiations/{case_id}/rounds/new"
    assert "early_reason" not in client.get(path).text, "nobody is asked who need not answer"
    answer = send(client, path, PRICE)
    assert answer.status_code == 422
    assert "Say why a round was before it." in answer.text.split('id="early_reason-err"', 1)[1].split("</span>", 1)[0]
    assert send(client, path, PRICE | {"early_reason": "書面で"}).status_code == 303


def test_a_meeting_is_offered_and_fills_the_round_in(app: Flask, client: FlaskClient, at: Scene, case_id: int) -> None:
    with app.app_context():
        met = held(at, days_ago=2).id
        stranger = held(at, days_ago=4).id
    with app.app_context(), writing():
        talk = next(each for each in negotiations.linkable_meetings(
            negotiations.one(case_id, user=user()), user=user()) if each.id == met)  # fmt: skip
        cases.link_meeting(negotiations.one(case_id, user=user()), talk, by=user())
        db.session.commit()
    sign_in(client)
    panel = client.get(f"/talks/panels/negotiations/{case_id}/rounds").text
    path = f"/talks/negotiations/{case_id}/rounds/new?meeting={met}"
    assert path in panel
    form = client.get(path).text
    assert "李明淑" in form
    assert days(-2).isoformat() in form
    assert client.get(f"/talks/negotiations/{case_id}/rounds/new?meeting={stranger}").status_code == 404


def test_a_round_begins_with_the_offers_of_the_last_one_only_when_that_is_asked_for(
    app: Flask, client: FlaskClient, case_id: int
) -> None:
    sign_in(client)
    path = f"/talks/negotiations/{case_id}/rounds/new"
    assert "offers=last" not in client.get(path).text, "there is none yet"
    with app.app_context():
        round_of(case_id, price(95), held_on=days(-9))
        round_of(case_id, price(120), held_on=days(-5))
        case = negotiations.one(case_id, user=user())
        money = case.currency
    plain = client.get(path).text
    assert 'value="120' not in plain, "nobody has said it again"
    assert f'<option selected value="{money}">' in plain, "the case's own money is offered for a price"
    assert f"{path}?offers=last" in unescape(plain)
    form = client.get(f"{path}?offers=last").text
    assert 'value="120' in form
    assert 'value="95' not in form
    assert "offers=last" not in form.split("asks", 1)[0].split("<form", 1)[0]


def test_a_point_that_came_up_in_a_round_is_of_its_day(
    app: Flask, client: FlaskClient, at: Scene, case_id: int
) -> None:
    with app.app_context():
        id = round_of(case_id, held_on=days(-4))
        stranger = round_of(opened(at, title="学校制服").id, held_on=days(-6))
    sign_in(client)
    path = f"/talks/negotiations/{case_id}/points/new?round={id}"
    assert path in unescape(client.get(f"/talks/panels/negotiations/{case_id}/rounds").text)
    assert f'value="{days(-4).isoformat()}"' in client.get(path).text
    assert client.get(f"/talks/negotiations/{case_id}/points/new?round={stranger}").status_code == 404


def test_two_who_change_a_round_at_once_see_both_versions(app: Flask, client: FlaskClient, case_id: int) -> None:
    with app.app_context():
        id = round_of(case_id, price(120))
    sign_in(client)
    path = f"/talks/rounds/{id}/edit"
    form = client.get(path).text.split('class="panel" method="post"', 1)[1]
    plumbing = {name: unescape(hidden(form, name)) for name in ("csrf_token", "form_id", "version", "as_opened")}
    said = {"held_on": days(-3).isoformat()} | PRICE
    assert send(client, path, said | {"place": "長春"}).status_code == 303
    answer = client.post(path, data=plumbing | said | {"place": "延吉"})
    assert answer.status_code == 409
    assert "長春" in answer.text
    assert "延吉" in answer.text


def test_a_round_is_archived_and_brought_back(app: Flask, client: FlaskClient, case_id: int) -> None:
    with app.app_context():
        id = round_of(case_id, price(120))
    sign_in(client)
    token = {"csrf_token": csrf_token(client, "/negotiations/")}
    client.post(f"/talks/rounds/{id}/archive", data=token)
    assert "No round is on record." in client.get(f"/talks/panels/negotiations/{case_id}/rounds").text
    client.post(f"/talks/rounds/{id}/restore", data=token)
    assert "Round 1" in client.get(f"/talks/panels/negotiations/{case_id}/rounds").text


def test_the_sheet_says_every_word_in_the_languages_of_both_sides(app: Flask, case_id: int) -> None:
    with app.test_request_context("/"):
        round_of(case_id, price(120))
        round_of(case_id, price(110), held_on=days(-1))
        case = negotiations.shown(case_id, user=user())
        spoken = contents.languages(case)
        assert spoken == ["ja", "zh-Hans"]
        html = contents.sheet(case, queries.rounds_of(case_id), spoken)
    for words in ("価格", "价格", "第1回", "第1轮", "引き下げ", "下调", "CNY 120 / 点 CIF", "CNY 120 / 件 CIF"):
        assert words in html
    assert re.search(r'<bdi lang="zh-Hans">\s*下调|lang="zh-Hans"[^>]*>下调', html), "it is marked as what it is"


def test_the_sheet_is_a_file_for_whoever_sees_the_case(app: Flask, client: FlaskClient, case_id: int) -> None:
    path = f"/talks/negotiations/{case_id}/rounds.pdf"
    sign_in(client)
    assert client.get(path).status_code == 404, "there is nothing to compare yet"
    with app.app_context():
        round_of(case_id, price(120))
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(path).status_code == 404
