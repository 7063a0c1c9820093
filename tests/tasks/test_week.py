"""One's own week, the order of what matters, and acts on many tasks at once."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.meetings.kind import MEETING
from crm.tasks import queries, services
from crm.tasks.models import Task
from tests.cast import csrf_token, hidden, sign_in, user
from tests.meetings.scene import scene, talk


@pytest.fixture(autouse=True)
def today(app: Flask) -> date:
    """The office's day; its clock is not that of the machine."""
    with app.app_context():
        return here.today()


def made(app: Flask, *days: date, role: Role = Role.COORDINATOR, **values: Any) -> list[int]:
    """Open tasks that are due on those days, called by their number."""
    with app.app_context(), writing():
        owner = user(role)
        given: dict[str, Any] = {"owner_id": owner.id, "by": owner} | values
        tasks = [services.add(text=f"確認 {n}", due_on=day, **given) for n, day in enumerate(days)]
        db.session.commit()
        return [task.id for task in tasks]


def due(app: Flask, id: int) -> date:
    with app.app_context():
        return db.session.get_one(Task, id).due_on


def columns(client: FlaskClient) -> dict[str, list[int]]:
    """{column of the week: the tasks in it}; its day, or "late"."""
    text = client.get("/tasks/week").get_data(as_text=True)
    parts = re.split(r'aria-labelledby="head-([\d-]+|late)"', text)[1:]
    return {
        name: [int(id) for id in re.findall(r'id="card-(\d+)"', part)]
        for name, part in zip(parts[::2], parts[1::2], strict=True)
    }


def test_the_week_has_seven_days_and_what_is_late_before_them(app: Flask, client: FlaskClient, today: date) -> None:
    late, now, last, _later = made(app, *(today + timedelta(days=n) for n in (-3, 0, 6, 7)))
    made(app, today, role=Role.ADMIN)
    sign_in(client)
    week = columns(client)
    assert list(week) == ["late", *(str(today + timedelta(days=n)) for n in range(7))]
    assert {name: ids for name, ids in week.items() if ids} == {
        "late": [late], str(today): [now], str(today + timedelta(days=6)): [last],
    }  # fmt: skip


def test_nothing_late_takes_no_column(client: FlaskClient, today: date) -> None:
    sign_in(client)
    assert list(columns(client))[0] == str(today)


def test_of_one_day_what_matters_most_comes_first(app: Flask, client: FlaskClient, today: date) -> None:
    with app.app_context(), writing():
        me = user()
        low, normal, high = (
            services.add(text=code, due_on=today, owner_id=me.id, priority=code, by=me).id
            for code in ("low", "normal", "high")
        )
        db.session.commit()
        assert [task.id for task in queries.tasks(queries.Filter(), user=me).rows] == [high, normal, low]
    sign_in(client)
    assert columns(client)[str(today)] == [high, normal, low]


def test_a_card_is_taken_to_another_day_there_and_back(app: Flask, client: FlaskClient, today: date) -> None:
    (id,) = made(app, today + timedelta(days=3))
    sign_in(client)
    form = {"csrf_token": hidden(client.get("/tasks/week").get_data(as_text=True), "csrf_token")}
    answer = client.post(f"/tasks/{id}/move", data=form | {"due_on": str(today)}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert f'id="card-{id}"' in answer.get_data(as_text=True)
    assert due(app, id) == today
    assert client.post(f"/tasks/{id}/move", data=form | {"due_on": str(today + timedelta(days=5))}).status_code == 303
    assert due(app, id) == today + timedelta(days=5)


@pytest.mark.parametrize("day", ["", "2020-01-01", "2026-02-30"])
def test_a_day_gone_by_is_refused_and_nothing_moves(app: Flask, client: FlaskClient, today: date, day: str) -> None:
    (id,) = made(app, today)
    sign_in(client)
    token = csrf_token(client, "/tasks/week")
    answer = client.post(f"/tasks/{id}/move", data={"csrf_token": token, "due_on": day})
    assert answer.status_code == 422
    assert 'class="errsum"' in answer.get_data(as_text=True)
    assert due(app, id) == today


def test_what_is_done_moves_no_more(app: Flask, today: date) -> None:
    (id,) = made(app, today)
    with app.app_context(), writing():
        task = db.session.get_one(Task, id)
        services.complete(task, by=user())
        with pytest.raises(Refused, match="not open any more"):
            services.move(task, today + timedelta(days=1), by=user())


def test_a_row_names_the_record_to_whoever_sees_it(app: Flask, client: FlaskClient, today: date) -> None:
    """A leader owns a task on a talk that is not theirs: the row tells what it is, not what was talked about."""
    sign_in(client)  # makes the account that scenes are entered by
    with app.app_context(), writing():
        meeting = talk(scene(), subject="見本の評価")
        db.session.commit()
        meeting_id = meeting.id
    made(app, today, record=(MEETING, meeting_id))
    made(app, today, record=(MEETING, meeting_id), role=Role.MISSION_LEADER)
    assert "見本の評価" in client.get("/tasks/").get_data(as_text=True)
    leader = app.test_client()
    sign_in(leader, Role.MISSION_LEADER)
    text = leader.get("/tasks/").get_data(as_text=True)
    assert "確認 0" in text
    assert "見本の評価" not in text


def agreed(client: FlaskClient, act: str, ids: list[int], **more: str) -> str:
    """The list after an act on ticked tasks was confirmed."""
    query = "&".join(f"id={id}" for id in ids)
    text = client.get(f"{act}?of=&{query}").get_data(as_text=True)
    plumbing = {name: hidden(text, name) for name in ("csrf_token", "form_id", "of", "expected")}
    answer = client.post(act, data=plumbing | {"id": ids} | more, follow_redirects=True)
    return answer.get_data(as_text=True)


def test_ticked_tasks_are_done_together_and_those_that_cannot_be_are_named(
    app: Flask, client: FlaskClient, today: date
) -> None:
    """Another's task is among them: what is ticked counts, whoever it belongs to."""
    first, second = made(app, today, today)
    (others,) = made(app, today, role=Role.ADMIN)
    with app.app_context(), writing():
        services.cancel(db.session.get_one(Task, second), by=user())
        db.session.commit()
    sign_in(client)
    told = agreed(client, "/lists/tasks/chosen/done", [first, second, others])
    with app.app_context():
        states = [db.session.get_one(Task, id).status for id in (first, second, others)]
    assert states == ["done", "cancelled", "done"]
    assert "2 done" in told
    assert "確認 1: This task is not open any more" in told


def test_ticked_tasks_are_postponed_cancelled_and_handed_over(app: Flask, client: FlaskClient, today: date) -> None:
    ids = made(app, today, today)
    sign_in(client)
    with app.app_context():
        admin = user(Role.ADMIN).id
    agreed(client, "/lists/tasks/chosen/week", ids)
    assert [due(app, id) for id in ids] == [today + timedelta(days=7)] * 2
    agreed(client, "/lists/tasks/chosen/give", ids, owner_id=str(admin))
    agreed(client, "/lists/tasks/chosen/cancel", ids[:1])
    with app.app_context():
        rows = [db.session.get_one(Task, id) for id in ids]
        assert [(row.owner_id, row.status) for row in rows] == [(admin, "cancelled"), (admin, "open")]


def test_nobody_archives_a_task(app: Flask, client: FlaskClient, today: date) -> None:
    (id,) = made(app, today)
    sign_in(client)
    assert client.get(f"/lists/tasks/chosen/archive?id={id}").status_code == 404
    assert "/lists/tasks/chosen/archive" not in client.get("/tasks/").get_data(as_text=True)
