"""`GET /healthz`: whether the product can work, without signing in and without telling secrets."""

import shutil
import time
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from crm.core.database import db, writing
from crm.web.access import public

LEAST_FREE = 0.05  # share of the disk
#: After the server has started nobody misses the worker for so long: it may be started after it.
GRACE: Final = timedelta(minutes=2)
#: By the clock that nobody sets. Read once, by gunicorn's first process: those that it forks later have it from there.
_STARTED = time.monotonic()

bp = Blueprint("web", __name__)


@bp.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    """200 when the database takes writes, the disk has room and a worker is there, else 503; the queue beside it."""
    state: dict[str, Any] = {"database": _database(), "disk": _disk(), "worker": None, "queue": None}
    if state["database"] == "ok":
        state["worker"] = _worker()
        state["queue"] = dict(current_app.extensions["queue_health"]())
    healthy = all(state[part] == "ok" for part in ("database", "disk", "worker"))
    return jsonify({"status": "ok" if healthy else "failing", **state}), 200 if healthy else 503


def _worker() -> str:
    """Its heartbeat; until the server has run for a while the benefit of the doubt."""
    fresh = time.monotonic() - _STARTED < GRACE.total_seconds()
    return "ok" if fresh or not current_app.extensions["worker_presence"]().missing else "missing"


def _database() -> str:
    """A write that is rolled back proves more than SELECT 1."""
    try:
        with writing():
            db.session.execute(text("UPDATE throttles SET failures = failures WHERE 1 = 0"))
    except SQLAlchemyError:
        return "failing"
    return "ok"


def _disk() -> str:
    usage = shutil.disk_usage(current_app.config["INSTANCE"])
    return "ok" if usage.free / usage.total > LEAST_FREE else "full"
