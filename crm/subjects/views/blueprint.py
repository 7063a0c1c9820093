"""The blueprint of all pages about what is kept, and for how long."""

from flask import Blueprint

bp = Blueprint("subjects", __name__, url_prefix="/subjects")
