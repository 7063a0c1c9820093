"""The points on the page of a case: read, asked, answered, opened again in place and without a script."""

from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core.database import db
from crm.core.permissions import Role
from crm.meetings.rules import OURS
from crm.talks.models import OpenPoint
from crm.web import undoing
from tests.cast import csrf_token, hidden, sign_in, user
from tests.meetings.scene import Scene, scene
from tests.negotiations.browser import HTMX
from tests.negotiations.cases import days, opened
from tests.talks.asked import answered, point, stored


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.fixture
def case_id(app: Flask, at: Scene) -> int:
    with app.app_context():
        return opened(at).id


def asked(app: Flask, case_id: int, **changes: Any) -> int:
    with app.app_context():
        return point(case_id, **changes).id


def send(client: FlaskClient, path: str, data: dict[str, Any], **headers: str) -> Any:
    """Fill in the form that a page has open among the points."""
    form = client.get(path).text.split("asks", 1)[1]
    plumbing = {name: unescape(hidden(form, name)) for name in ("csrf_token", "form_id", "version", "as_opened")}
    return client.post(path, data=plumbing | data, headers=headers)


def test_the_head_of_a_case_says_whose_move_it_is(app: Flask, client: FlaskClient, case_id: int) -> None:
    sign_in(client)
    assert "Nothing open" in client.get(f"/negotiations/{case_id}").text
    asked(app, case_id)
    assert "Their move, 12 days" in client.get(f"/negotiations/{case_id}").text
    asked(app, case_id, side=OURS, asked_on=days(0))
    head = client.get(f"/negotiations/{case_id}").text.split('id="turn"')[1].split("</p>")[0]
    assert head.index("Their move, 12 days") < head.index("Our move, since today"), "who owes it for longer comes first"


def test_a_point_is_asked_without_a_script_and_taken_back(
    app: Flask, client: FlaskClient, at: Scene, case_id: int
) -> None:
    sign_in(client)
    path = f"/talks/negotiations/{case_id}/points/new"
    told = {"text": "返品を認めるか", "side": "theirs", "organisation_id": at.commerce_bureau,
        "asked_on": days(-3).isoformat(), "due_on": days(4).isoformat()}  # fmt: skip
    answer = send(client, path, told)
    assert (answer.status_code, answer.location) == (303, f"/negotiations/{case_id}")
    assert "返品を認めるか" in client.get(f"/talks/panels/negotiations/{case_id}").text
    with app.app_context():
        [change] = undoing.recent(user().id)
    client.post(change.undo, data={"csrf_token": csrf_token(client, "/negotiations/"), "undo": change.undo})
    panel = client.get(f"/talks/panels/negotiations/{case_id}").text
    assert "返品を認めるか" not in panel
    assert "No point waits for an answer." in panel


def test_a_point_is_answered_in_place(app: Flask, client: FlaskClient, case_id: int) -> None:
    id = asked(app, case_id)
    sign_in(client)
    told = {"answer": "二割まで認める", "answered_on": days(0).isoformat()}
    answer = send(client, f"/talks/points/{id}/answer", told, **HTMX)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section class="panel" id="points">')
    assert "二割まで認める" in answer.text
    assert 'id="turn" hx-swap-oob="true"' in answer.text, "the head of the case follows"
    assert f"/talks/points/{id}/answer/withdraw" in answer.text.split("#messages", 1)[1], "the notice has its Undo"
    token = csrf_token(client, "/negotiations/")
    client.post(f"/talks/points/{id}/answer/withdraw", data={"csrf_token": token})
    with app.app_context():
        assert stored(id).is_open


def test_an_answer_says_how_many_days_it_took_and_how_late_it_was(
    app: Flask, client: FlaskClient, case_id: int
) -> None:
    late, soon = asked(app, case_id, due_on=days(-7)), asked(app, case_id, due_on=days(-2))
    with app.app_context():
        answered(late, days(-5))
        answered(soon, days(-2))
    sign_in(client)
    panel = client.get(f"/talks/panels/negotiations/{case_id}").text
    told = {id: panel.split(f'id="point-{id}"', 1)[1].split("</li>", 1)[0] for id in (late, soon)}
    assert "answered after 7 days" in told[late]
    assert "2 days late" in told[late]
    assert "answered after 10 days" in told[soon]
    assert "late" not in told[soon]


