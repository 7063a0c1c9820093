"""One transaction a request: reads read, everything else opens the writing transaction before it looks at anything."""

from contextlib import ExitStack

from flask import Flask, g, request

from crm.core.database import db, writing

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Open `writing()` around each unsafe request; whatever the view did not commit is rolled back."""

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
