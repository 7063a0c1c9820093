"""For those who watch the server, not signed in: `/healthz` tells no secrets, `/metrics` and `/version` want a token.

A version tells an attacker which faults to try: only who shows the token reads it, or who sits at this machine where
nobody else reaches the product.
"""

import hmac
import shutil
import time
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, Response, abort, current_app, jsonify, request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from crm.config import Settings
from crm.core import schema
from crm.core.database import db, writing
from crm.core.gauges import single
from crm.web.access import public
from crm.web.instance import product_version

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


@bp.get("/metrics")
@public
def metrics() -> Response:
    """What Prometheus reads. 404 unless CRM_METRICS_TOKEN is set, 401 to whoever does not show it."""
    if not _settings().metrics_token:
        abort(404)
    _ask_token()
    from crm.web.metrics import page  # its package is an extra, which is loaded where it is used

    works = _database() == "ok"
    gauges = [
        single("database_up", "Whether the database takes writes.", works),
        *current_app.extensions["gauges"](with_database=works),
    ]
    return Response(page(gauges), mimetype="text/plain", headers={"Cache-Control": "no-store"})


@bp.get("/version")
@public
def version() -> Response:
    """Version and schema. Beyond this machine as `/metrics`; else to anybody."""
    if _settings().metrics_token:
        _ask_token()
    elif _settings().exposed:
        abort(404)
    return jsonify({"version": product_version(), "schema": ", ".join(schema.current(db.engine))})


def _ask_token() -> None:
    """401 for another token than that of the settings; how long the comparison takes tells nothing of it."""
    shown = request.headers.get("Authorization", "").partition("Bearer ")[2]
    if not hmac.compare_digest(shown.encode(), _settings().metrics_token.encode()):
        abort(Response("", 401, {"WWW-Authenticate": "Bearer"}))


def _settings() -> Settings:
    kept: Settings = current_app.extensions["settings"]
    return kept


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
