"""The blueprint of consents and provisions."""

from flask import Blueprint

bp = Blueprint("privacy", __name__, url_prefix="/privacy")
