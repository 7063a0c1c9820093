"""Answers: a page or its block, a saved form, a refused one. Views end with one of these."""

import json
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from types import TracebackType
from typing import Any, Final
from urllib.parse import quote

from flask import Response, current_app, flash, make_response, redirect, render_template, request, send_file, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Integer, String, bindparam, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from crm.core import clock, keys, reading
from crm.core.database import database_kind, db
from crm.core.errors import Refused, Stale
from crm.core.inserting import insert_rows
from crm.web import undoing
from crm.web.forms import BaseForm, translate
from crm.web.guards import KEPT_FOR
from crm.web.models import FormReceipt
from crm.web.sessions import written_along

LONGEST_LOCATION = 500


class Conflict(Exception):
    """Someone saved `row` after `form` was opened; answered with both versions side by side."""

    def __init__(self, form: BaseForm, row: Any) -> None:
        super().__init__("conflict")
        self.form, self.row = form, row


def wants_block() -> bool:
    """Whether htmx asks for a part of the page it already shows (not for a whole page to put into <body>)."""
    htmx = request.htmx  # type: ignore[attr-defined]  # htmx-flask adds it
    whole = request.headers.get("HX-Request-Type") == "full"
    return bool(htmx) and not whole and not htmx.boosted and not htmx.history_restore_request


def render_block(name: str, block: str, context: dict[str, Any]) -> str:
    """One block of a template, with the imports and `set`s at the template's top.

    jinja2-fragments' own function does not run those, so every imported macro would be undefined.
    """
    template = current_app.jinja_env.get_template(name)
    values = dict(context)
    current_app.update_template_context(values)
    scope = template.new_context(values)
    next(iter(template.root_render_func(scope)), None)
    return "".join(template.blocks[block](scope))


def page(template: str, block: str | None = None, *, status: int | None = None, **context: Any) -> Response:
    """The template, or only its `block` for htmx. A `form` in the context sets the status: 422 or 409 if it failed.

    A form that asks for some facts of a record only is shown by itself, whatever its page is.
    """
    form = context.get("form")
    if isinstance(form, BaseForm) and form.facts:
        template, block = "fact.html", "fact"
    code = status or (form.http_status if isinstance(form, BaseForm) else 200)
    if block is not None and wants_block():
        return make_response(render_block(template, block, context), code)
    return make_response(render_template(template, **context), code)


def saved(location: str, message: str | None = None, *, undo: str = "") -> ResponseReturnValue:
    """Commit, keep the form's receipt, and lead to `location`, where the message offers what posting to `undo` does.

    303 for a plain browser, 204 with HX-Location for htmx.
    """
    if message and undo:
        flash(message, undoing.CATEGORY + undo)
    elif message and "X-Kept" not in request.headers:  # what waited on a device tells there that it was sent
        _tell(message)
    _tell_of_others()
    try:
        _keep_receipt(location)
        undoing.note()
        with written_along():
            db.session.commit()
    except IntegrityError:
        db.session.rollback()
        earlier = earlier_result()
        if earlier is None:
            raise
        return earlier
    return lead_to(location)


def _tell(message: str) -> None:
    """Have the next page say it: once, however often it happened before a page was looked at."""
    if ("good", message) not in undoing.waiting(session):
        flash(message, "good")


def _tell_of_others() -> None:
    """Have the next page say what followed from the act in other records, each with what takes it back."""
    for follow in current_app.extensions["followed"]:
        for message, undo in follow():
            flash(message, undoing.CATEGORY + undo if undo else "good")


def _keep_receipt(location: str) -> None:
    """Note where this form led to, for the case that it comes again. IntegrityError when it was saved meanwhile."""
    form_id = receipt_key()
    if form_id is not None:
        told = {"form_id": form_id, "user_id": current_user.id, "location": location[:LONGEST_LOCATION]}
        insert_rows(FormReceipt.__tablename__, [told | {"saved_at": clock.now()}])


def forget_receipts() -> int:
    """Delete the receipts of forms that nobody sends again; how many."""
    old = delete(FormReceipt).where(FormReceipt.at < clock.now() - KEPT_FOR)
    return db.session.connection().execute(old).rowcount


