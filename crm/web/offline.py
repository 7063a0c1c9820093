"""What the phone needs to work without a network: the worker that keeps pages, the list of what waits, and a token."""

from flask import Blueprint, Response, current_app, jsonify, render_template, send_from_directory
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from crm.core.permissions import Permission
from crm.web.access import me, public, requires

bp = Blueprint("offline", __name__)


@bp.get("/worker.js")
@public
def worker() -> Response:
    """The service worker, from the root: a worker rules over the addresses below its own only. Never an old one."""
    return send_from_directory(str(current_app.static_folder), "worker.js", max_age=0)


@bp.get("/offline/")
@requires(Permission.USERS_SELF)
def waiting() -> str:
    """What was typed without a network and waits on this device. The list is the device's own: no server has it yet."""
    return render_template("offline/waiting.html")


@bp.get("/offline/token")
@public
def token() -> Response:
    """Who is signed in and a fresh token for what waits; `user` is null when the session has ended."""
    if not current_user.is_authenticated:
        return jsonify(user=None)
    return jsonify(user=me().id, token=generate_csrf())