def test_a_point_is_opened_again_in_place_and_that_is_taken_back(app: Flask, client: FlaskClient, case_id: int) -> None:
    id = asked(app, case_id)
    with app.app_context():
        answered(id, days(-5), "検討中")
    sign_in(client)
    told = {"reason": "期日がない", "reopened_on": days(-1).isoformat()}
    answer = send(client, f"/talks/points/{id}/reopen", told, **HTMX)
    for words in ("検討中", "期日がない", "Their move, 1 day"):
        assert words in answer.text
    client.post(f"/talks/points/{id}/reopen/withdraw", data={"csrf_token": csrf_token(client, "/negotiations/")})
    with app.app_context():
        assert stored(id).answered_on == days(-5)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"asked_on": days(2).isoformat()}, "This day is still to come."),
        ({"asked_on": "1926-12-01"}, "Check the year"),
        ({"asked_on": "2026-13-45"}, "There is no such day."),
        ({"due_on": days(-9).isoformat()}, "The answer cannot be due before the question was asked."),
        ({"due_on": "2126-01-01"}, "Check the year"),
        ({"text": " "}, "Fill in this field."),
        ({"side": "nobody"}, "Not a valid choice."),
        ({"organisation_id": "987654"}, "Choose"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_lost(
    app: Flask, client: FlaskClient, case_id: int, told: dict[str, str], words: str
) -> None:
    sign_in(client)
    plain = {"text": "返品を認めるか", "side": "theirs", "organisation_id": "", "asked_on": days(-3).isoformat(),
        "due_on": ""}  # fmt: skip
    answer = send(client, f"/talks/negotiations/{case_id}/points/new", plain | told)
    assert answer.status_code == 422
    [name] = told
    beside = answer.text.split(f'id="{name}-err"', 1)[1].split("</span>", 1)[0]
    assert words in beside
    if name != "text":
        assert "返品を認めるか" in answer.text
    with app.app_context():
        assert db.session.scalar(select(OpenPoint.id)) is None


def test_an_answer_before_its_question_is_told_beside_its_day(app: Flask, client: FlaskClient, case_id: int) -> None:
    id = asked(app, case_id)
    sign_in(client)
    told = {"answer": "認める", "answered_on": days(-13).isoformat()}
    answer = send(client, f"/talks/points/{id}/answer", told, **HTMX)
    assert answer.status_code == 422
    assert "the answer comes after it" in answer.text.split('id="answered_on-err"', 1)[1].split("</span>", 1)[0]
    assert "認める</textarea>" in answer.text


def test_two_who_answer_at_once_see_both_answers(app: Flask, client: FlaskClient, case_id: int) -> None:
    id = asked(app, case_id)
    sign_in(client)
    form = client.get(f"/talks/points/{id}/answer").text.split("asks", 1)[1]
    plumbing = {name: unescape(hidden(form, name)) for name in ("csrf_token", "form_id", "version", "as_opened")}
    with app.app_context():
        answered(id, days(-1), "認めない")
    answer = client.post(
        f"/talks/points/{id}/answer", data=plumbing | {"answer": "認める", "answered_on": days(0).isoformat()}
    )
    assert answer.status_code == 409
    assert "認めない" in answer.text
    assert "認める" in answer.text.replace("認めない", "")
    with app.app_context():
        assert stored(id).answer == "認めない"


def test_who_does_not_see_the_case_gets_no_panel_and_reaches_no_act(
    app: Flask, client: FlaskClient, case_id: int
) -> None:
    id = asked(app, case_id)
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/talks/panels/negotiations/{case_id}").status_code == 404
    assert client.get(f"/talks/points/{id}/answer").status_code == 404
    assert (
        client.post(
            f"/talks/points/{id}/archive", data={"csrf_token": csrf_token(client, "/negotiations/")}
        ).status_code
        == 404
    )


def test_management_reads_the_points_and_has_no_button(app: Flask, client: FlaskClient, case_id: int) -> None:
    asked(app, case_id)
    sign_in(client, Role.MANAGEMENT)
    panel = client.get(f"/talks/panels/negotiations/{case_id}").text
    assert "返品を認めるか" in panel
    assert "Enter the answer" not in panel
    assert "Add a point" not in panel


def test_the_list_is_narrowed_by_whose_move_it_is(app: Flask, client: FlaskClient, at: Scene, case_id: int) -> None:
    with app.app_context():
        other = opened(at, title="学校制服").id
    asked(app, case_id)
    asked(app, other, side=OURS, asked_on=days(-1))
    sign_in(client)
    listed = client.get("/negotiations/list?turn=ours").text
    assert "学校制服" in listed
    assert "Our move, 1 day" in listed
    assert "リブ編み" not in listed
    assert "&lt;time" not in listed, "a day stands as a day, not as its mark"


def test_home_tells_what_we_have_owed_beyond_a_week(app: Flask, client: FlaskClient, case_id: int) -> None:
    asked(app, case_id, text="卸値の段階表", side=OURS, asked_on=days(-8))
    asked(app, case_id, text="見本の寸法", side=OURS, asked_on=days(-7))
    sign_in(client)
    assert "/home/panels/points" in client.get("/").text
    home = client.get("/home/panels/points").text
    assert "We owe an answer" in home
    assert "卸値の段階表" in home
    assert "見本の寸法" not in home
