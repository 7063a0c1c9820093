"""Acts on ticked rows of every list: each record goes through the service of one, and what it refuses is told."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text as sql

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.negotiations.models import Negotiation
from tests.cast import sign_in, user
from tests.contacts.pages import filled_form, text
from tests.meetings.scene import Scene, scene
from tests.negotiations.cases import opened


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.fixture
def cases(app: Flask, at: Scene) -> list[int]:
    """Two negotiations: one that may go, one with a signed agreement."""
    with app.app_context():
        ids = [opened(at, title=title).id for title in ("取りやめた見本", "署名した委託販売")]
        with writing():
            db.session.execute(sql("UPDATE negotiations SET stage = 'signed' WHERE id = :id"), {"id": ids[1]})
            db.session.commit()
        return ids


@pytest.fixture
def captured(app: Flask, at: Scene) -> list[int]:
    """Three leads of one fair."""
    with app.app_context(), writing():
        names = ("朴春花", "金英哲", "李明")
        made = [leads.capture(LeadInput(activity_id=at.mission, raw_name=name), by=user()) for name in names]
        db.session.commit()
        return [lead.id for lead in made]


def do(client: FlaskClient, path: str, ids: list[int], **said: Any) -> Any:
    """Tick the rows, read what is asked, and agree."""
    form = filled_form(text(client, f"{path}?{'&'.join(f'id={id}' for id in ids)}"), "expected")
    return client.post(path, data=form | {"id": ids} | said)


def undo(client: FlaskClient, page: str) -> Any:
    """Press Undo in the latest notice of a page."""
    path = page.split('action="/lists/runs/')[1].split('"')[0]
    token = filled_form(page, "csrf_token")["csrf_token"]
    return client.post(f"/lists/runs/{path}", data={"csrf_token": token})


def kept(app: Flask, model: type[Any]) -> list[Any]:
    with app.app_context():
        return list(db.session.query(model).order_by(model.id))


def test_what_stays_on_record_is_left_out_and_says_why(client: FlaskClient, app: Flask, cases: list[int]) -> None:
    sign_in(client)
    answer = do(client, "/lists/negotiations/chosen/archive", cases)
    page = text(client, answer.headers["Location"])
    assert "Archive: 1 done." in page
    assert "Left out: 署名した委託販売: A negotiation with a signed agreement stays on record." in page
    assert [case.archived_at is None for case in kept(app, Negotiation)] == [False, True]


def test_those_archived_together_come_back_together_and_no_others(
    client: FlaskClient, app: Flask, captured: list[int]
) -> None:
    sign_in(client)
    do(client, "/lists/leads/chosen/archive", captured[:1])
    answer = do(client, "/lists/leads/chosen/archive", captured[1:])
    page = text(client, answer.headers["Location"])
    assert undo(client, page).status_code == 303
    assert [lead.archived_at is None for lead in kept(app, Lead)] == [False, True, True]
    assert undo(client, page).status_code == 409, "undone already"


@pytest.mark.parametrize(("name", "model"), [("leads", Lead), ("negotiations", Negotiation)])
def test_many_get_another_person_in_charge(
    client: FlaskClient, app: Flask, captured: list[int], cases: list[int], name: str, model: type[Any]
) -> None:
    with app.app_context():
        other = user(Role.MISSION_LEADER).id
    sign_in(client)
    ids = captured if name == "leads" else cases
    assert do(client, f"/lists/{name}/chosen/give", ids).status_code == 422, "nobody chosen"
    assert do(client, f"/lists/{name}/chosen/give", ids, owner_id=other).status_code == 303
    assert {row.owner_id for row in kept(app, model)} == {other}


def test_rows_that_the_reader_may_not_change_are_not_theirs_to_tick(
    client: FlaskClient, app: Flask, captured: list[int]
) -> None:
    sign_in(client, Role.MANAGEMENT)
    assert "/chosen/" not in text(client, "/leads/"), "only exported"
    assert client.get(f"/lists/leads/chosen/archive?id={captured[0]}").status_code == 403
    assert client.get(f"/lists/leads/chosen/tag?id={captured[0]}").status_code == 404, "leads carry no tags"


def test_the_second_leader_finds_none_of_the_first(client: FlaskClient, app: Flask, cases: list[int]) -> None:
    with app.app_context():
        user(Role.MISSION_LEADER, email="second.leader@example.jp")
    sign_in(client, Role.MISSION_LEADER, email="second.leader@example.jp")
    assert client.get(f"/lists/negotiations/chosen/archive?id={cases[0]}").status_code == 409, (
        "nothing ticked that they see"
    )
    assert kept(app, Negotiation)[0].archived_at is None


def test_a_list_whose_records_are_all_archived_says_so(client: FlaskClient, captured: list[int]) -> None:
    sign_in(client)
    told = "All of them are archived"
    do(client, "/lists/leads/chosen/archive", captured[:2])
    assert told not in text(client, "/leads/")
    do(client, "/lists/leads/chosen/archive", captured[2:])
    page = text(client, "/leads/?view=none")
    assert told in page
    assert 'href="/recent"' in page.split(told)[1]
