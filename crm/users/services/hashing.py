"""Passwords as they are kept: hashed, and never two ways."""

from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from crm.core.errors import Refused
from crm.users import rules

#: Argon2id, t=2, m=19 MiB, p=1: OWASP ASVS 5.0 appendix C. Tests lower it.
hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def set_hashing(*, time_cost: int, memory_cost: int) -> None:
    """Change the cost of new hashes; old ones are raised when their owner signs in."""
    global hasher
    hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=1)


def check_password(password: str, email: str) -> None:
    """Refused for a password that is easily guessed."""
    fault = rules.password_fault(password, email)
    if fault is not None:
        raise Refused(fault, "password")


def hashed(password: str) -> str:
    """The hash under which a password is kept."""
    return hasher.hash(normalize("NFC", password))


def decoy() -> str:
    """A hash of nothing, so that an unknown name costs as much as a known one."""
    cost = (hasher.time_cost, hasher.memory_cost)
    if cost not in _decoys:
        _decoys[cost] = hasher.hash("no such account")
    return _decoys[cost]


_decoys: dict[tuple[int, int], str] = {}


def fits(stored: str, password: str) -> bool:
    """Whether a password is the one whose hash is stored."""
    try:
        return hasher.verify(stored, normalize("NFC", password))
    except (VerifyMismatchError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether a hash costs less to try than those that are made now."""
    return hasher.check_needs_rehash(stored)
