"""The requests of one process take turns, so that its threads do not hand the interpreter's lock to and fro.

SQLite gives the lock away at every row. When another thread takes it meanwhile, each row waits for that thread, and
four requests at once all take longer than one after the other. Who only waits for a slow browser has no turn.
"""

from collections.abc import Iterable
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Seconds after which a request that takes long, or waits for something else, loses its turn to the next.
LONGEST = 0.05


class Turns:
    """A WSGI application whose answers are made one at a time, as long as each is quick."""

    def __init__(self, application: "WSGIApplication", longest: float = LONGEST) -> None:
        self._application, self._longest = application, longest
        self._turn = Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        turn = self._turn
        if not turn.acquire(timeout=self._longest):
            turn = Lock()
            turn.acquire()
            self._turn = turn
        try:
            return self._application(environ, start_response)
        finally:
            turn.release()


def install(app: Flask, database_url: str) -> None:
    """Let the requests to the app take turns, on SQLite: who waits for a server of its own gives the lock away once."""
    if not database_url.startswith("sqlite"):
        return
    app.wsgi_app = Turns(app.wsgi_app)  # type: ignore[method-assign]  # as Flask's documentation has it
