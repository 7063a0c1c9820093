"""kill -9 and SIGTERM at every place of a job's life, in real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from crm.jobs import rules
from crm.jobs.registry import Registry
from crm.jobs.worker import run_pending
from tests.jobs import worker_process
from tests.jobs.queue import let_lease_run_out, look, number_of, put

ROOT = Path(__file__).parents[2]


@contextmanager
def worker_at(app: Flask, place: str) -> Iterator[subprocess.Popen[str]]:
    """A worker process that has arrived at `place`; killed afterwards if the test did not end it."""
    settings = app.extensions["settings"]
    command = [sys.executable, "-m", "tests.jobs.worker_process"]
    process = subprocess.Popen(
        [*command, str(settings.instance), settings.database_url, place],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "reached\n"
        yield process
    finally:
        process.kill()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def kill_at(app: Flask, place: str) -> None:
    with worker_at(app, place) as process:
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL


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
    ended = look(id)
    assert (ended.state, ended.result, ended.attempts) == ("done", {"rows": 1}, 1 if committed else 2)
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
    with worker_at(app, "forever") as process:
        id = put(worker_process.KIND)
        end = time.monotonic() + 15
        while not look(id).is_final:
            assert time.monotonic() < end, "the worker did not see the job"
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert look(id).state == "done"


def test_a_worker_told_to_end_gives_back_what_takes_too_long(app: Flask, session: Any) -> None:
    id = put(worker_process.KIND)
    with worker_at(app, worker_process.SLOW) as process:
        end = time.monotonic() + 15
        while look(id).state != "running":
            assert time.monotonic() < end, "the worker did not take the job"
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    given_back = look(id)
    assert (given_back.state, given_back.attempts, given_back.worker) == ("queued", 0, None)
