"""What the office usually writes, by which clock and in which money: asked where forms and accounts begin."""

from collections.abc import Callable
from typing import Protocol

from flask import current_app


class Usual(Protocol):
    """What the web has to know of the office, which lives a storey above."""

    @property
    def language(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def currency(self) -> str: ...


def usual() -> Usual:
    """As the office says it now: one small query a request."""
    ask: Callable[[], Usual] = current_app.extensions["usual"]
    return ask()
