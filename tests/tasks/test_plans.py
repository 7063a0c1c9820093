"""Activity plans: edited by the administrator, started on a record, each next step proposed on the card before."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from crm.activities.kind import ACTIVITY
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.kinds import by_table
from crm.core.permissions import Role
from crm.leads.kind import LEAD
from crm.meetings.kind import MEETING
from crm.meetings.models import Meeting
from crm.tasks import queries, rules, services
from crm.tasks.models import Plan, Task
from crm.tasks.rules import Step
from tests.cast import csrf_token, hidden, sign_in, user
from tests.meetings.scene import scene, talk

STEPS = (Step("礼状を送る", 3, working=True), Step("見本を送る", 14, internal=True), Step("感想を聞く", 7))


def plan() -> Plan:
    with writing():
        made = services.add_plan(name="商談の後", kind=MEETING, steps=STEPS, by=user(Role.ADMIN))
        db.session.commit()
    return made


def started(record_id: int) -> Task:
    with writing():
        task = services.start(queries.plan(1), record=(MEETING, record_id), by=user())
        db.session.commit()
    return task


@pytest.mark.parametrize(
    ("start", "days", "working", "due"),
    [
        (date(2026, 12, 11), 14, False, date(2026, 12, 25)),
        (date(2026, 12, 11), 3, True, date(2026, 12, 16)),  # a weekend between
        (date(2026, 11, 20), 1, True, date(2026, 11, 24)),  # 勤労感謝の日
        (date(2026, 12, 11), 0, True, date(2026, 12, 11)),
        (date(2026, 12, 25), 3, True, date(2027, 1, 5)),  # 年末年始, of which the holidays know 1 January alone
    ],
)
def test_working_days_are_those_of_our_own_office(
    session: scoped_session[Session], start: date, days: int, working: bool, due: date
) -> None:
    assert rules.due_day(start, days, working=working) == due


def test_each_step_is_proposed_when_the_one_before_is_done_and_once(app: Flask) -> None:
    with app.app_context():
        plan()
        task = started(talk(scene()).id)
        assert (task.text, queries.proposals([task])) == ("礼状を送る", {})
        with writing():
            task = queries.by_id(task.id)
            services.complete(task, by=user())
            assert queries.proposals([task])[task.id].step.text == "見本を送る"
            second = services.follow(task, by_table([MEETING]), by=user())
            assert (second.text, second.record_type, second.owner_id) == ("見本を送る", "meetings", task.owner_id)
            assert (task.internal, second.internal) == (False, True)
            with pytest.raises(Refused):
                services.follow(task, by_table([MEETING]), by=user())
            db.session.commit()


def test_a_plan_runs_once_on_a_record_and_only_on_its_kind(app: Flask) -> None:
    with app.app_context():
        plan()
        meeting = talk(scene()).id
        started(meeting)
        with pytest.raises(Refused, match="started here"):
            started(meeting)
        with writing(), pytest.raises(Refused, match="another kind"):
            services.start(queries.plan(1), record=(LEAD, 1), by=user())


def test_the_card_of_a_done_task_proposes_the_next_step(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        plan()
        at = scene()
        meeting = talk(at, activity_id=at.mission).id
    sign_in(client)
    page = f"/meetings/{meeting}"
    assert "Start a plan" in client.get(page).get_data(as_text=True)  # no task yet: one row, opened in place
    assert "商談の後" in client.get(f"/tasks/panels/meetings/{meeting}?open=1").get_data(as_text=True)
    token = {"csrf_token": csrf_token(client, page)}
    begun = client.post("/tasks/plans/1/start", data=token | {"record_type": "meetings", "record_id": str(meeting)})
    assert begun.headers["Location"] == page
    with app.app_context():
        assert db.session.get_one(Task, 1).activity_id == db.session.get_one(Meeting, meeting).activity_id == 1
    card = client.post("/tasks/1/done", data=token | {"next": page}, headers={"HX-Request": "true"})
    assert "Next: 見本を送る" in card.get_data(as_text=True)
    plain = client.post("/tasks/1/done", data=token | {"next": page})
    assert plain.headers["Location"] == "/tasks/1"  # where it is proposed without JavaScript
    assert "見本を送る" in client.get("/tasks/1").get_data(as_text=True)
    both = client.post("/tasks/1/follow", data=token | {"next": page}, headers={"HX-Request": "true"})
    assert both.get_data(as_text=True).count("<li") == 2
    assert client.post("/tasks/1/follow", data=token).status_code == 409
    for odd in ({"record_type": "meetings", "record_id": "999"}, {"record_type": "users", "record_id": "1"}, {}):
        assert client.post("/tasks/plans/1/start", data=token | odd).status_code == 404


def test_the_administrator_edits_plans_and_others_do_not(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    token = {"csrf_token": csrf_token(client, "/tasks/plans/")}
    assert client.post("/tasks/plans/usual", data=token).status_code == 303
    shown = client.get("/tasks/plans/").get_data(as_text=True)
    assert "After a business talk" in shown
    page = client.get("/tasks/plans/1/edit").get_data(as_text=True)
    data = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    data |= {"name": "商談の後", "record_type": "meetings", "steps-0-text": "礼状", "steps-0-days": "2"}
    assert client.post("/tasks/plans/1/edit", data=data | {"steps-0-days": "9999"}).status_code == 422
    assert client.post("/tasks/plans/1/edit", data=data).status_code == 303
    with app.app_context():
        assert [(step.text, step.days, step.working) for step in queries.plan(1).steps] == [("礼状", 2, False)]
    assert client.post("/tasks/plans/1/archive", data=token).status_code == 303
    assert client.post("/tasks/plans/1/restore", data=token).status_code == 303
    coordinator = app.test_client()
    sign_in(coordinator)
    assert coordinator.get("/tasks/plans/").status_code == 403


def test_the_tasks_of_a_mission_are_listed_whoever_is_in_charge(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        with writing():
            for text, owner in (("名簿を送る", user()), ("通訳を頼む", user(Role.ADMIN))):
                record = (ACTIVITY, at.mission)
                services.add(text=text, due_on=date(2026, 12, 1), owner_id=owner.id, record=record, by=owner)
            services.add(text="別件", due_on=date(2026, 12, 1), owner_id=user().id, by=user())
            db.session.commit()
    sign_in(client)
    shown = client.get(f"/tasks/?activity={at.mission}").get_data(as_text=True)
    assert "名簿を送る" in shown
    assert "通訳を頼む" in shown
    assert "別件" not in shown
    assert client.get("/tasks/?activity=999").status_code == 404
