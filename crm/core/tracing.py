"""The id of the request or command at work: the audit log, the log lines and the error pages show the same one."""

import secrets
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")


def start() -> str:
    """Give the current context a fresh id and return it (12 characters)."""
    fresh = secrets.token_hex(6)
    request_id.set(fresh)
    return fresh


def end() -> None:
    """What follows belongs to none."""
    request_id.set("-")
