"""One transaction a request: reads read, everything else opens the writing transaction before it looks at anything."""

from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from flask import Flask, g, request

from crm.core.database import db, only_reading, writing

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Open `writing()` around each unsafe request; whatever the view did not commit is rolled back."""
    answer = app.wsgi_app

    def answer_apart(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in SAFE_METHODS:
            return answer(environ, start_response)
        with only_reading():  # from the session's own query on
            return answer(environ, start_response)

    app.wsgi_app = answer_apart  # type: ignore[method-assign]  # the way Flask's own documentation does it

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
