"""The blueprint, and how a list is found by its name. The lists themselves belong to their capabilities."""

from flask import Blueprint, abort, current_app

from crm.web.access import can
from crm.web.listings import Listing

bp = Blueprint("lists", __name__, url_prefix="/lists")


def listing(name: str) -> Listing:
    """The list of this name; 404 when there is none, 403 when the reader may not see it."""
    found: Listing | None = current_app.extensions["listings"].get(name)
    if found is None:
        abort(404)
    if not can(found.permission):
        abort(403)
    return found
