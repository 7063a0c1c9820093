"""How a request meets the database: readers read; who writes opens one transaction before looking at anything.

Readers of SQLite see one state of the data and take turns; on PostgreSQL each of their queries stands for itself.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from flask import Flask, g, request

from crm.config import Settings
from crm.core.database import db, only_reading, writing
from crm.web.turns import Turns

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Readers:
    """The application as it is for whoever only reads, from the query for the session on."""

    def __init__(self, application: "WSGIApplication", turns: Turns | None) -> None:
        self._application, self._turns = application, turns

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with ExitStack() as stack:
            if environ["REQUEST_METHOD"] in SAFE_METHODS:
                stack.enter_context(only_reading())
                if self._turns is not None:
                    stack.enter_context(self._turns.take())
            return self._application(environ, start_response)


def install(app: Flask, settings: Settings) -> None:
    """Open `writing()` around each unsafe request; whatever the view did not commit is rolled back."""
    turns = Turns() if settings.database_url.startswith("sqlite") else None
    app.wsgi_app = Readers(app.wsgi_app, turns)  # type: ignore[method-assign]  # the way Flask's documentation does it

    @app.before_request
    def open_transaction() -> None:
        if request.method not in SAFE_METHODS:
            g.transaction = ExitStack()
            g.transaction.enter_context(writing())

    @app.teardown_request
    def close_transaction(_error: BaseException | None) -> None:
        stack: ExitStack | None = g.pop("transaction", None)
        if stack is not None:
            stack.close()
        else:
            db.session.close()  # what a rollback does to the transaction, without marking each row read as stale
