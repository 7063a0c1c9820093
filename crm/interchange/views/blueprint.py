"""The blueprint of what comes in from files and goes out as cards."""

from flask import Blueprint

bp = Blueprint("interchange", __name__, url_prefix="/interchange")
