"""`GET /healthz`: whether the product can work, without signing in and without telling secrets."""

import shutil
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from crm.core.database import db, writing
from crm.web.access import public

LEAST_FREE = 0.05  # share of the disk

bp = Blueprint("web", __name__)


@bp.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    """200 when the database takes writes and the disk has room, else 503; the queue's state beside it."""
    state: dict[str, Any] = {"database": _database(), "disk": _disk()}
    probe: Callable[[], Mapping[str, Any]] | None = current_app.extensions.get("queue_health")
    state["queue"] = dict(probe()) if probe is not None and state["database"] == "ok" else None
    healthy = state["database"] == "ok" and state["disk"] == "ok"
    return jsonify({"status": "ok" if healthy else "failing", **state}), 200 if healthy else 503


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
