"""Error answers: a page for a browser, a fragment for htmx, in the reader's language, without internals."""

import errno
import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, current_app, make_response, render_template, request, session
from flask.globals import request_ctx
from flask_babel import gettext, ngettext
from flask_login import logout_user
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError
from wtforms import Field, TextAreaField

from crm.core import tracing
from crm.core.database import db, reading
from crm.core.errors import Forbidden, NoPage, NotVisible, Refused
from crm.core.languages import LOCALES
from crm.core.texts import N_
from crm.web.access import PUBLIC, policy_of, signed_in
from crm.web.filters import datetime_in
from crm.web.forms import BaseForm, describe, translate
from crm.web.forms.texts import united
from crm.web.guards import safe_next
from crm.web.locale import speak
from crm.web.pages import Conflict, render_block, wants_block
from crm.web.sessions import lose

MESSAGES: dict[int, tuple[str, str]] = {
    400: (
        N_("This request could not be checked"),
        N_("Open the page again and repeat the step. What you typed stays in this browser."),
    ),
    401: (N_("Please sign in"), N_("Your session has ended. Sign in and repeat the step.")),
    403: (N_("Not allowed"), N_("Your role may not do this. Ask an administrator if you need it.")),
    404: (N_("Nothing here"), N_("The address is wrong, or the record is not visible to you.")),
    405: (N_("Not possible this way"), N_("This page cannot answer that kind of request.")),
    409: (N_("Not possible now"), N_("A rule forbids this step.")),
    413: (N_("Too large"), N_("The upload is larger than this product accepts.")),
    429: (N_("Too many attempts"), N_("Wait a little and try again.")),
    500: (N_("Something went wrong here"), N_("Nothing was saved. Tell the administrator the number below.")),
    503: (N_("Busy"), N_("The database did not answer in time. Nothing was saved; try again in a moment.")),
}


#: Where nobody has an account, and no script keeps what was typed.
_OUTSIDE: Final = {400: N_("Go back in your browser, copy what you typed, open the page again and send it from there.")}
#: What the system says where there is no room, or none that we may take.
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
FULL_TITLE = N_("The disk is full")
FULL = N_(
    "The disk of the server is full. Nothing was saved; what was saved before can be read. "
    "Please tell the administrator."
)


BROKEN_TITLE = N_("The disk does not write")
BROKEN = N_("The disk of the server reported an error. Nothing was saved. Please tell the administrator at once.")


@dataclass(frozen=True)
class FieldDifference:
    """One field of a conflict: what was saved, what was typed, what it was before."""

    name: str
    label: str
    theirs: str
    yours: str
    before: str
    both: str = ""  #: of a text that both wrote in: what stands when nothing of either is lost

    @property
    def same(self) -> bool:
        return self.theirs == self.yours


