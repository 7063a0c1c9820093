"""kill -9 and SIGTERM at every place of a job's life, in real processes."""

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from crm.core import clock
from crm.core.children import forked
from crm.core.database import db
from crm.jobs import queries, rules, services
from crm.jobs.registry import Registry
from crm.jobs.worker import Worker, run_pending
from tests.jobs import worker_process
from tests.jobs.queue import let_lease_run_out, look, number_of, put
from tests.patience import PATIENCE, eventually

pytestmark = pytest.mark.today

#: Forked from a server that has the product loaded: each start from nothing would take seconds.
CONTEXT = forked("tests.jobs.worker_process")


@contextmanager
def worker_at(app: Flask, place: str) -> Iterator[ForkServerProcess]:
    """A worker process that has arrived at `place`; killed afterwards if the test did not end it."""
    settings = app.extensions["settings"]
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(
        target=worker_process.main, args=(settings.instance, settings.database_url, place, theirs), daemon=True
    )
    process.start()
    theirs.close()
    try:
        assert ours.poll(PATIENCE), f"the worker did not reach {place!r}"
        assert ours.recv() == "reached"
        yield process
    finally:
        ours.close()
        process.kill()
        process.join(PATIENCE)


def presence() -> queries.WorkerPresence:
    """As the database tells it now."""
    db.session.rollback()
    return queries.presence()


def ended(process: ForkServerProcess) -> int | None:
    """The exit code; None when it did not end."""
    process.join(PATIENCE)
    return process.exitcode


def kill_at(app: Flask, place: str) -> None:
    with worker_at(app, place) as process:
        process.kill()
        assert ended(process) == -signal.SIGKILL


@pytest.mark.parametrize("place", worker_process.PLACES)
def test_a_job_whose_worker_is_killed_ends_done_and_its_rows_exist_once(app: Flask, session: Any, place: str) -> None:
    app.extensions["jobs"] = Registry([worker_process.task(lambda here: None)])
    id = put(worker_process.KIND)
    kill_at(app, place)
    committed = place == "committed"
    assert look(id).state == ("done" if committed else "running")
    assert number_of(worker_process.EFFECT) == (1 if committed else 0)
    if not committed:
        let_lease_run_out(id)
        assert run_pending(app, limit=1) == 1
    job = look(id)
    assert (job.state, job.result, job.attempts) == ("done", {"rows": 1}, 1 if committed else 2)
    assert number_of(worker_process.EFFECT) == 1


def test_a_job_that_kills_every_worker_fails_after_three(app: Flask, session: Any) -> None:
    app.extensions["jobs"] = Registry([worker_process.task(lambda here: None)])
    id = put(worker_process.KIND)
    for _ in range(3):
        kill_at(app, "begun")
        let_lease_run_out(id)
    assert run_pending(app) == 0
    assert (look(id).state, look(id).why) == ("failed", rules.interrupted())
    assert number_of(worker_process.EFFECT) == 0


def test_a_waiting_worker_does_new_jobs_and_ends_at_sigterm(app: Flask, session: Any) -> None:
    with worker_at(app, worker_process.FOREVER) as process:
        id = put(worker_process.KIND)
        assert eventually(lambda: look(id).is_final), "the worker did not see the job"
        assert not presence().missing
        process.terminate()
        assert ended(process) == 0
    assert look(id).state == "done"
    assert presence().seen_at is None


def test_a_worker_that_was_killed_is_missed(app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with worker_at(app, worker_process.FOREVER) as process:
        assert eventually(lambda: presence().seen_at is not None)
        process.kill()
        ended(process)
    later = clock.now() + rules.MISSING_AFTER
    assert not presence().missing
    monkeypatch.setattr(clock, "now", lambda: later + rules.SEEN_EVERY)
    assert presence().missing


def test_a_worker_whose_word_is_not_taken_goes_on(
    app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(_name: str) -> None:
        raise OperationalError("UPDATE workers", {}, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr(services, "show", away)
    Worker(app).show()
    assert "could not say how it is (OperationalError)" in caplog.text


def test_a_worker_told_to_end_gives_back_what_takes_too_long(app: Flask, session: Any) -> None:
    id = put(worker_process.KIND)
    with worker_at(app, worker_process.SLOW) as process:
        assert look(id).state == "running"
        process.terminate()
        assert ended(process) == 0
    given_back = look(id)
    assert (given_back.state, given_back.attempts, given_back.worker) == ("queued", 0, None)
