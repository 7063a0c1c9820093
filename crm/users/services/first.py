"""The first administrator: made in the browser by whoever can read the terminal that the product was started in."""

import secrets

from sqlalchemy import delete

from crm.core import clock, keys
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.core.texts import Text
from crm.users import queries, rules
from crm.users.models import FirstKey, User
from crm.users.services import pace
from crm.users.services.accounts import create


def make_first_key() -> str | None:
    """The secret that makes the first administrator, the one before void; None where somebody has an account.

    Only its hash is kept: what is returned here is told once, at the terminal.
    """
    db.session.execute(delete(FirstKey))
    if queries.any_account():
        return None
    token = secrets.token_urlsafe(24)
    db.session.add(FirstKey(id=1, token_hash=keys.digest(token), made_at=clock.now()))
    db.session.flush()
    return token


def make_first(
    token: str, *, email: str, display_name: str, password: str, language: str, timezone: str, address: str
) -> User:
    """The first administrator, for whoever holds the secret, which is used up by that.

    Refused beside `secret` for one that is wrong, used up or older than half an hour (and counted, so that whoever
    guesses waits), and beside their fields for an address and a password that cannot be taken.
    """
    slowed = (pace.key("first", rules.network(address)),)
    pace.refuse_while_blocked(slowed)
    if queries.any_account() or not _fits(token):
        raise Refused(
            Text("This secret is wrong or has expired. Start Musubi again: each start prints a new one."),
            "secret",
        )
    made = create(
        email=email, display_name=display_name, password=password, role=Role.ADMIN, language=language,
        timezone=timezone, by=None,
    )  # fmt: skip
    using = delete(FirstKey).where(FirstKey.token_hash == keys.digest(token)).returning(FirstKey.id)
    if db.session.scalar(using) is None:  # two at once, on PostgreSQL: the second waited for the first
        raise Refused(Text("Someone else has just used this secret."), "secret")
    pace.forget(slowed)
    return made


def count_wrong_secret(address: str) -> None:
    """Count a wrong secret: after a few, the next ones wait ever longer."""
    pace.count_try("first", address)


def _fits(token: str) -> bool:
    kept = db.session.get(FirstKey, 1)
    return (
        kept is not None
        and secrets.compare_digest(kept.token_hash, keys.digest(token))
        and clock.now() - kept.made_at <= rules.FIRST_LIFE
    )
