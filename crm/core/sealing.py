"""Parcels that the database cannot open: sealed with a key made from the secret of the installation (AES-GCM)."""

import os
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crm.core import keys
from crm.core.database import SECRET

#: Under this name a sealed column tells its purpose, so that `flask secret rotate` can seal it anew.
PURPOSE: Final = "purpose"
_NONCE: Final = 12


def sealed_column(purpose: str) -> dict[str, Any]:
    """The `info` of a column of parcels. `purpose` also stands beside the text: no other parcel can take its place."""
    return SECRET | {PURPOSE: purpose}


def seal(plain: bytes, purpose: str) -> bytes:
    """Encrypted with a key that the database does not hold, nonce first."""
    return _encrypted(plain, keys.derive(purpose), purpose)


def unseal(sealed: bytes, purpose: str) -> bytes:
    """What `seal` was given. cryptography's InvalidTag when another secret sealed it."""
    return AESGCM(keys.derive(purpose)).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())


def resealed(sealed: bytes, purpose: str, secret: str) -> bytes:
    """The same parcel for an installation with `secret`. InvalidTag when another one than today's sealed it."""
    return _encrypted(unseal(sealed, purpose), keys.derived_from(secret, purpose), purpose)


def _encrypted(plain: bytes, key: bytes, purpose: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, purpose.encode())
