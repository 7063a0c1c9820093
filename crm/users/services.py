"""What happens to accounts: made, changed, signed in, slowed down, signed out everywhere."""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.exc import OperationalError

from crm.audit.services import action
from crm.core import clock, keys
from crm.core.database import Moment, db, only_reading, writing
from crm.core.errors import Refused
from crm.core.permissions import Actor, Role
from crm.core.texts import Text
from crm.jobs import services as jobs
from crm.users import queries, rules
from crm.users.models import LoginSession, Throttle, User

#: Argon2id, t=2, m=19 MiB, p=1: OWASP ASVS 5.0 appendix C. Tests lower it.
hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def set_hashing(*, time_cost: int, memory_cost: int) -> None:
    """Change the cost of new hashes; old ones are raised when their owner signs in."""
    global hasher
    hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=1)


def create(
    *,
    email: str,
    display_name: str,
    password: str,
    role: Role,
    by: Actor | None,
    language: str = "ja",
    timezone: str = "Asia/Tokyo",
    sample: bool = False,
) -> User:
    """A new account. Refused for an address in use or a weak password."""
    address = email.strip().lower()
    if queries.by_email(address) is not None:
        raise Refused(Text("There is already an account with this address."), "email")
    _check_password(password, address)
    user = User(
        email=address,
        display_name=display_name,
        password_hash=_hash(password),
        role=role,
        language=language,
        timezone=timezone,
        sample_password=sample,
    )
    with action(rules.CREATED, by=by):
        db.session.add(user)
    return user


def change(user: User, *, display_name: str, role: Role, active: bool, by: Actor) -> None:
    """Change an account. Nobody changes their own role, and the last administrator stays."""
    if user.id == by.id and (role != user.role or not active):
        raise Refused(Text("You cannot change your own role or close your own account."), "role")
    leaves_admin = user.role == Role.ADMIN and (role != Role.ADMIN or not active)
    if leaves_admin and user.active and queries.active_admins() <= 1:
        raise Refused(Text("The last administrator cannot be removed."), "role")
    ends_sessions = role != user.role or not active
    with action(rules.CHANGED, by=by):
        user.display_name, user.role, user.active = display_name, role, active
    if ends_sessions:
        end_sessions(user.id)


def change_profile(user: User, *, display_name: str, language: str, timezone: str, by: Actor | None) -> None:
    """What everyone may change about themselves."""
    with action(rules.CHANGED, by=by):
        user.display_name, user.language, user.timezone = display_name, language, timezone


def set_password(user: User, *, password: str, by: Actor | None) -> None:
    """A new password; every session of the account ends."""
    _check_password(password, user.email)
    with action(rules.PASSWORD_SET, by=by, record=user):
        user.password_hash, user.sample_password = _hash(password), False
    end_sessions(user.id)


def change_own_password(user: User, *, current: str, password: str, by: Actor) -> None:
    """Like `set_password`, after proving the current one."""
    if not _verify(user.password_hash, current):
        raise Refused(Text("This is not your current password."), "current")
    set_password(user, password=password, by=by)


# ------------------------------------------------------------------ a new password, without the old one


def ask_for_link(email: str, *, address: str) -> None:
    """Have a link mailed, if there is an account: nobody learns here whether there is one.

    Refused while whoever asks too often, or for one account, has to wait.
    """
    slowed = (_key("link to", email.strip().lower()), _key("links for", rules.network(address)))
    _refuse_while_blocked(slowed)
    _count_failure(slowed, None)
    user = queries.by_email(email)
    if user is not None and user.active:
        mail_link(user, by=None)


def mail_link(user: User, *, by: Actor | None) -> None:
    """Have the owner of an account mailed a link to set a new password. Refused for a closed account."""
    note_link(user, by=by)
    jobs.enqueue(rules.LINK_JOB, {"user_id": user.id}, by=by, keep=rules.LINK_LIFE)


def note_link(user: User, *, by: Actor | None) -> None:
    """Log that a link is made. Refused for a closed account."""
    if not user.active:
        raise Refused(Text("This account is closed."))
    with action(rules.LINK_ASKED, by=by, record=user):
        pass


def link_token(user: User) -> str:
    """What a link to set a new password carries. Nothing of it is kept: another password or address, or half an
    hour, makes it void.
    """
    until = int((clock.now() + rules.LINK_LIFE).timestamp())
    return f"{user.id}-{until}-{_proof(user, until)}"


def holder_of(token: str) -> User | None:
    """The open account that a link's token is for, while it works."""
    id, _, rest = token.partition("-")
    until, _, proof = rest.partition("-")
    if not (id.isascii() and id.isdigit() and until.isascii() and until.isdigit() and len(id + until) < 20):
        return None
    user = db.session.scalar(select(User).where(User.id == int(id), User.active))
    if user is None or not hmac.compare_digest(_proof(user, int(until)).encode(), proof.encode()):
        return None
    return user if datetime.fromtimestamp(int(until), UTC) >= clock.now() else None


def _proof(user: User, until: int) -> str:
    told = f"{user.id}\n{until}\n{user.email}\n{user.password_hash}"
    return hmac.new(keys.derive("password link"), told.encode(), "sha256").hexdigest()


