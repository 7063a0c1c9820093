"""Codes that people type from paper: 60 random bits without a sign that looks like another, kept as a digest alone."""

import secrets
from typing import Final

from crm.core import keys

#: No letter that is read as another one: 32 signs, 5 bits each.
_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 12
_LOOKS_LIKE: Final = str.maketrans("OIL", "011")


def new_code() -> str:
    """A code of 60 random bits in three groups: K7QM-3XPD-9TRW."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    return "-".join(signs[start : start + 4] for start in range(0, _LENGTH, 4))


def digest(code: str, purpose: str) -> str | None:
    """What is stored instead of a code, however it was typed; None for what cannot be one.

    The installation's secret goes into it, so that nobody finds codes from a copy of the database, and so does what
    they are for: a code of one purpose is none of another.
    """
    signs = "".join(sign for sign in code.upper() if sign.isalnum()).translate(_LOOKS_LIKE)
    if len(signs) != _LENGTH or not set(signs) <= set(_SIGNS):
        return None
    return keys.digest(keys.derive(purpose).hex() + signs)
