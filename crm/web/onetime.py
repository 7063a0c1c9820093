"""What is shown once, on the next page: a code, a link with a token. Until then the session has it sealed.

Sessions are rows, and the database keeps what it wrote in its log and in backups: there nobody reads a code.
"""

import secrets
from base64 import b64decode, b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, flash, get_flashed_messages

from crm.core import keys

CATEGORY: Final = "secret"
_NONCE: Final = 12


def show_next(text: str) -> None:
    """Have the next page that asks for it show a secret."""
    nonce = secrets.token_bytes(_NONCE)
    flash(b64encode(nonce + _cipher().encrypt(nonce, text.encode(), None)).decode(), CATEGORY)


def shown_now() -> list[str]:
    """The secrets that this page is to show; none a second time, and none that this installation did not seal."""
    found = []
    for text in get_flashed_messages(category_filter=[CATEGORY]):
        try:
            sealed = b64decode(str(text), validate=True)
            found.append(_cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode())
        except (InvalidTag, ValueError):
            continue
    return found


def install(app: Flask) -> None:
    app.jinja_env.globals.update(shown_now=shown_now)


def _cipher() -> AESGCM:
    return AESGCM(keys.derive("shown once"))
