"""The second thread of a working worker: renews the lease and writes down the progress."""

import logging
import threading
import time
from types import TracebackType
from typing import Self

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from crm.core.database import db, writing
from crm.core.texts import Text
from crm.jobs import rules, services
from crm.jobs.models import Job

LOGGER = logging.getLogger(__name__)
#: Seconds between two looks at what the handler reported.
TICK = 0.5


class Pulse:
    """`with Pulse(app, job) as pulse:` keeps the lease of `job` for as long as the block runs.

    It has an application context, and so a database session, of its own: the handler's is never touched.
    """

    def __init__(self, app: Flask, job: Job) -> None:
        self._app = app
        self._job = job
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._news: tuple[int, Text | None] | None = None
        self._thread = threading.Thread(target=self._run, name=f"pulse of job {job.id}", daemon=True)
        #: The job was given to another worker: what the handler still does is in vain.
        self.lost = False

    def report(self, percent: int, text: Text | None = None) -> None:
        """Remember how far the work is; the thread writes the latest. A text stays until the next one."""
        with self._lock:
            if text is None and self._news is not None:
                text = self._news[1]
            self._news = (percent, text)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        beaten = time.monotonic()
        ending = False
        while not ending and not self.lost:
            ending = self._over.wait(TICK)
            due = time.monotonic() - beaten >= rules.HEARTBEAT.total_seconds()
            if self._news is not None or (due and not ending):
                self._write()
                beaten = time.monotonic()

    def _write(self) -> None:
        with self._lock:
            news, self._news = self._news, None
        try:
            with self._app.app_context(), writing():
                if news is None:
                    services.beat(self._job)
                else:
                    services.report_progress(self._job, *news)
                db.session.commit()
        except services.LeaseLost:
            self.lost = True
        except SQLAlchemyError as error:  # the database may be back before the lease is over
            LOGGER.warning("job %s: the heartbeat was not written (%s)", self._job.id, type(error).__name__)