def install(app: Flask, name_of: Callable[[int | None], str]) -> None:
    """Register the handlers. `name_of` gives the display name of a user id (users live a storey above)."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, untrusted)
    app.register_error_handler(NotVisible, lambda _error: answer(404))
    app.register_error_handler(NoPage, _no_page)
    app.register_error_handler(Forbidden, lambda _error: answer(403))
    app.register_error_handler(Refused, lambda error: answer(409, translate(error.text)))
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(OSError, _system)
    app.register_error_handler(Exception, _unexpected)
    app.register_error_handler(Conflict, lambda error: _conflict(error, name_of))


def answer(code: int, message: str | None = None, heading: str | None = None, **more: str) -> Response:
    """The error page for `code`, or its fragment for htmx (swapped into the messages)."""
    db.session.rollback()
    if request_ctx.url_adapter is None:  # a host that is not ours: no page of ours can link anywhere
        return make_response("Bad request", code, {"Content-Type": "text/plain; charset=utf-8"})
    title, text = MESSAGES.get(code, MESSAGES[500])
    if is_outside := _is_outside(code):
        speak(request.args["lang"])
        text = _OUTSIDE.get(code, text)
    context = {
        "is_outside": is_outside,
        "code": code,
        "title": heading or gettext(title),
        "message": message or gettext(text),
        "request_id": tracing.request_id.get(),
        "back": _came_from(),
        **more,
    }
    if request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true":
        response = make_response(_drawn("errors/_message.html", context), code)
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    return make_response(_drawn("errors/error.html", context), code)


def _drawn(template: str, context: dict[str, Any]) -> str:
    """Without what a blueprint shares with its own pages, since that may ask a database that does not answer; and
    without the lock of a write, for which the frame around the page would wait a second time."""
    shared: dict[str, Any] = {}
    with reading():
        for share in current_app.template_context_processors[None]:
            shared.update(share())  # type: ignore[arg-type]  # none of ours is awaited
        return current_app.jinja_env.get_template(template).render(shared | context)


def _is_outside(code: int) -> bool:
    """Whether a door for people without an account is answered: a page whose address tells its language."""
    named = request.args.get("lang") in LOCALES and policy_of(request.endpoint) == PUBLIC
    return named and code < HTTPStatus.INTERNAL_SERVER_ERROR and signed_in() is None


def _no_page(error: NoPage) -> Response:
    """No such page of a list: how many there are, and the way to the first."""
    last = error.last
    known = ngettext("The list has %(num)d page.", "The list has %(num)d pages.", last) if last else ""
    left = [(name, value) for name, value in request.args.items(multi=True) if name not in ("page", "cursor")]
    return answer(
        404,
        known or gettext("The rows may have been changed since the address was kept."),
        gettext("The list has no such page"),
        first=f"{request.script_root}{request.path}?{urlencode(left)}",
    )


def _came_from() -> str:
    """The page of ours whose button was refused; empty for an address that was typed or linked."""
    sent = urlsplit(request.referrer or "")
    if request.method != "POST" or sent.netloc != request.host:
        return ""
    return safe_next(f"{sent.path}?{sent.query}" if sent.query else sent.path)


def untrusted(_error: CSRFError) -> Response:
    """With its session a token ends, too: who left a form open for longer is told to sign in, not that it is amiss."""
    return answer(400 if signed_in() is not None or policy_of(request.endpoint) == PUBLIC else 401)


def _http(error: HTTPException) -> Response:
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, OperationalError):
        return _database(error.original_exception)  # while the answer was being finished
    if error.code is not None and 300 <= error.code < 400:
        return error.get_response()  # type: ignore[return-value]  # werkzeug's own redirect
    return answer(error.code or 500)


def _database(error: OperationalError) -> Response:
    current_app.logger.error("database error in request %s: %s", tracing.request_id.get(), type(error.orig).__name__)
    lose(error)
    logout_user()  # of this answer only: the frame around somebody's pages asks the database, too
    session.pop("_flashes", None)  # what went well before does not stand above what did not: nobody can note it as told
    return _later(is_full(error), is_broken(error))


def _system(error: OSError) -> Response:
    """A file that could not be written: its row was not either."""
    if error.errno not in _NO_ROOM | {errno.EIO}:
        return _unexpected(error)
    name = errno.errorcode[error.errno]
    current_app.logger.error("the disk does not write in request %s: %s", tracing.request_id.get(), name)
    return _later(error.errno in _NO_ROOM, error.errno == errno.EIO)


def _later(full: bool, broken: bool) -> Response:
    told = (FULL, FULL_TITLE) if full else (BROKEN, BROKEN_TITLE) if broken else ()
    response = answer(503, *map(gettext, told))
    response.headers["Retry-After"] = "5"
    return response


def is_full(error: OperationalError) -> bool:
    """Whether the database had no room to write, as SQLite (13, full) or PostgreSQL (53100, disk_full) say it."""
    name, code = getattr(error.orig, "sqlite_errorname", ""), getattr(error.orig, "sqlstate", "")
    return name == "SQLITE_FULL" or code == "53100"


def is_broken(error: OperationalError) -> bool:
    """Whether the disk refused what the database wrote or made last (fsync), as SQLite or PostgreSQL (58030) say it.

    SQLite has taken the write back then: what comes next is written in its place, page by page and anew.
    """
    name, code = getattr(error.orig, "sqlite_errorname", ""), getattr(error.orig, "sqlstate", "")
    return str(name).startswith("SQLITE_IOERR") or code == "58030"


def _unexpected(error: Exception) -> Response:
    if current_app.config["TESTING"] and current_app.config.get("PROPAGATE", True):
        raise error
    current_app.logger.exception("request %s failed", tracing.request_id.get())
    return answer(500)


def _conflict(conflict: Conflict, name_of: Callable[[int | None], str]) -> Response:
    """409: theirs, yours and before for every field; the form sends itself again with the new version."""
    db.session.rollback()
    form, row = conflict.form, conflict.row
    db.session.refresh(row)
    theirs = form.like_it(form.initial(row))
    before = _before(form)
    rows = [_difference(field, describe(theirs[field.name]), before.get(field.name, "")) for field in form.content()]
    renewed = [("version", str(row.version)), ("csrf_token", generate_csrf())]
    kept = [
        (k, v) for k, v in request.form.items(multi=True) if k not in dict(renewed) and not k.startswith("resolve-")
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "hidden": kept + renewed,
        "action": request.full_path.rstrip("?"),
        "who": name_of(getattr(row, "updated_by_id", None)),
        "when": datetime_in(row.updated_at),
        "record_label": gettext("This record"),
        "cancel_url": _given_up(),
    }
    if not wants_block():
        return make_response(render_template("errors/conflict.html", **context), 409)
    context["cancel_url"] = _came_from() or context["cancel_url"]
    response = make_response(render_block("errors/conflict.html", "content", context), 409)
    # In place of the whole page's content: a row or a panel that is sent by htmx has no room for it.
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#main > .page", "innerHTML show:top"
    return response


def _given_up() -> str:
    """Where whoever gives up lands: the form's own page, the one its button stood on, or the nearest above an edit."""
    path, before, root = request.path, _came_from(), request.script_root
    edited = path.endswith("/edit")
    if not edited and _is_page(path):
        return root + path
    if not edited and urlsplit(before).path not in ("", root + path):  # the same after a second conflict in a row
        return before
    while path and not _is_page(path := path.rpartition("/")[0]):
        pass
    return root + (path or "/")


def _is_page(path: str) -> bool:
    """Whether the address can be opened, not only sent to."""
    return request_ctx.url_adapter is not None and request_ctx.url_adapter.test(path, "GET")


def _difference(field: Field, theirs: str, before: str) -> FieldDifference:
    yours = describe(field)
    disputed = isinstance(field, TextAreaField) and before not in (theirs, yours)
    return FieldDifference(
        field.name, str(field.label.text), theirs, yours, before, united(theirs, yours, before) if disputed else ""
    )


def _before(form: BaseForm) -> dict[str, str]:
    try:
        loaded = json.loads(form.as_opened.data or "{}")
    except ValueError:
        return {}
    return {k: str(v) for k, v in loaded.items()} if isinstance(loaded, dict) else {}
