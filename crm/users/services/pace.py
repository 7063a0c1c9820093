"""Whoever tries too often waits: ever longer, after a few tries."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from sqlalchemy import bindparam, delete, select, text

from crm.core import clock, keys
from crm.core.database import Moment, db
from crm.core.errors import Refused
from crm.core.texts import N_, Text
from crm.users import rules
from crm.users.models import Throttle

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


def refuse_while_blocked(slowed: Collection[str], why: str = TOO_MANY) -> None:
    """Raises Refused while one of these keys has to wait."""
    now = clock.now()
    told = select(Throttle).where(Throttle.key.in_(slowed), Throttle.updated_at <= now + clock.AHEAD)
    until = [t.blocked_until for t in db.session.scalars(told) if t.blocked_until]
    if until and max(until) > now:
        seconds = int((max(until) - now) / timedelta(seconds=1)) + 1
        raise Refused(Text(why, seconds=seconds))


def count(slowed: Collection[str]) -> None:
    """Count a try that failed under each of these keys."""
    now = clock.now()
    for each in slowed:
        # Two first failures may come at once: the later one waits here, and counts on.
        db.session.execute(_FIRST_FAILURE, {"key": each, "now": now})
        throttle = db.session.get_one(Throttle, each, with_for_update=True)
        kind = each.partition(":")[0]
        memory, longest = rules.BRIEF.get(kind, (rules.MEMORY, rules.LONGEST_DELAY))
        if not now - memory <= throttle.updated_at <= now + clock.AHEAD:
            throttle.failures = 0
        throttle.failures += 1
        free = rules.FREE_OF_OFFICE if kind in rules.SHARED else rules.FREE_FAILURES
        delay = rules.delay(throttle.failures, free, longest)
        throttle.updated_at, throttle.blocked_until = now, now + delay if delay else None


_FIRST_FAILURE = text(
    "INSERT INTO throttles (key, failures, updated_at) VALUES (:key, 0, :now) ON CONFLICT DO NOTHING"
).bindparams(bindparam("now", type_=Moment))


def key(kind: str, value: str) -> str:
    """Under which name tries are counted: of what is told, nothing can be read."""
    return f"{kind}:{keys.digest(value)[:40]}"


def forget(slowed: Collection[str]) -> None:
    """Count from nothing again: the right one came."""
    for each in slowed:  # in the order in which they are counted: two at once wait for each other, never both
        db.session.execute(delete(Throttle).where(Throttle.key == each))
