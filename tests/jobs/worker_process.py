"""A real worker that stands still at a named place, so that a test can kill it there."""

import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from crm.core.texts import Text
from crm.factory import create_app
from crm.jobs import services, worker
from crm.jobs.models import Job
from crm.jobs.registry import Context, Registry, job
from tests.conftest import settings_for
from tests.patience import PATIENCE

KIND = "tests.write"
#: What the handler writes: counted by the tests, done by nobody.
EFFECT = "tests.effect"
FOREVER = "forever"
#: Works forever, too, and stands still within its first job.
SLOW = "forever, but slow"
PLACES = ("begun", "half done", "written but not committed", "committed")


def task(stop_at: Callable[[str], None]) -> Any:
    """A task that writes one row with its end and passes the places on its way."""

    @job(KIND)
    def write(work: Job, context: Context) -> Callable[[], dict[str, Any]]:
        stop_at("begun")
        context.report(40, Text("Half of the pages are set."))
        stop_at("half done")

        def rows() -> dict[str, Any]:
            services.enqueue(EFFECT, {"of": work.id}, by=None)
            stop_at("written but not committed")
            return {"rows": 1}

        return rows

    return write


def main(folder: Path, url: str, place: str, out: Connection) -> None:
    """The body of the process: says "reached" when it gets to `place`."""

    def stop_at(here: str) -> None:
        if here == place:
            out.send("reached")
            time.sleep(PATIENCE)

    app = create_app(settings_for(folder, url))
    app.extensions["jobs"] = Registry([task(stop_at)])
    if place == SLOW:
        worker.GRACE = 1  # what is at hand takes until patience ends: the alarm finds it there, however late it comes
        app.extensions["jobs"] = Registry([task(lambda here: stop_at(SLOW))])
        worker.work_forever(app)
        return
    if place == FOREVER:
        out.send("reached")
        worker.work_forever(app)
        return
    worker.run_pending(app, limit=1)
    stop_at("committed")
