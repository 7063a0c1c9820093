"""Browsers that an account signed in with before: a new one is told to its owner by mail."""

import hmac
import secrets
from typing import Final

from crm.core import keys
from crm.jobs import services as jobs
from crm.users import rules
from crm.users.models import User

#: So many accounts are kept in mind in one browser, the latest first.
MOST: Final = 5


def is_known(user: User, kept: str) -> bool:
    """Whether a browser that keeps this signed in to the account since its password was set."""
    return any(hmac.compare_digest(each, _proof(user, each)) for each in _parts(kept))


def with_device(user: User, kept: str) -> str:
    """What a browser keeps from now on. It opens nothing: whoever steals it is not told to the owner, no more."""
    others = [each for each in _parts(kept) if not each.startswith(f"{user.id}.")]
    return " ".join([_proof(user, f"{user.id}.{secrets.token_hex(8)}"), *others][:MOST])


def tell_of_device(user: User, device: str) -> None:
    """Have the owner of an account mailed that a browser signed in which it does not know."""
    named = rules.device(device)
    told = {"user_id": user.id, "device": "" if named == device else named}  # no words of whoever signs in
    jobs.enqueue(rules.DEVICE_JOB, told, by=user, keep=rules.DEVICE_TELLING)


def _parts(kept: str) -> list[str]:
    return [each for each in kept.split(" ")[:MOST] if each.isascii() and each.count(".") == 2]


def _proof(user: User, told: str) -> str:
    """Who it is, something that nobody guesses, and what only this installation makes of both and the password."""
    id, chance = told.split(".")[:2]
    content = f"{user.id}\n{chance}\n{user.password_hash}"
    proof = hmac.new(keys.derive("known device"), content.encode(), "sha256").hexdigest()
    return f"{id}.{chance}.{proof}"
