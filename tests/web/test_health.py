"""`/healthz`: what it says of the database, the disk and the worker to whoever watches the server."""

import time
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from crm.core import clock
from crm.core.database import db, writing
from crm.jobs import rules, services
from crm.jobs.models import Job, WorkerSeen
from crm.web import health
from tests.jobs.queue import put, take


@pytest.fixture
def long_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has run for an hour."""
    monkeypatch.setattr(health, "_STARTED", time.monotonic() - 3600)


def show(name: str, ago: timedelta = timedelta()) -> None:
    with writing():
        services.show(name)
        seen = update(WorkerSeen).where(WorkerSeen.name == name)
        db.session.execute(seen.values(seen_at=clock.now() - ago))
        db.session.commit()


def told(client: FlaskClient) -> tuple[int, str, str]:
    answer = client.get("/healthz")
    state = answer.get_json()
    assert (state["database"], state["disk"]) == ("ok", "ok")
    return answer.status_code, state["status"], state["worker"]


WELL, MISSING = (200, "ok", "ok"), (503, "failing", "missing")


def test_a_server_that_just_started_waits_for_its_worker(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_STARTED", time.monotonic())
    assert told(client) == WELL


@pytest.mark.both
@pytest.mark.usefixtures("long_up")
def test_a_worker_that_was_not_seen_for_two_minutes_is_missed(client: FlaskClient, session: Any) -> None:
    assert told(client) == MISSING
    show("one", timedelta(seconds=90))
    assert told(client) == WELL
    show("one", timedelta(seconds=150))
    assert told(client) == MISSING
    show("two")
    assert told(client) == WELL


@pytest.mark.usefixtures("long_up")
def test_a_line_that_a_wrong_clock_wrote_hides_no_dead_worker(client: FlaskClient, session: Any) -> None:
    show("one", -timedelta(hours=1))
    assert told(client) == MISSING


@pytest.mark.usefixtures("long_up")
def test_a_worker_that_is_busy_for_long_is_seen_by_its_job(client: FlaskClient, session: Any) -> None:
    show("one", timedelta(minutes=10))
    put("work")
    take("one")
    assert told(client) == WELL
    with writing():
        db.session.execute(update(Job).values(heartbeat_at=clock.now() - timedelta(minutes=3)))
        db.session.commit()
    assert told(client) == MISSING


@pytest.mark.both
def test_a_worker_that_was_killed_is_forgotten_after_a_day(session: Any) -> None:
    show("killed", rules.KEEP_GONE + timedelta(minutes=1))
    show("ended")
    show("here")
    with writing():
        services.leave("ended")
        db.session.commit()
    assert set(db.session.scalars(select(WorkerSeen.name))) == {"here"}
