"""K5, K7, T3: a disk that does not write, databases that cannot serialise, long locks, clocks that jump."""

import io
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from crm.audit import queries as audit
from crm.backups import queries as backups
from crm.backups.rules import RestoreTest, name_of
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.factory import create_app
from crm.files.models import StoredFile
from crm.jobs import queries as jobs
from crm.jobs import services as queue
from crm.jobs.models import Job
from crm.jobs.worker import Worker
from crm.tasks import services as tasks
from crm.tasks.models import Task
from crm.users.services import pace
from tests.cast import sign_in, user
from tests.conftest import Client, let_go, settings_for
from tests.databases import Databases
from tests.meetings.scene import scene, talk
from tests.trust import world
from tests.trust.broken_disk import KNOWN, on_a_broken_disk

Move = Callable[[timedelta], None]


def a_task(client: FlaskClient, form_id: str) -> dict[str, str]:
    """A form for a new task, filled in."""
    filled = {"text": "資料を送る", "owner_id": "1", "due_on": "2026-12-01", "form_id": form_id}
    return world.plumbing(client, "/tasks/new") | filled


@pytest.fixture
def lasting(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The product as it is run: that of other tests waits for no disk."""
    made = create_app(settings_for(tmp_path, databases.make(tmp_path)))
    made.test_client_class = Client
    yield made
    let_go(made)


def number_of(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def told(answer: TestResponse, heading: str) -> bool:
    return (answer.status_code, answer.headers["Retry-After"]) == (503, "5") and f"<h1>{heading}" in answer.text


# ------------------------------------------------------------------ a disk that does not write


@pytest.mark.once
@pytest.mark.skipif(not KNOWN, reason="the numbers of system calls are known for Linux on two processors")
def test_what_the_disk_does_not_write_is_refused_and_said_and_the_next_write_lasts(lasting: Flask) -> None:
    client = lasting.test_client()
    sign_in(client)
    form = a_task(client, "one")
    client.get("/tasks/")  # the visit is noted
    answer = on_a_broken_disk(lambda: client.post("/tasks/new", data=form))
    assert told(answer, "The disk does not write")
    assert number_of(lasting, Task) == 0
    assert client.get("/tasks/").status_code == 200
    assert client.post("/tasks/new", data=form).status_code == 303
    assert number_of(lasting, Task) == 1
    with lasting.app_context():
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert audit.verify().valid


@pytest.mark.once
@pytest.mark.skipif(not KNOWN, reason="the numbers of system calls are known for Linux on two processors")
def test_a_file_that_the_disk_does_not_write_has_no_row(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    with app.app_context():
        page = f"/meetings/{talk(scene()).id}/files/new"
    form = world.plumbing(client, page)

    def send() -> TestResponse:
        sent = form | {"sent": (io.BytesIO(b"%PDF-1.7 a page"), "資料.pdf")}
        return client.post(page, data=sent, content_type="multipart/form-data")

    assert told(on_a_broken_disk(send), "The disk does not write")
    assert number_of(app, StoredFile) == 0
    assert send().status_code == 303
    assert number_of(app, StoredFile) == 1


# ------------------------------------------------------------------ what databases refuse among each other


@pytest.mark.postgresql
@pytest.mark.parametrize("code", ["40001", "40P01", "55P03"], ids=["serialisation", "deadlock", "lock"])
def test_what_postgresql_could_not_bring_in_order_is_told_and_saved_once_when_it_is_sent_again(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    sign_in(client)
    form, add = a_task(client, "one"), tasks.add

    def fail(**values: Any) -> Task:
        add(**values)
        db.session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'canary' USING ERRCODE = '{code}'; END $$"))
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "add", fail)
        assert told(client.post("/tasks/new", data=form), "Busy")
    assert number_of(app, Task) == 0
    assert [client.post("/tasks/new", data=form).status_code for _ in range(2)] == [303, 303]
    assert number_of(app, Task) == 1


@pytest.mark.postgresql
def test_of_two_that_wait_for_each_other_one_is_told_and_the_other_goes_on(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)
    form, add = a_task(client, "one"), tasks.add
    with app.app_context():
        url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    first, second = 90_001, 90_002
    with psycopg.connect(url) as other:
        other.execute("SET deadlock_timeout = '1min'")  # it is the request that notices
        other.execute("SELECT pg_advisory_xact_lock(%s)", [first])

        def crossing(**values: Any) -> Task:
            made = add(**values)
            db.session.execute(text(f"SELECT pg_advisory_xact_lock({second})"))
            waiting.start()
            db.session.execute(text(f"SELECT pg_advisory_xact_lock({first})"))
            return made

        waiting = threading.Thread(target=lambda: other.execute("SELECT pg_advisory_xact_lock(%s)", [second]))
        with monkeypatch.context() as patch:
            patch.setattr(tasks, "add", crossing)
            assert told(client.post("/tasks/new", data=form), "Busy")
        waiting.join()
    assert number_of(app, Task) == 0
    assert client.post("/tasks/new", data=form).status_code == 303


@pytest.mark.postgresql
def test_on_postgresql_nobody_waits_for_a_lock_for_ever(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        assert db.session.scalar(text("SHOW lock_timeout")) == "10s"
        db.session.remove()
        db.engine.dispose()
    monkeypatch.setattr("crm.core.database.BUSY_TIMEOUT_MS", 200)
    sign_in(client)
    form = a_task(client, "one")
    with app.app_context():
        url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE tasks")  # as long as this connection likes
        assert told(client.post("/tasks/new", data=form), "Busy")
    assert client.post("/tasks/new", data=form).status_code == 303
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.once
def test_while_another_process_holds_the_lock_for_a_minute_pages_open_and_saves_are_refused(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client)
    form = a_task(client, "one")
    with app.app_context():
        db.session.execute(text("PRAGMA busy_timeout = 100"))  # instead of the ten seconds that one waits
        path = db.engine.url.database or ""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        english = {"Accept-Language": "en"}  # who asks is not known either
        assert told(client.post("/tasks/new", data=form, headers=english), "Busy")
        assert client.get("/tasks/").status_code == 200
        other.execute("ROLLBACK")
    assert client.post("/tasks/new", data=form).status_code == 303
    assert number_of(app, Task) == 1


# ------------------------------------------------------------------ clocks that jump


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Sets the clock so much ahead of the right one."""

    def jump(by: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + by)

    return jump


YEAR = timedelta(days=365)
RIGHT = timedelta(0)


def test_the_work_of_the_night_is_done_after_a_clock_that_was_a_year_ahead(app: Flask) -> None:
    with app.app_context():
        Worker(app).begin_regular()
        assert jobs.nightly_missing(["backups.create"]) == []
        with writing():
            for job in db.session.scalars(select(Job)):
                job.created_at += YEAR
            db.session.commit()
        assert jobs.nightly_missing(["backups.create"]) == ["backups.create"]
        assert jobs.hourly_missing(["tasks.remind"]) == ["tasks.remind"]


def test_a_job_that_a_dead_worker_took_by_a_wrong_clock_is_taken_again(app: Flask, move: Move) -> None:
    with app.app_context():
        with writing():
            id = queue.enqueue("lists.tidy", {}, by=None).id
            db.session.commit()
        move(YEAR)
        with writing():
            assert queue.claim("dead") is not None
            db.session.commit()
        move(RIGHT)
        with writing():
            again = queue.claim("alive")
            assert again is not None
            assert (again.id, again.attempts) == (id, 2)
            db.session.commit()


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_job_at_work_stays_where_it_is_when_the_clock_is_set_by_minutes(app: Flask, move: Move, minutes: int) -> None:
    with app.app_context():
        with writing():
            queue.enqueue("lists.tidy", {}, by=None)
            db.session.commit()
        with writing():
            job = queue.claim("first")
            db.session.commit()
        assert job is not None
        db.session.expunge(job)
        move(timedelta(minutes=minutes))
        with writing():
            taken = queue.claim("second")
            db.session.commit()
        if minutes < 0:
            assert taken is None
            return
        assert taken is not None  # it looked silent: whoever held it may write no more
        with writing(), pytest.raises(queue.LeaseLost):
            queue.finish(job, {})
        with writing():
            queue.finish(taken, {"done": "once"})
            db.session.commit()
        assert db.session.scalars(select(Job.result)).all() == [{"done": "once"}]


def test_nobody_is_kept_out_by_a_clock_that_was_a_year_ahead(app: Flask, move: Move) -> None:
    with app.app_context():
        move(YEAR)
        with writing():
            for _ in range(30):
                pace.count(("password:somebody",))
            db.session.commit()
        with pytest.raises(Refused):
            pace.refuse_while_blocked(("password:somebody",))
        db.session.rollback()
        move(RIGHT)
        pace.refuse_while_blocked(("password:somebody",))
        with writing():
            for _ in range(3):
                pace.count(("password:somebody",))
            db.session.commit()
        pace.refuse_while_blocked(("password:somebody",))


def test_a_session_of_a_clock_that_was_ahead_ends_and_one_of_minutes_goes_on(client: FlaskClient, move: Move) -> None:
    move(timedelta(minutes=4))
    sign_in(client)
    move(RIGHT)
    assert client.get("/tasks/").status_code == 200
    move(YEAR)
    sign_in(client)
    assert client.get("/tasks/").status_code == 200
    move(RIGHT)
    assert client.get("/tasks/").status_code == 302


def test_an_archive_dated_ahead_does_not_stand_for_those_that_are_missing(tmp_path: Path, move: Move) -> None:
    (tmp_path / name_of(clock.now() - timedelta(days=3))).touch()
    (tmp_path / name_of(clock.now() + YEAR)).touch()
    last = backups.newest(tmp_path)
    assert last is not None
    assert last.overdue
    assert RestoreTest("one.zip", clock.now() + YEAR, 1, "").is_due
    assert not RestoreTest("one.zip", clock.now(), 1, "").is_due


def test_what_was_written_by_a_clock_ahead_is_shown_and_the_log_holds(
    app: Flask, client: FlaskClient, move: Move
) -> None:
    move(YEAR)
    with app.app_context(), writing():
        tasks.add(text="来年の宿題", due_on=date(2027, 12, 1), owner_id=user().id, by=user())
        db.session.commit()
    move(RIGHT)
    sign_in(client)
    assert "来年の宿題" in client.get("/tasks/").text
    with app.app_context():
        assert audit.verify().valid
