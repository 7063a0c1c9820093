"""The loop that does the queue's work, in a process of its own: `flask jobs work`."""

import gc
import logging
import os
import secrets
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from crm.core import tracing
from crm.core.database import db, keep_small, writing
from crm.core.errors import DomainError, Forbidden, NotVisible
from crm.core.texts import Text
from crm.core.turns import taking_turns
from crm.jobs import queries, rules, services
from crm.jobs.models import Job
from crm.jobs.pulse import Pulse
from crm.jobs.registry import Context, Outcome, Registry, Stopping

LOGGER = logging.getLogger(__name__)
#: Seconds between two looks into an empty queue.
POLL = 0.5
#: Seconds between two looks at the clock for the work of the night and of the hour.
CLOCK = 60.0
#: Seconds to wait after the database did not answer.
PAUSE = 5.0
#: New objects after which the collector looks for what nobody needs: rows come by the thousand and refer to no ring.
YOUNG_OBJECTS = 10_000
#: Seconds that a job may take to end after SIGTERM; then its lease is given back.
GRACE = 20


class Interrupted(BaseException):
    """The time to end is over. Not an Exception, so that no handler mistakes it for one of its own."""


class Worker:
    """One worker: claims a job, does it, writes how it ended; one after the other."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"[-80:]
        self.stopping = False
        self._looked = -CLOCK
        self._shown = -rules.SEEN_EVERY.total_seconds()

    def work_one(self) -> bool:
        """Do the oldest job that is due; False when there was none."""
        with self._app.app_context():
            job = self._claim()
            if job is None:
                return False
            tracing.start()
            LOGGER.info("job %s (%s): attempt %s", job.id, job.kind, job.attempts)
            self._end(job, self._attempt(job))
            return True

    def show(self) -> None:
        """Say that this worker is there, now and then; a database that is away hears it the next time."""
        if time.monotonic() - self._shown < rules.SEEN_EVERY.total_seconds():
            return
        self._shown = time.monotonic()
        self._tell(lambda: services.show(self.name))

    def leave(self) -> None:
        """Say that this worker ends."""
        self._tell(lambda: services.leave(self.name))

    def _tell(self, what: Callable[[], None]) -> None:
        try:
            with self._app.app_context():
                _in_transaction(what)
        except SQLAlchemyError as error:
            LOGGER.warning("worker %s could not say how it is (%s)", self.name, type(error).__name__)

    def begin_regular(self) -> None:
        """Queue what is due every night, hour and five minutes. Reads while nothing is; looked at once a minute."""
        if time.monotonic() - self._looked < CLOCK:
            return
        self._looked = time.monotonic()
        nightly, hourly = self._app.extensions["nightly"], self._app.extensions["hourly"]
        often = self._app.extensions["often"]
        with self._app.app_context():
            if queries.nightly_missing(nightly):
                _in_transaction(lambda: services.begin_night(nightly))
            if queries.hourly_missing(hourly):
                _in_transaction(lambda: services.begin_hour(hourly))
            if often and queries.often_missing(often):
                _in_transaction(lambda: services.begin_often(often))

    def _claim(self) -> Job | None:
        if not queries.any_due():
            return None
        with writing():
            job = services.claim(self.name)
            db.session.commit()
            if job is not None:
                db.session.expunge(job)  # the handler's transactions come and go; the job stays as claimed
            return job

    def _attempt(self, job: Job) -> Callable[[], None]:
        """Run the handler. Returns how the job ends: a function for the last transaction."""
        registry: Registry = self._app.extensions["jobs"]
        task = registry.task(job.kind)
        if task is None:
            return lambda: services.fail(job, rules.unknown(job.kind))
        try:
            with Pulse(self._app, job) as pulse, taking_turns():
                context = Context(pulse.report, lambda: self.stopping or pulse.lost)
                outcome = task(job, context)
        except (Stopping, Interrupted):
            return lambda: services.give_back(job)
        except Exception as error:
            return _ending(job, error)
        return lambda: services.finish(job, _result(outcome))

    def _end(self, job: Job, end: Callable[[], None]) -> None:
        """Write how the job ended, with the rows that its outcome makes, in one transaction."""
        try:
            _in_transaction(end)
        except services.LeaseLost:
            LOGGER.warning("job %s (%s): another worker has it by now; nothing written", job.id, job.kind)
        except (Stopping, Interrupted):
            self._end(job, lambda: services.give_back(job))
        except SQLAlchemyError:
            raise  # nothing can be written now: the lease runs out and the job is tried again
        except Exception as error:
            self._end(job, _ending(job, error))


def run_pending(app: Flask, limit: int | None = None) -> int:
    """Do what is due now, at most `limit` jobs, and return how many were begun. For tests and the shell."""
    worker = Worker(app)
    done = 0
    while (limit is None or done < limit) and worker.work_one():
        done += 1
    return done


def settle(app: Flask) -> None:
    """Make a process ready for long work: small connections, and a garbage collector that looks at the work only.

    What the application is made of stays until the end; going over it again and again took a fifth of an import.
    """
    with app.app_context():
        keep_small()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


def work_forever(app: Flask) -> None:
    """Do jobs until SIGTERM or SIGINT; then finish the one at hand, or give it back after GRACE seconds."""
    settle(app)
    worker = Worker(app)
    with _ends_on_signals(worker):
        LOGGER.info("worker %s is waiting for jobs", worker.name)
        while not worker.stopping:
            try:
                worker.show()
                worker.begin_regular()
                busy = worker.work_one()
            except SQLAlchemyError as error:
                LOGGER.error("the queue's database does not answer (%s)", type(error).__name__)
                time.sleep(PAUSE)
                continue
            except Interrupted:
                break
            if not busy and not worker.stopping:
                time.sleep(POLL)
        with suppress(Interrupted):
            worker.leave()


@contextmanager
def _ends_on_signals(worker: Worker) -> Iterator[None]:
    """The first SIGTERM or SIGINT asks the worker to stop and starts the clock; the alarm interrupts it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(number: int, frame: FrameType | None) -> None:
        if not worker.stopping:
            worker.stopping = True
            signal.alarm(GRACE)

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise Interrupted

    before = {
        signal.SIGTERM: signal.signal(signal.SIGTERM, ask),
        signal.SIGINT: signal.signal(signal.SIGINT, ask),
        signal.SIGALRM: signal.signal(signal.SIGALRM, interrupt),
    }
    try:
        yield
    finally:
        signal.alarm(0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _in_transaction(end: Callable[[], object]) -> None:
    with writing():
        end()
        db.session.commit()


def _result(outcome: Outcome) -> dict[str, object]:
    return dict(outcome() if callable(outcome) else outcome)


def _ending(job: Job, error: Exception) -> Callable[[], None]:
    """What an error of the handler makes of its job."""
    text = getattr(error, "text", None)
    if isinstance(error, DomainError) and isinstance(text, Text):
        return lambda: services.fail(job, text)
    if isinstance(error, NotVisible | Forbidden):  # the requester's rights are gone
        return lambda: services.fail(job, rules.forbidden())
    last = traceback.extract_tb(error.__traceback__)[-1]
    # No message: it may quote what the job works on.
    LOGGER.error("job %s (%s): %s at %s:%s", job.id, job.kind, type(error).__name__, last.filename, last.lineno)
    return lambda: services.retry(job, rules.unexpected())
