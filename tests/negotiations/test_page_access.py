"""Who sees which negotiations, in which language, and how many queries a page takes."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from crm.activities.models import Activity
from crm.audit import services as audit
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads import rules as leads_rules
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.negotiations import services
from crm.negotiations.models import Negotiation
from crm.negotiations.rules import MoveWish
from tests.cast import SET_UP, hidden, sign_in, user
from tests.meetings.scene import Scene, scene
from tests.negotiations.browser import HTMX, made
from tests.negotiations.cases import case, held, lose, opened


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def test_a_mission_leader_sees_only_what_is_theirs(app: Flask, client: FlaskClient, at: Scene) -> None:
    other = made(app, at)
    theirs = made(app, at, title="視察団の案件", activity_id=at.mission)
    sign_in(client, Role.MISSION_LEADER)
    text = client.get("/negotiations/").get_data(as_text=True)
    assert "視察団の案件" in text
    assert "リブ編みカーディガン" not in text
    assert client.get(f"/negotiations/{theirs}").status_code == 200
    assert client.get(f"/negotiations/{other}").status_code == 404
    token = {"csrf_token": hidden(text, "csrf_token"), "stage": "qualified"}
    assert client.post(f"/negotiations/{other}/move", data=token).status_code == 404


def test_a_case_with_a_meeting_of_their_mission_is_theirs_too(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        negotiation, talk = opened(at), held(at, activity_id=at.mission)
        with writing():
            services.link_meeting(negotiation, talk, by=user())
            db.session.commit()
        id = negotiation.id
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/negotiations/{id}").status_code == 200


def test_leads_that_the_reader_does_not_see_are_not_on_the_case(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context(), writing():
        lead = leads.capture(LeadInput(activity_id=at.mission, person_id=at.sun, interest="子供服"), by=user())
        id = services.open_case(case(at, owner_id=user(Role.MISSION_LEADER).id), leads=[lead], by=user()).id
        with action(SET_UP, by=None):
            db.session.get_one(Activity, at.mission).leader_id = user().id
        db.session.commit()
    sign_in(client, Role.MISSION_LEADER)
    shown = client.get(f"/negotiations/{id}").get_data(as_text=True)
    assert "子供服" not in shown
    assert f"/contacts/people/{at.sun}" not in shown
    sign_in(client)
    assert "子供服" in client.get(f"/negotiations/{id}").get_data(as_text=True)
    with app.app_context(), writing():
        audit.archive(db.session.get_one(Lead, lead.id), leads_rules.ARCHIVED, by=user())
        db.session.commit()
    assert "子供服" not in client.get(f"/negotiations/{id}").get_data(as_text=True)


def test_management_reads_and_moves_nothing(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client, Role.MANAGEMENT)
    text = client.get("/negotiations/").get_data(as_text=True)
    assert 'details class="menu move"' not in text
    assert "New negotiation" not in text
    answer = client.post(
        f"/negotiations/{id}/move", data={"csrf_token": hidden(text, "csrf_token"), "stage": "qualified"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("language", ["ja", "zh-Hans", "ko"])
def test_the_pages_come_in_every_language(app: Flask, client: FlaskClient, at: Scene, language: str) -> None:
    id = made(app, at, to="talk")
    sign_in(client, language=language)
    for path in ("/negotiations/", "/negotiations/list", f"/negotiations/{id}", "/negotiations/new"):
        assert client.get(path).status_code == 200


def test_panels_show_the_cases_of_a_record(app: Flask, client: FlaskClient, at: Scene) -> None:
    made(app, at, activity_id=at.mission)
    sign_in(client)
    for path in (f"organisation/{at.commerce_bureau}", f"activity/{at.mission}"):
        whole = client.get(f"/negotiations/panels/{path}").get_data(as_text=True)
        part = client.get(f"/negotiations/panels/{path}", headers=HTMX).get_data(as_text=True)
        assert "リブ編みカーディガン" in whole
        assert "リブ編みカーディガン" in part
        assert "<html" not in part


@pytest.mark.once
@pytest.mark.parametrize("path", ["/negotiations/", "/negotiations/list", "/negotiations/panels/organisation/1"])
def test_the_number_of_queries_does_not_depend_on_the_rows(
    app: Flask, client: FlaskClient, at: Scene, path: str
) -> None:
    def queries_of(count: int) -> int:
        with app.app_context():
            for number in range(count):
                opened(at, title=f"案件 {number}", owner_id=user(Role(list(Role)[number % 4])).id)
            engine = db.engine
        seen: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        assert client.get(path).status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    sign_in(client)
    client.get(path)
    assert queries_of(3) == queries_of(27) <= 15


def test_the_case_asks_no_more_for_a_longer_history(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at)
    sign_in(client)

    def queries_after(count: int) -> int:
        with app.app_context(), writing():
            row = db.session.get_one(Negotiation, id)
            for _ in range(count):
                services.log(row, kind="call", summary="電話", by=user())
                services.link_meeting(row, held(at), by=user())
            db.session.commit()
            engine = db.engine
        seen: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        assert client.get(f"/negotiations/{id}").status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    assert queries_after(3) == queries_after(8) <= 26  # 25 and the BEGIN


def test_a_reopened_case_keeps_its_way(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = made(app, at, to="talk")
    with app.app_context(), writing():
        row = db.session.get_one(Negotiation, id)
        lose(row, "no_reply", "返事なし")
        db.session.commit()
    sign_in(client)
    text = client.get(f"/negotiations/{id}").get_data(as_text=True)
    assert "No reply" in text
    assert text.count('class="done"') == 3
    page = text.split("<main", 1)[1]
    plumbing = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version", "origin")}
    assert client.post(f"/negotiations/{id}/move", data=plumbing | {"stage": "talk"}).status_code == 200
    wish = MoveWish(reason="先方から連絡")
    answer = client.post(f"/negotiations/{id}/move", data=plumbing | {"stage": "talk", "reason": wish.reason})
    assert answer.status_code == 303
