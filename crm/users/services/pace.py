"""Whoever tries too often waits: ever longer, after a few tries."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, select, text

from crm.audit.services import action
from crm.core import clock, keys
from crm.core.database import Moment, db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import N_, Text
from crm.users import rules
from crm.users.models import Throttle, User

#: To whoever has to wait.
TOO_MANY: Final = N_("Too many attempts. Wait %(seconds)s seconds and try again.")


def check_pace(kind: str, value: str, why: str = TOO_MANY) -> None:
    """Raises Refused while whoever tried too often (an address, by the kind of what was tried) has to wait: `why`."""
    refuse_while_blocked((key(kind, rules.network(value)),), why)


def count_try(kind: str, value: str) -> None:
    """Count a try that failed: after a few, the next ones wait ever longer, as with passwords."""
    count((key(kind, rules.network(value)),))


def forget_tries(kind: str, value: str) -> None:
    """Count from nothing again: the right one came from this address."""
    forget((key(kind, rules.network(value)),))


def account_key(email: str, *, known: bool = False) -> str:
    """Under which name wrong passwords of an account are counted, also of one that there is not; those of browsers that
    it knows by themselves, so that nobody is kept out by strangers."""
    return key("known" if known else "account", email.strip().lower())


def _keys_of(user: User) -> list[str]:
    """Whatever keeps an account waiting, but for its network address."""
    return [account_key(user.email), account_key(user.email, known=True), second_key(user), STRANGERS]


def second_key(user: User) -> str:
    """Under which name wrong codes of an account are counted."""
    return key("second", str(user.id))


def waits(user: User) -> bool:
    """Whether an account has to wait now, after too many tries at it, or of strangers at all accounts."""
    return _until(_keys_of(user)) is not None


def lift(user: User, *, by: Actor) -> None:
    """Let an account try again at once. Its network address still waits, where many were tried from there."""
    with action(rules.DELAY_LIFTED, by=by, record=user):
        forget(_keys_of(user))


def refuse_while_blocked(slowed: Collection[str], why: str = TOO_MANY) -> None:
    """Raises Refused while one of these keys has to wait."""
    if (until := _until(slowed)) is not None:
        raise Refused(Text(why, seconds=int((until - clock.now()) / timedelta(seconds=1)) + 1))


def _until(slowed: Collection[str]) -> datetime | None:
    """Until when one of these keys has to wait; None where none has to."""
    now = clock.now()
    told = select(Throttle.blocked_until).where(
        Throttle.key.in_(slowed), Throttle.updated_at <= now + clock.AHEAD, Throttle.blocked_until > now
    )
    return max((until for until in db.session.scalars(told) if until), default=None)


def count(slowed: Collection[str]) -> None:
    """Count a try that failed under each of these keys."""
    now = clock.now()
    for each in slowed:
        # Two first failures may come at once: the later one waits here, and counts on.
        db.session.execute(_FIRST_FAILURE, {"key": each, "now": now})
        throttle = db.session.get_one(Throttle, each, with_for_update=True)
        pace = _pace(each)
        if not now - pace.memory <= throttle.updated_at <= now + clock.AHEAD:
            throttle.failures = 0
        throttle.failures += 1
        delay = rules.delay(throttle.failures, pace)
        throttle.updated_at, throttle.blocked_until = now, now + delay if delay else None


_FIRST_FAILURE = text(
    "INSERT INTO throttles (key, failures, updated_at) VALUES (:key, 0, :now) ON CONFLICT DO NOTHING"
).bindparams(bindparam("now", type_=Moment))


def _pace(counted: str) -> rules.Pace:
    return rules.PACES.get(counted.partition(":")[0], rules.Pace())


def key(kind: str, value: str) -> str:
    """Under which name tries are counted: of what is told, nothing can be read."""
    return f"{kind}:{keys.digest(value)[:40]}"


def forget(slowed: Collection[str]) -> None:
    """Count from nothing again: the right one came."""
    for each in slowed:  # in the order in which they are counted: two at once wait for each other, never both
        db.session.execute(delete(Throttle).where(Throttle.key == each))


def forgive(own: str, shared: str) -> None:
    """The right one came: count from nothing again, and take one's own failures off those of the network address.

    The others stay: whoever has an account could clear the way for guessing at all the rest.
    """
    kept = db.session.get(Throttle, own)
    forget((own,))
    throttle = db.session.get(Throttle, shared, with_for_update=True) if kept is not None else None
    if kept is None or throttle is None:
        return
    throttle.failures = max(throttle.failures - kept.failures, 0)
    if not rules.delay(throttle.failures, _pace(shared)):
        throttle.blocked_until = None


#: All wrong passwords that come from browsers which the account does not know.
STRANGERS: Final = key("strangers", "")
