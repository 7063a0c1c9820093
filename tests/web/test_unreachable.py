"""While the database does not answer, everybody is told so, and nobody is taken for a stranger."""

import errno
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from crm.core import reading
from crm.core.database import db
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
    refused = client.post("/tasks/new", data=sent | {"form_id": "unreadable", "due_on": "soon"})
    assert refused.status_code == 422, "what is amiss is told beside its field, with what was typed"
    kept = client.post("/tasks/new", data=sent | {"form_id": "kept", "text": "席を予約する"})
    assert kept.status_code == 303, "what was committed is not told as lost"
    assert "席を予約する" in client.get("/tasks/").text
    monkeypatch.setattr("crm.tasks.services.add", full)
    answer = client.post("/tasks/new", data=sent | {"form_id": "another"})
    assert answer.status_code == 503
    assert "The disk of the server is full" in answer.text
    assert "<h1>The disk is full" in answer.text
    assert "Task added" not in answer.text, "what went well before does not stand above what did not"


@pytest.mark.once
def test_a_database_without_room_is_read_says_so_and_takes_writes_again(app: Flask, client: FlaskClient) -> None:
    """SQLite itself refuses: as many pages as there are, and no more."""
    cast.sign_in(client)
    sent = world.plumbing(client, "/tasks/new") | {"owner_id": "1", "due_on": "2026-12-01"}

    def room(pages: str) -> None:
        with app.app_context():
            db.session.execute(text(f"PRAGMA max_page_count = {pages}"))

    def save(n: int) -> TestResponse:
        return client.post("/tasks/new", data=sent | {"form_id": f"{n}", "text": f"{n} " + "資料" * 80})

    with app.app_context():
        pages = db.session.scalar(text("PRAGMA page_count"))
    room(str(pages))
    answer = next(answer for n in range(100) if (answer := save(n)).status_code != 303)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "The disk of the server is full" in answer.text
    assert client.get("/tasks/").status_code == 200
    room("1000000000")
    assert save(1000).status_code == 303


@pytest.mark.once
def test_a_file_without_room_is_told_as_a_full_disk(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.sign_in(client)
    sent = world.plumbing(client, "/tasks/new") | {"text": "資料を送る", "owner_id": "1", "due_on": "2026-12-01"}

    def no_room(*_words: Any, **_values: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("crm.tasks.services.add", no_room)
    answer = client.post("/tasks/new", data=sent)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "<h1>The disk is full" in answer.text
