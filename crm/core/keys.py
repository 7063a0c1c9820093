"""Keys derived from the installation's secret, one a purpose, so that no purpose can forge another's."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager

_secret: bytes | None = None


def configure(secret: str) -> None:
    """Set the installation's secret (kept outside the database). The app factory calls it once."""
    global _secret
    _secret = secret.encode()


@contextmanager
def becoming(secret: str) -> Iterator[None]:
    """Work with another secret from now on; when the block ends by an error, with the one of before."""
    global _secret
    before = _secret
    configure(secret)
    try:
        yield
    except BaseException:
        _secret = before
        raise


def derive(purpose: str) -> bytes:
    """A 32-byte key for `purpose`; RuntimeError before `configure`."""
    if _secret is None:
        raise RuntimeError("the installation's secret is not configured")
    return _derived(_secret, purpose)


def derived_from(secret: str, purpose: str) -> bytes:
    """The same of a secret that is not this installation's, or not yet."""
    return _derived(secret.encode(), purpose)


def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.new(secret, purpose.encode(), hashlib.sha256).digest()


def digest(token: str) -> str:
    """What is stored instead of a secret token: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_digest(key: bytes, text: str) -> str:
    """HMAC-SHA256 of a text, in hex: who has no key cannot try texts."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
