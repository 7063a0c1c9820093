"""K1, K3, D1, H4, L1: what was acknowledged survives kill -9, writers never fail each other, logs hold no people."""

import re
import runpy
import socket
import sqlite3
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit import queries as audit
from crm.core.database import db, writing
from crm.tasks import services as tasks
from crm.tasks.models import Task
from tests.cast import hidden, session_cookie, sign_in, user
from tests.conftest import let_go
from tests.databases import SqliteFiles
from tests.patience import PATIENCE
from tests.served import Browser, Server, prepare
from tests.trust import world
from tools.steps import ROOT

WRITERS = 8
EACH = 6
PASSWORD = "words that open the test"
EMAIL = "canary.person@example.jp"
CANARIES = ("canary", "カナリア", PASSWORD, "宿題")
#: So many browsers write at once while the server is killed.
BROWSERS = 3
#: The server is killed once so many saves were acknowledged, while others are on their way.
ENOUGH = 8


def a_task(text: str = "宿題") -> int:
    """A saved task of the coordinator's."""
    with writing():
        made = tasks.add(text=text, due_on=date(2026, 12, 1), owner_id=user().id, by=user())
        db.session.commit()
    return made.id


def at_once(number: int, work: Any) -> list[Any]:
    """The results of `work(0)`, `work(1)` … run in threads that start together."""
    ready, results = threading.Barrier(number), []

    def run(n: int) -> None:
        ready.wait()
        results.append(work(n))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.both
def test_of_eight_saves_of_one_version_exactly_one_is_accepted(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = a_task()
    sign_in(client)
    with app.app_context():
        owner = user().id
    form = world.plumbing(client, f"/tasks/{id}/edit") | {"due_on": "2026-12-20", "owner_id": str(owner)}
    cookie = session_cookie(client)

    def save(n: int) -> tuple[int, int]:
        browser = app.test_client()
        browser.set_cookie("session", cookie)
        mine = form | {"text": f"版 {n}", "form_id": f"one-{n}"}
        return browser.post(f"/tasks/{id}/edit", data=mine).status_code, n

    answers = at_once(WRITERS, save)
    assert sorted(status for status, _ in answers) == [303] + [409] * (WRITERS - 1)
    winner = next(n for status, n in answers if status == 303)
    with app.app_context():
        row = db.session.get_one(Task, id)
        assert (row.text, row.version) == (f"版 {winner}", 2)


@pytest.mark.both
def test_eight_writers_never_fail_each_other(app: Flask) -> None:
    with app.app_context():
        user()
        before = db.session.query(Task).count()

    def write(n: int) -> int:
        with app.app_context():
            for k in range(EACH):
                a_task(f"{n}-{k}")
        return EACH

    assert sum(at_once(WRITERS, write)) == WRITERS * EACH
    with app.app_context():
        assert db.session.query(Task).count() == before + WRITERS * EACH
        assert audit.verify().valid


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, databases: SqliteFiles) -> Iterator[Server]:
    """The running product with one administrator, on an SQLite file of its own."""
    made = Server(tmp_path_factory.mktemp("server"))
    made.app = prepare(made.folder / "instance", databases)
    command = ["users", "create", "--email", EMAIL, "--name", "カナリア 花子", "--password", PASSWORD]
    assert made.app.test_cli_runner().invoke(args=command).exit_code == 0
    made.start()
    yield made
    made.kill()


def written_until_killed(server: Server, run: int) -> list[str]:
    """The texts of the tasks whose saving was acknowledged before the server died under them."""
    acknowledged: list[str] = []
    browsers = [Browser(server.address) for _ in range(BROWSERS)]
    for browser in browsers:
        browser.sign_in(EMAIL, PASSWORD)
    tokens = [hidden(browser.get("/tasks/new"), "csrf_token") for browser in browsers]

    def write(n: int) -> None:
        for k in range(10_000):
            text = f"run {run} browser {n} task {k}"
            data = {"csrf_token": tokens[n], "form_id": text, "text": text, "due_on": "2026-12-01", "owner_id": "1"}
            try:
                status = browsers[n].post("/tasks/new", data)
            except (OSError, HTTPException):  # the server is gone, perhaps in the middle of its answer
                return
            assert status == 303
            acknowledged.append(text)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(BROWSERS)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + PATIENCE
    while len(acknowledged) < ENOUGH and time.monotonic() < deadline:
        time.sleep(0.01)
    server.kill()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    return acknowledged


@pytest.mark.once
def test_gunicorn_refuses_what_no_browser_sends_and_listens_to_no_socket_of_commands(server: Server) -> None:
    def raw(request: bytes) -> str:
        with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
            connection.sendall(request)
            return connection.recv(200).decode("latin-1").split("\r\n", 1)[0]

    host = b"Host: 127.0.0.1\r\n"
    two_lengths = b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert " 400 " in raw(two_lengths)
    assert " 400 " in raw(b"GET /users/sign-in HTTP/1.1\r\nHost: evil.example\r\n\r\n")
    assert " 200 " in raw(b"GET /users/sign-in HTTP/1.1\r\n" + host + b"\r\n")
    assert " 200 " not in raw(b"GET /users/sign-in?" + b"x" * 5000 + b" HTTP/1.1\r\n" + host + b"\r\n")
    assert not list(server.folder.rglob("*.ctl"))


@pytest.mark.once
def test_what_was_acknowledged_survives_kill_9_and_the_logs_name_nobody(server: Server) -> None:
    browser = Browser(server.address)
    browser.sign_in(EMAIL, PASSWORD)
    browser.get("/tasks/?q=" + urllib.parse.quote("canary カナリア"))
    kept = written_until_killed(server, 0)
    server.start()
    kept += written_until_killed(server, 1)
    with closing(sqlite3.connect(server.folder / "instance" / "musubi.sqlite")) as database:
        stored = {text for (text,) in database.execute("SELECT text FROM tasks")}
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert len(kept) >= 2 * ENOUGH
    assert [text for text in kept if text not in stored] == []
    print(f"kill -9 runs 2, acknowledged {len(kept)}, lost 0")  # the figure of docs/trust.md
    with server.app.app_context():
        assert audit.verify().valid
    let_go(server.app)
    log = server.log.read_text()
    assert re.search(r"POST /tasks/new 303", log)
    assert [canary for canary in (*CANARIES, urllib.parse.quote("カナリア")) if canary in log] == []


def test_the_settings_of_gunicorn_are_the_ones_that_were_agreed(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("CRM_INSTANCE", str(tmp_path / "instance"))
    settings = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert settings["control_socket_disable"] is True
    assert settings["forwarded_allow_ips"] == "127.0.0.1,::1"
    assert settings["bind"] == "127.0.0.1:8000"
    assert settings["graceful_timeout"] >= 20
    assert settings["max_requests"] > 0 < settings["max_requests_jitter"]
    assert settings["limit_request_line"] <= 4094
    assert settings["limit_request_fields"] <= 100
    assert settings["limit_request_field_size"] <= 8190
    assert "%(q)s" not in settings["access_log_format"]
    assert "%(r)s" not in settings["access_log_format"]
