"""Pages of sets that are computed whole: a page is named by how many rows stand before it.

A number counts everything; the list behind it shows what its reader may see, and how many others there are.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.sql.base import ExecutableOption

from crm.core.cleaning import whole
from crm.core.database import Record, db
from crm.core.errors import NoPage
from crm.core.paging import Page, number_of
from crm.core.permissions import Actor

Row = TypeVar("Row")
Shown = TypeVar("Shown")
Found = TypeVar("Found", bound=Record)

PAGE_SIZE = 50
#: So many at once where a set is shown whole.
BATCH: Final = 500


@dataclass(frozen=True)
class WholeSet:
    """Instead of a cursor: all rows at once, or none of them where there are more than `most`."""

    most: int


#: Which page of a set, or the set whole.
Cursor = str | WholeSet | None


class Visible(Protocol):
    """What a capability says about which records a user sees."""

    def __call__(self, user: Actor, *, archived: bool | None = False) -> Select[Any]: ...


@dataclass(frozen=True)
class Slice(Page[Row]):
    """A page of what is behind a number; `hidden` are in the number and not shown to this reader.

    `amount`, where rows count in part, is the number itself: what all of them add up to, seen or not.
    """

    hidden: int = 0
    amount: Fraction | None = None


def seen(model: type[Record], visible_to: Visible, user: Actor) -> set[int]:
    """The ids of the records that a user may see, those of the archive included."""
    return set(db.session.scalars(visible_to(user, archived=None).with_only_columns(model.id)))


def by_id(model: type[Found], ids: Collection[int], *loaded: ExecutableOption) -> dict[int, Found]:
    """The records of these ids, with what a list shows of them."""
    statement = select(model).where(model.id.in_(ids)).options(*loaded)
    return {row.id: row for row in db.session.scalars(statement).unique()}


def sliced(
    rows: Sequence[Row],
    cursor: Cursor,
    *,
    of: Callable[[Row], int],
    visible: set[int],
    show: Callable[[Sequence[Row]], Sequence[Shown]],
) -> Slice[Shown]:
    """The page of `rows` at `cursor`: those of which the record (`of` a row) is visible, as `show` makes them."""
    mine = [row for row in rows if of(row) in visible]
    hidden = len(rows) - len(mine)
    if isinstance(cursor, WholeSet):
        parts = (
            [mine[place : place + BATCH] for place in range(0, len(mine), BATCH)] if len(mine) <= cursor.most else []
        )
        return Slice([each for part in parts for each in show(part)], None, None, len(mine), False, hidden=hidden)
    page = paged(mine, cursor, show(cut(mine, cursor)))
    return Slice(page.rows, page.next_cursor, page.previous_cursor, page.total, page.capped, page.start,
                 hidden=hidden)  # fmt: skip


def cut(rows: Sequence[Row], cursor: str | None) -> Sequence[Row]:
    """The rows of the page that `cursor` names; NoPage for one that names none."""
    start = _start(cursor)
    if start and start >= len(rows):
        raise NoPage(-(-len(rows) // PAGE_SIZE))
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
        start,
    )


def _start(cursor: str | None) -> int:
    """How many rows stand before the page that a cursor names; NoPage for one that names none."""
    if number := number_of(cursor):
        return (number - 1) * PAGE_SIZE
    start = whole(cursor, digits=8) if cursor else 0
    if start is None or start < 0:
        raise NoPage
    return start
