"""What a phone without a network asks of the server: the worker, a token, and an answer that is the first one's."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core import clock
from crm.core.database import db
from crm.tasks.models import Task
from tests.cast import csrf_token, sign_in, user


def test_the_worker_comes_from_the_root_so_that_it_rules_over_every_page(client: FlaskClient) -> None:
    with client.get("/worker.js") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "text/javascript"
        assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_token_is_given_to_whoever_is_signed_in_only(app: Flask, client: FlaskClient) -> None:
    assert client.get("/offline/token").get_json() == {"user": None}
    sign_in(client)
    given = client.get("/offline/token")
    with app.app_context():
        assert given.get_json()["user"] == user().id
    assert given.headers["Cache-Control"] == "no-store"
    answer = client.post("/users/language", data={"language": "ko", "csrf_token": given.get_json()["token"]})
    assert answer.status_code == 303


def test_what_waited_and_is_sent_twice_is_one_record_and_leaves_no_message(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    data = {"text": "電話する", "due_on": "2026-12-01", "owner_id": "1", "form_id": "made on the phone"}
    data["csrf_token"] = csrf_token(client, "/tasks/new")
    typed = clock.now() - timedelta(hours=5)
    headers = {"HX-Request": "true", "X-Kept": str(int(typed.timestamp() * 1000))}
    answers = [client.post("/tasks/new", data=data, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    shown = client.get("/tasks/?scope=all").get_data(as_text=True)
    assert shown.count('class="main" href="/tasks/') == 1
    assert "Task added." not in shown
    with app.app_context():
        (task,) = db.session.scalars(select(Task))
    assert abs(task.created_at - typed) < timedelta(seconds=1), "it counts from when it was typed"
    history = client.get(f"/audit/tasks/{task.id}").get_data(as_text=True)
    assert "Entered without a connection, with the time of the device" in history


@pytest.mark.parametrize("away", [timedelta(minutes=3), -timedelta(days=61), None])
def test_a_moment_that_a_device_cannot_mean_is_none(app: Flask, client: FlaskClient, away: timedelta | None) -> None:
    sign_in(client)
    data = {"text": "電話する", "due_on": "2026-12-01", "owner_id": "1", "form_id": "made on the phone"}
    data["csrf_token"] = csrf_token(client, "/tasks/new")
    stamp = str(int((clock.now() + away).timestamp() * 1000)) if away is not None else "1e9999"
    assert client.post("/tasks/new", data=data, headers={"X-Kept": stamp}).status_code == 303
    with app.app_context():
        (task,) = db.session.scalars(select(Task))
        assert abs(task.created_at - clock.now()) < timedelta(minutes=1)


def test_the_page_of_what_waits_opens(client: FlaskClient) -> None:
    sign_in(client)
    assert "Waiting on this device" in client.get("/offline/").get_data(as_text=True)
