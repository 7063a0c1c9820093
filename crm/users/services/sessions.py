"""Sessions: kept, seen, ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import OperationalError

from crm.core import clock, keys
from crm.core.database import db, only_reading, writing
from crm.core.permissions import Actor
from crm.users import queries, rules
from crm.users.models import LoginSession, Throttle


def end_sessions(user_id: int) -> None:
    """Sign a user out everywhere, at once."""
    db.session.execute(delete(LoginSession).where(LoginSession.user_id == user_id))


def end_others(user_id: int, token: str | None) -> None:
    """Sign a user out everywhere but in the session of `token`."""
    others = LoginSession.user_id == user_id, LoginSession.token_hash != keys.digest(token or "")
    db.session.execute(delete(LoginSession).where(*others))


def end_session(session_id: int, *, by: Actor) -> None:
    """End one of one's own sessions."""
    db.session.execute(delete(LoginSession).where(LoginSession.id == session_id, LoginSession.user_id == by.id))


_WRITTEN = (
    update(db.metadata.tables[LoginSession.__tablename__])
    .where(LoginSession.token_hash == bindparam("hashed"))
    .values(data=bindparam("content"), last_seen_at=bindparam("now"))
)


def _found(token_hash: str) -> queries.FoundSession | None:
    """Asked by the first statement of a request: it learns first that the database was started anew, and asks again."""
    try:
        return queries.session_of(token_hash)
    except OperationalError as lost:
        if not lost.connection_invalidated:
            raise
        db.session.rollback()
        return queries.session_of(token_hash)


class SessionStore:
    """Where crm.web.sessions keeps sessions: the table `login_sessions`, tokens hashed."""

    def load(self, token: str) -> queries.FoundSession | None:
        """A living session with its user, else None."""
        with only_reading():
            found = _found(keys.digest(token))
        if found is None or (found.user_id is not None and found.user is None):
            return None
        role = found.user.role if found.user is not None else None
        return found if rules.alive(role, found.created_at, found.seen_at, clock.now()) else None

    def save(self, token: str, data: dict[str, Any], device: str, *, fresh: bool) -> None:
        """Write the content; whatever the view left uncommitted is rolled back first.

        Only a `fresh` token makes a row: a session that was ended meanwhile must not come back to life.
        """
        db.session.rollback()
        now, user_id = clock.now(), int(data["_user_id"]) if data.get("_user_id") else None
        with writing():
            kept = db.session.scalar(select(LoginSession).where(LoginSession.token_hash == keys.digest(token)))
            if kept is None and not fresh:
                return
            if kept is None:
                kept = LoginSession(token_hash=keys.digest(token), created_at=now)
                db.session.add(kept)
            kept.data, kept.user_id, kept.device, kept.last_seen_at = data, user_id, device, now
            db.session.commit()

    def write(self, token: str, data: dict[str, Any]) -> None:
        """Write the content of a session that is there into the transaction that is open; the caller commits."""
        told = {"hashed": keys.digest(token), "content": data, "now": clock.now()}
        db.session.connection().execute(_WRITTEN, told)

    def seen(self, token: str, last: datetime) -> None:
        """Note the visit, at most once a minute."""
        now = clock.now()
        if now - last < rules.SEEN_EVERY:
            return
        db.session.rollback()
        with writing():
            hashed = keys.digest(token)
            db.session.execute(update(LoginSession).where(LoginSession.token_hash == hashed).values(last_seen_at=now))
            db.session.commit()

    def end(self, token: str) -> None:
        """End one session."""
        db.session.rollback()
        with writing():
            db.session.execute(delete(LoginSession).where(LoginSession.token_hash == keys.digest(token)))
            db.session.commit()


def clean_up() -> dict[str, int]:
    """Delete what has run out: sessions past every limit and forgotten throttles. Returns the counts."""
    now, connection = clock.now(), db.session.connection()
    sessions = connection.execute(
        delete(LoginSession).where(
            (LoginSession.created_at < now - rules.ABSOLUTE_LIFE)
            | (LoginSession.user_id.is_(None) & (LoginSession.last_seen_at < now - rules.ANONYMOUS_LIFE))
        )
    )
    throttles = connection.execute(delete(Throttle).where(Throttle.updated_at < now - rules.MEMORY))
    return {"sessions": sessions.rowcount, "throttles": throttles.rowcount}
