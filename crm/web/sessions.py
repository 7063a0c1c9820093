"""Server-side sessions: the cookie is a random token, the content lies in the database and can end at once."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from flask import Flask, Request, Response, current_app
from flask import request as current_request
from flask import session as current_session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import OperationalError

TOKEN_BYTES = 32


class Kept(Protocol):
    """A living session as it was found."""

    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def seen_at(self) -> datetime:
        """The last visit that is written down."""


class SessionStore(Protocol):
    """Where sessions are kept. Tokens are given in clear and stored hashed."""

    def load(self, token: str) -> Kept | None: ...
    def save(self, token: str, data: dict[str, Any], device: str, *, fresh: bool) -> None: ...
    def write(self, token: str, data: dict[str, Any]) -> None: ...
    def seen(self, token: str, last: datetime) -> None: ...
    def end(self, token: str) -> None: ...


class ServerSession(SessionMixin):
    """A session's content, its token, and whether it must be written."""

    def __init__(self, token: str | None = None, kept: Kept | None = None) -> None:
        self.token, self.kept = token, kept
        self.data = dict(kept.data) if kept is not None else {}
        self.ended: list[str] = []
        self.new = token is None
        self.modified = False
        self.accessed = True
        #: Why the database did not give it out, as long as it does not answer.
        self.lost: OperationalError | None = None

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.modified = True
        self.data[key] = value

    def __delitem__(self, key: str) -> None:
        self.modified = True
        del self.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def rotate(self) -> None:
        """Give the session a new token and end the old one: a token fixed before sign-in is worth nothing."""
        if self.token is not None:
            self.ended.append(self.token)
        self.token, self.modified = None, True


def own_session() -> ServerSession:
    """The session of the request, as what it is here. TypeError outside of the product's own interface."""
    if not isinstance(current_session, ServerSession):
        raise TypeError("the session is none of this interface")
    return current_session


class ServerSessions(SessionInterface):
    """Loads and saves `ServerSession`s through a `SessionStore`."""

    def __init__(self, store: SessionStore) -> None:
        self.store = store

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        token = request.cookies.get(app.config["SESSION_COOKIE_NAME"])
        try:
            kept = self.store.load(token) if token and request.endpoint != "static" else None
        except OperationalError as error:  # told when the request has begun: an error page needs a session, too
            session = ServerSession()
            session.lost = error
            return session
        return ServerSession(token, kept) if kept is not None else ServerSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not isinstance(session, ServerSession):
            raise TypeError("this interface saves the sessions that it opened")
        if session.lost is not None:
            return
        try:
            self._keep(app, session, response)
        except OperationalError:
            # A full disk takes no visit and no message. Who reads goes on reading, and what was committed by then is
            # not told as lost. Who comes in, goes out or gets another token is told that it did not work.
            if session.kept is None or session.ended or not session.data or not session.token:
                raise
            current_app.logger.warning("the session could not be written; the page was answered")

    def _keep(self, app: Flask, session: ServerSession, response: Response) -> None:
        name = app.config["SESSION_COOKIE_NAME"]
        for token in session.ended:
            self.store.end(token)
        if session.modified and not session.data:
            if session.token:
                self.store.end(session.token)
            response.delete_cookie(name, secure=self.get_cookie_secure(app), httponly=True, samesite="Lax")
        elif session.modified:
            fresh = session.token is None
            token = session.token = session.token or secrets.token_urlsafe(TOKEN_BYTES)
            self.store.save(token, session.data, _device(), fresh=fresh)
            if fresh:
                response.set_cookie(name, token, httponly=True, samesite="Lax", secure=self.get_cookie_secure(app))
        elif session.token and session.kept is not None:
            self.store.seen(session.token, session.kept.seen_at)


def refuse_lost() -> None:
    """before_request: nobody is taken for a stranger because the database does not answer."""
    if isinstance(current_session, ServerSession) and current_session.lost is not None:
        raise current_session.lost


def is_lost() -> bool:
    """Whether the database did not answer this request."""
    return isinstance(current_session, ServerSession) and current_session.lost is not None


def lose(error: OperationalError) -> None:
    """Do not try to save the session of this request: the database does not answer."""
    if isinstance(current_session, ServerSession):
        current_session.lost = error


@contextmanager
def written_along() -> Iterator[None]:
    """Write what changed in the session (a message for the next page) with the transaction that is committed inside.

    On its own it would be a second transaction, which waits for the disk once more.
    """
    session, interface = current_session, current_app.session_interface
    if not isinstance(session, ServerSession) or not isinstance(interface, ServerSessions):
        yield
    elif session.modified and session.token and session.data:
        interface.store.write(session.token, session.data)
        yield
        session.modified = False
    else:
        yield


def _device() -> str:
    return (current_request.user_agent.string or "")[:200]
