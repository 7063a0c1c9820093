"""The audit log's pure part: verbs, and the hash chain over canonical JSON."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, ClassVar

FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class Verb:
    """What was done: `code` as in `mission.planned`, `label` a marked message id. Making one registers it."""

    code: str
    label: str
    known: ClassVar[dict[str, str]] = {}

    def __post_init__(self) -> None:
        if self.known.setdefault(self.code, self.label) != self.label:
            raise ValueError(f"two verbs are called {self.code}")


def canonical(content: dict[str, Any]) -> str:
    """One text for one content: keys sorted, no spaces, no ASCII escapes."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def link(key: bytes, previous_hash: str, content: dict[str, Any]) -> str:
    """The hash of an entry: HMAC-SHA256(key, previous_hash || canonical JSON), in hex."""
    return hmac.new(key, (previous_hash + canonical(content)).encode(), hashlib.sha256).hexdigest()
