"""The audit log's pure part: verbs, the hash chain over canonical JSON, and sealed values.

`words` has what it calls tables and columns.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crm.core.texts import N_

FIRST_HASH = "0" * 64
NONCE_BYTES = 12

#: A column of an entry: (what, before, after); None stands for empty or erased.
Change = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class Verb:
    """What was done: `code` as in `mission.planned`, `label` a marked message id. Making one registers it."""

    code: str
    label: str
    known: ClassVar[dict[str, str]] = {}

    def __post_init__(self) -> None:
        if self.known.setdefault(self.code, self.label) != self.label:
            raise ValueError(f"two verbs are called {self.code}")


#: The log goes on with another secret; `changes` tell why, and of how many entries before which digest it vouches.
RESEALED = Verb("audit.resealed", N_("Log sealed again"))

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def canonical(content: dict[str, Any] | list[Any]) -> str:
    """One text for one content: keys sorted, no spaces, no ASCII escapes."""
    return _CANONICAL.encode(content)


def link(key: bytes, previous_hash: str, content: dict[str, Any]) -> str:
    """The hash of an entry: HMAC-SHA256(key, previous_hash || canonical JSON), in hex."""
    return hmac.new(key, (previous_hash + canonical(content)).encode(), hashlib.sha256).hexdigest()


def plain(value: Any) -> str:
    """A value as text: JSON of one with parts, which `parts` reads again."""
    return canonical(value) if isinstance(value, dict | list) else str(value)


def parts(value: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """What stands in the JSON of a value with parts, but for what is empty: (its keys from the outside in, text).

    `ValueError` if it is none."""
    yield from _leaves(json.loads(value), ())


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, (*path, key))
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part, path)
    elif value not in (None, ""):
        yield path, str(value)


def seal(subject_key: bytes, value: str) -> dict[str, str]:
    """`value` encrypted (AES-GCM) with its subject's key, as it stands in the log."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(subject_key).encrypt(nonce, value.encode(), None)
    return {"~": base64.b64encode(nonce + sealed).decode()}


def unseal(subject_key: bytes | None, value: Any) -> str | None:
    """A stored value in clear; None when its key is gone (the person was erased)."""
    if not isinstance(value, dict) or "~" not in value:
        return None if value is None else plain(value)
    if subject_key is None:
        return None
    raw = base64.b64decode(value["~"])
    return AESGCM(subject_key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
