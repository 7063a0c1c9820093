"""How a request meets the database: readers read; who writes opens one transaction before looking at anything.

Readers of SQLite see one state of the data; on PostgreSQL each of their queries stands for itself.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from flask import Flask, g, request

from crm.core.database import db, only_reading, writing

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class ReadOnly:
    """The application as it is for whoever only reads, from the query for the session on."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with ExitStack() as stack:
            if environ["REQUEST_METHOD"] in SAFE_METHODS:
                stack.enter_context(only_reading())
            return self._application(environ, start_response)


def install(app: Flask) -> None:
    """Open `writing()` around each unsafe request; whatever the view did not commit is rolled back."""
    app.wsgi_app = ReadOnly(app.wsgi_app)  # type: ignore[method-assign]  # the way Flask's documentation does it

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