def set_forgotten(user: User, *, password: str) -> None:
    """The new password of whoever came by a link; the account does not wait for the wrong ones any longer."""
    set_password(user, password=password, by=user)
    db.session.execute(delete(Throttle).where(Throttle.key == _key("account", user.email)))


# ------------------------------------------------------------------ signing in and out


def end_sessions(user_id: int) -> None:
    """Sign a user out everywhere, at once."""
    db.session.execute(delete(LoginSession).where(LoginSession.user_id == user_id))


def end_session(session_id: int, *, by: Actor) -> None:
    """End one of one's own sessions."""
    db.session.execute(delete(LoginSession).where(LoginSession.id == session_id, LoginSession.user_id == by.id))


def sign_in(*, email: str, password: str, address: str) -> User | None:
    """The account, if address and password fit and neither is being slowed down; else None.

    Unknown names cost the same time as known ones. Raises Refused while the account or the network address waits.
    """
    slowed = (_key("account", email.strip().lower()), _key("address", rules.network(address)))
    _refuse_while_blocked(slowed)
    user = queries.by_email(email)
    stored = user.password_hash if user is not None else _decoy()
    db.session.rollback()  # hashing takes 50 ms: not while holding the write lock
    if not _verify(stored, password) or user is None or not user.active:
        _count_failure(slowed, user)
        return None
    for key in slowed:
        db.session.execute(delete(Throttle).where(Throttle.key == key))
    with action(rules.SIGNED_IN, by=user, record=user):
        if hasher.check_needs_rehash(stored):
            user.password_hash = _hash(password)
    return user


def check_pace(kind: str, value: str) -> None:
    """Raises Refused while whoever tried too often (an address, by the kind of what was tried) has to wait."""
    _refuse_while_blocked((_key(kind, value),))


def count_try(kind: str, value: str) -> None:
    """Count a try that failed: after a few, the next ones wait ever longer, as with passwords."""
    _count_failure((_key(kind, value),), None)


def _refuse_while_blocked(slowed: tuple[str, ...]) -> None:
    now = clock.now()
    until = [
        t.blocked_until for t in db.session.scalars(select(Throttle).where(Throttle.key.in_(slowed))) if t.blocked_until
    ]
    if until and max(until) > now:
        seconds = int((max(until) - now) / timedelta(seconds=1)) + 1
        raise Refused(Text("Too many tries. Wait %(seconds)s seconds and try again.", seconds=seconds))


def _count_failure(slowed: tuple[str, ...], user: User | None) -> None:
    now = clock.now()
    for key in slowed:
        # Two first failures may come at once: the later one waits here, and counts on.
        db.session.execute(_FIRST_FAILURE, {"key": key, "now": now})
        throttle = db.session.get_one(Throttle, key, with_for_update=True)
        if now - throttle.updated_at > rules.MEMORY:
            throttle.failures = 0
        throttle.failures += 1
        free = rules.FREE_OF_OFFICE if key.startswith("address:") else rules.FREE_FAILURES
        delay = rules.delay(throttle.failures, free)
        throttle.updated_at, throttle.blocked_until = now, now + delay if delay else None
    if user is not None:
        with action(rules.SIGN_IN_FAILED, by=None, record=user):
            pass


_FIRST_FAILURE = text(
    "INSERT INTO throttles (key, failures, updated_at) VALUES (:key, 0, :now) ON CONFLICT DO NOTHING"
).bindparams(bindparam("now", type_=Moment))


def _key(kind: str, value: str) -> str:
    return f"{kind}:{keys.digest(value)[:40]}"


def _check_password(password: str, email: str) -> None:
    fault = rules.password_fault(password, email)
    if fault is not None:
        raise Refused(fault, "password")


def _hash(password: str) -> str:
    return hasher.hash(normalize("NFC", password))


def _decoy() -> str:
    """A hash of nothing, so that an unknown name costs as much as a known one."""
    cost = (hasher.time_cost, hasher.memory_cost)
    if cost not in _decoys:
        _decoys[cost] = hasher.hash("no such account")
    return _decoys[cost]


_decoys: dict[tuple[int, int], str] = {}


def _verify(stored: str, password: str) -> bool:
    try:
        return hasher.verify(stored, normalize("NFC", password))
    except (VerifyMismatchError, InvalidHashError):
        return False


_WRITTEN = (
    update(db.metadata.tables[LoginSession.__tablename__])
    .where(LoginSession.token_hash == bindparam("hashed"))
    .values(data=bindparam("content"), last_seen_at=bindparam("now"))
)


def _found(token_hash: str) -> queries.Found | None:
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

    def load(self, token: str) -> queries.Found | None:
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
    now = clock.now()
    sessions = db.session.execute(
        delete(LoginSession).where(
            (LoginSession.created_at < now - rules.ABSOLUTE_LIFE)
            | (LoginSession.user_id.is_(None) & (LoginSession.last_seen_at < now - rules.ANONYMOUS_LIFE))
        )
    )
    throttles = db.session.execute(delete(Throttle).where(Throttle.updated_at < now - rules.MEMORY))
    return {"sessions": sessions.rowcount, "throttles": throttles.rowcount}  # type: ignore[attr-defined]  # a DELETE has it
