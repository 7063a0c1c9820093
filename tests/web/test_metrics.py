"""`/metrics` and `/version`: for whoever shows the token, and of all gunicorn workers together."""

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.backups.rules import name_of
from crm.config import Backup
from crm.core import clock
from crm.core.database import db, writing
from crm.factory import create_app
from crm.jobs import services as jobs
from tests.conftest import let_go, settings_for
from tests.databases import Databases, SqliteFiles
from tests.patience import eventually
from tests.served import Browser, Server, prepare

TOKEN = "the token of whoever watches the server"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watched(tmp_path: Path, databases: Databases) -> Iterator[Flask]:
    """The product with a token for its figures, and a backup of an hour ago."""
    (tmp_path / name_of(clock.now() - timedelta(hours=1))).touch()
    url = databases.make(tmp_path)
    made = create_app(settings_for(tmp_path, url, metrics_token=TOKEN, backup=Backup(tmp_path, 14)))
    yield made
    let_go(made)
    databases.drop(url)


def figures(page: str) -> dict[str, float]:
    """{name with its labels: value}"""
    rows = (line.rpartition(" ") for line in page.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in rows}


def test_without_the_setting_there_are_no_figures(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers=SHOWN).status_code == 404


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer 延吉"])
@pytest.mark.parametrize("path", ["/metrics", "/version"])
def test_another_token_reads_nothing(watched: Flask, path: str, shown: str) -> None:
    answer = watched.test_client().get(path, headers={"Authorization": shown})
    assert (answer.status_code, answer.text) == (401, "")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.both
def test_the_figures_tell_of_requests_queue_worker_database_disk_and_backup(watched: Flask) -> None:
    client = watched.test_client()
    with watched.app_context(), writing():
        jobs.enqueue("files.tidy", {}, by=None)
        jobs.show("a worker")
        db.session.commit()
    before = figures(client.get("/metrics", headers=SHOWN).text)
    client.get("/users/sign-in?q=canary")
    client.get("/canary/of/nobody")
    client.open("/users/sign-in", method="CANARY")
    answer = client.get("/metrics", headers=SHOWN)
    assert answer.mimetype == "text/plain"
    assert "canary" not in answer.text.lower()
    now = figures(answer.text)
    grown = {name: value - before.get(name, 0) for name, value in now.items()}
    assert grown['musubi_requests_total{endpoint="users.sign_in",method="GET",status="200"}'] == 1
    assert grown['musubi_requests_total{endpoint="none",method="GET",status="404"}'] == 1
    assert grown['musubi_requests_total{endpoint="none",method="other",status="405"}'] == 1
    assert grown['musubi_request_seconds_count{endpoint="users.sign_in"}'] == 1
    assert now['musubi_jobs{state="queued"}'] == 1
    assert (now["musubi_worker_up"], now["musubi_database_up"]) == (1, 1)
    assert 0 <= now["musubi_worker_seen_seconds"] < 120
    assert now["musubi_database_bytes"] > 100_000
    assert 0 < now["musubi_disk_free_bytes"] <= now["musubi_disk_bytes"]
    assert 3500 < now["musubi_backup_age_seconds"] < 4000


def test_a_fault_counts_and_a_database_that_is_away_is_told(watched: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    watched.config["PROPAGATE"] = False
    client = watched.test_client()
    before = figures(client.get("/metrics", headers=SHOWN).text)
    monkeypatch.setitem(watched.view_functions, "users.sign_in", lambda: 1 / 0)
    assert client.get("/users/sign-in").status_code == 500
    monkeypatch.setattr("crm.web.health._database", lambda: "failing")
    now = figures(client.get("/metrics", headers=SHOWN).text)
    name = 'musubi_errors_total{endpoint="users.sign_in"}'
    assert now[name] - before.get(name, 0) == 1
    assert now["musubi_database_up"] == 0
    assert "musubi_worker_up" not in now


def test_the_version_is_told_to_whoever_shows_the_token(watched: Flask) -> None:
    answer = watched.test_client().get("/version", headers=SHOWN)
    assert re.fullmatch(r"\d+\.\d+\.\d+", answer.get_json()["version"])
    assert answer.get_json().keys() == {"version", "schema"}


def test_without_a_token_the_version_stays_on_this_machine(app: Flask, client: FlaskClient) -> None:
    assert client.get("/version").status_code == 200
    app.extensions["settings"] = replace(app.extensions["settings"], base_url="https://crm.example.jp")
    assert client.get("/version").status_code == 404


def workers(parent: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


@pytest.mark.once
def test_whichever_worker_is_asked_tells_of_all_also_of_one_that_was_killed(
    tmp_path: Path, databases: SqliteFiles
) -> None:
    counted = tmp_path / "tmp"
    counted.mkdir()
    server = Server(tmp_path, CRM_WORKERS="2", CRM_METRICS_TOKEN=TOKEN, TMPDIR=str(counted))
    server.app = prepare(tmp_path / "instance", databases)
    let_go(server.app)
    server.start()
    process = server.process
    assert process is not None
    try:

        def opened() -> set[float]:
            """What ten look-ups say of the sign-in pages that were opened."""
            pages = [Browser(server.address).ask("/metrics", headers=SHOWN)[1] for _ in range(10)]
            name = 'musubi_requests_total{endpoint="users.sign_in",method="GET",status="200"}'
            return {figures(page).get(name, 0) for page in pages}

        for _ in range(12):
            Browser(server.address).get("/users/sign-in")
        assert opened() == {12}
        first = workers(process.pid)
        os.kill(first[0], signal.SIGKILL)
        assert eventually(lambda: len(set(workers(process.pid)) - set(first)) == 1)
        for _ in range(8):
            Browser(server.address).get("/users/sign-in")
        assert opened() == {20}
        (folder,) = counted.glob("musubi-metrics-*")
        assert {path.name for path in folder.glob("counter_*")} <= {"counter_0.db", "counter_1.db"}
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert not folder.exists()
    finally:
        server.kill()
