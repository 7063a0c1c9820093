"""While the database does not answer, everybody is told so, and nobody is taken for a stranger."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from crm.core import reading
from crm.factory import create_app
from tests import cast
from tests.conftest import settings_for
from tests.trust import world


@pytest.mark.parametrize("known", [False, True], ids=["a stranger", "somebody signed in"])
@pytest.mark.parametrize(("method", "path"), [("GET", "/users/sign-in"), ("POST", "/meetings/new"), ("GET", "/tasks/")])
def test_a_database_that_is_away_is_said_to_be_busy(tmp_path: Path, known: bool, method: str, path: str) -> None:
    url = f"postgresql+psycopg://postgres@/nothing?host={tmp_path}"
    client = create_app(settings_for(tmp_path, url, testing=False)).test_client()
    if known:
        client.set_cookie("session", "a token")
    answer = client.open(path, method=method, headers={"Accept-Language": "ja"})
    if path == "/tasks/" and not known:
        assert answer.status_code == 302  # to the sign-in, which says so
        return
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "データベース" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_database_that_goes_away_during_a_request_takes_nobody_out(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.sign_in(client)
    asked = reading.rows

    def gone(statement: Any, **values: Any) -> Any:
        if "login_sessions" in str(statement):
            return asked(statement, **values)
        raise OperationalError("", {}, Exception("server closed the connection"))

    with monkeypatch.context() as broken:
        broken.setattr(reading, "rows", gone)
        answer = client.get("/contacts/people")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert client.get("/contacts/people").status_code == 200


@pytest.mark.once
def test_on_a_full_disk_whoever_just_saved_goes_on_reading_and_is_told_why_nothing_more_is_saved(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.sign_in(client)
    sent = world.plumbing(client, "/tasks/new") | {"text": "資料を送る", "owner_id": "1", "due_on": "2026-12-01"}
    assert client.post("/tasks/new", data=sent).status_code == 303  # its message waits in the session

    def full(*_words: Any, **_values: Any) -> Any:
        fault = sqlite3.OperationalError("database or disk is full")
        fault.sqlite_errorname = "SQLITE_FULL"
        raise OperationalError("", {}, fault)

    for written in ("crm.users.services.SessionStore.save", "crm.users.services.SessionStore.seen"):
        monkeypatch.setattr(written, full)
    assert client.get("/tasks/").status_code == 200
    monkeypatch.setattr("crm.tasks.services.add", full)
    answer = client.post("/tasks/new", data=sent | {"form_id": "another"})
    assert answer.status_code == 503
    assert "The disk of the server is full" in answer.text
    assert "<h1>The disk is full" in answer.text
    assert "Task added" not in answer.text, "what went well before does not stand above what did not"