def saved_in_place(
    template: str,
    *,
    back: str,
    message: str | None = None,
    events: dict[str, Any] | None = None,
    block: str | None = None,
    **context: Any,
) -> ResponseReturnValue:
    """Commit, then answer htmx with a fragment (200) and anyone else with a 303 back."""
    if not wants_block():
        return saved(back, message)
    db.session.commit()
    body = render_block(template, block, context) if block else render_template(template, **context)
    response = make_response(body)
    if events:
        response.headers["HX-Trigger"] = json.dumps(events)
    return response


def shown_once(template: str, **context: Any) -> Response:
    """Commit (the log tells who looked), then a page for this one answer."""
    db.session.commit()
    return page(template, **context)


def saved_file(content: bytes, *, name: str) -> Response:
    """Commit (the log tells who took it out), then hand out a file made for this one answer."""
    db.session.commit()
    answer = send_file(
        BytesIO(content), mimetype=mimetypes.guess_type(name)[0], as_attachment=True, download_name=name, max_age=0
    )
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def jpeg(content: bytes, *, name: str) -> Response:
    """A JPEG file that we wrote ourselves, so a page may show it. `name` is Latin."""
    answer = make_response(content)
    answer.headers["Content-Type"] = "image/jpeg"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def lead_to(location: str) -> ResponseReturnValue:
    """Send the browser to `location`, htmx or not. Headers are latin-1, so the path is percent-encoded."""
    if wants_block():
        return "", 204, {"HX-Location": quote(location, safe="/?&=%#:+,;@")}
    return redirect(location, 303)


def receipt_key() -> str | None:
    """What stands for this very form: its one-time id at this address (rows of a list may share one id)."""
    form_id = request.form.get("form_id")
    if not form_id or not current_user.is_authenticated:
        return None
    return keys.digest(f"{request.path}\n{form_id}")


_FORM: Final = bindparam("form_id", type_=String), bindparam("user_id", type_=Integer)
#: SQLite lets one writer in at a time; on PostgreSQL a lock on the form's id makes the second click wait.
_LED_TO: Final = {
    "sqlite": select(
        select(FormReceipt.location)
        .where(FormReceipt.form_id == _FORM[0], FormReceipt.user_id == _FORM[1])
        .scalar_subquery()
    ),
    "postgresql": select(func.form_led_to(*_FORM)),
}


def earlier_result() -> ResponseReturnValue | None:
    """The first answer to this very form, if it was saved before (double click, back button, retry)."""
    form_id = receipt_key()
    if form_id is None:
        return None
    led_to = _LED_TO[database_kind()]
    [(location,)] = reading.rows(led_to, form_id=form_id, user_id=current_user.id)
    return lead_to(location) if location is not None else None


@contextmanager
def attempt(form: BaseForm, row: Any = None) -> Iterator[None]:
    """Try to save: a refusal becomes an error beside its field (422) or on the form (409), nothing is written.

    With `row`, a version other than the form's raises Conflict before anything happens.
    """
    if row is not None and form.is_stale(row):
        raise Conflict(form, row)
    try:
        yield
    except Refused as refusal:
        # What was loaded must stay readable for the page that shows the error: detach it before the rollback.
        db.session.expunge_all()
        db.session.rollback()
        form.refuse(translate(refusal.text), refusal.field)
    except (Stale, StaleDataError) as stale:
        db.session.rollback()
        if row is None:
            raise
        raise Conflict(form, row) from stale


class ToldRefusal:
    """Around what a button without own form asks for: a plain browser reads a refusal on the page it was on.

    The view shows that page after the block, with 409. htmx gets the refusal as a message: its page stands already.
    """

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if not isinstance(error, Refused) or wants_block():
            return False
        db.session.expunge_all()
        db.session.rollback()
        flash(translate(error.text), "bad")
        return True


def replay_guard() -> ResponseReturnValue | None:
    """before_request: a form that was already saved is answered from its receipt."""
    return earlier_result() if request.method == "POST" else None
