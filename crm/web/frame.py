"""What stands around every page and is the same on most of them."""

from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request
from markupsafe import Markup

from crm.web.locale import language


def install(app: Flask) -> None:
    """Let templates ask for a lasting part."""
    app.jinja_env.globals.update(lasting=lasting)


def lasting(part: str, *told: Any) -> Markup:
    """A macro of `_macros/frame.html` that knows no more than what it is told, the language and where we are served."""
    return _written(part, language(), request.script_root, *told)


# Kept: in a small page these parts are a sixth of the time; nothing of a record is in them.
@lru_cache(maxsize=1024)
def _written(part: str, _language: str, _root: str, *told: Any) -> Markup:
    """Written once a process: in a small page these parts are a sixth of the time. Nothing of a record is in them."""
    frame: Any = current_app.jinja_env.get_template("_macros/frame.html").module
    found: Markup = getattr(frame, part)(*told)
    return found
