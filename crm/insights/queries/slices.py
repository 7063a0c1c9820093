"""Pages of sets that are computed whole: a page is named by how many rows stand before it."""

from collections.abc import Sequence
from typing import TypeVar

from crm.core.cleaning import whole
from crm.core.paging import Page

Row = TypeVar("Row")
Shown = TypeVar("Shown")

PAGE_SIZE = 50


def cut(rows: Sequence[Row], cursor: str | None) -> Sequence[Row]:
    """The rows of the page that `cursor` names; one that names none gives the first."""
    start = _start(cursor)
    return rows[start : start + PAGE_SIZE]


def paged(rows: Sequence[Row], cursor: str | None, shown: Sequence[Shown]) -> Page[Shown]:
    """The page of `rows` at `cursor`, with what is `shown` for each of them."""
    start = _start(cursor)
    following = start + PAGE_SIZE
    return Page(
        shown,
        str(following) if following < len(rows) else None,
        str(max(0, start - PAGE_SIZE)) if start else None,
        len(rows),
        False,
    )


def _start(cursor: str | None) -> int:
    return whole(cursor, digits=8) or 0
