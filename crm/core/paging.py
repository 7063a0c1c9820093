"""Keyset pages: the address of a page names the last row of the page before, so deep pages cost the same."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Label, Select, Subquery, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from crm.core import reading
from crm.core.cleaning import whole
from crm.core.database import db
from crm.core.errors import NoPage

Row = TypeVar("Row")
Other = TypeVar("Other")

PAGE_SIZE = 50
COUNT_CAP = 10_000
LARGEST = 2**31  #: no row stands further down, and no key of ours is larger
#: How a cursor begins that is the number of a page.
NUMBERED = "p"


@dataclass(frozen=True)
class OrderColumn:
    """One column of an order: the attribute, or what is computed, and whether it runs downwards; the last is unique."""

    attribute: InstrumentedAttribute[Any] | Label[Any]
    descending: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of rows with the cursors of its neighbours (None at the ends) and the capped count."""

    rows: Sequence[Row]
    next_cursor: str | None
    previous_cursor: str | None
    total: int
    capped: bool
    #: How many rows stand before this page; what "51–100 of 1,240" begins with.
    start: int = 0
    #: How many rows stand on a page.
    size: int = PAGE_SIZE

    @property
    def number(self) -> int:
        """Which page this is, from 1."""
        return self.start // self.size + 1

    @property
    def last_number(self) -> int:
        """The number of the last page that can be named: past the cap rows are not counted."""
        return -(-self.total // self.size)

    @property
    def total_capped(self) -> str:
        """The count as it is shown: "1,240", or "10,000+" past the cap."""
        return f"{self.total:,}+" if self.capped else f"{self.total:,}"

    def of(self, rows: "Sequence[Other]") -> "Page[Other]":
        """The same page of what is made of its rows."""
        return Page(rows, self.next_cursor, self.previous_cursor, self.total, self.capped, self.start, self.size)


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: beyond `values`, and what the page before already knew."""

    backwards: bool = False
    values: tuple[Any, ...] | None = None
    start: int = 0
    capped: bool = False
    number: int = 0  #: the page that is asked for by its number, from 2; 0 where it is not


def cursor_of(args: Mapping[str, str]) -> str | None:
    """The cursor that an address carries, or the one of the page whose number it says (`page=7`)."""
    number = args.get("page")
    return f"{NUMBERED}{number}" if number else args.get("cursor")


def page(
    statement: Select[Any],
    order: Sequence[OrderColumn],
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    *,
    columns: bool = False,
    counted: Select[Any] | None = None,
) -> Page[Any]:
    """The page of `statement` after, before or at `cursor`; NoPage for a cursor that names none.

    The statement selects one entity, or with `columns` the columns that its rows carry (those of `order` among them).
    `counted` has the same rows without what is joined for the order alone.
    """
    at = read_cursor(cursor, order, size)
    keyset = keyed(statement, tuple(order), size, at.backwards, at.values is not None, at.number > 1)
    values = keys_of(at, size)
    rows: list[Any] = list(reading.rows(keyset, **values) if columns else db.session.scalars(keyset, values).unique())
    return filled(rows, order, size, at, lambda: count(statement if counted is None else counted))


def page_by(
    statement: Select[Any],
    order: Sequence[OrderColumn],
    cursor: str | None,
    size: int,
    *loaded: Any,
    days: Subquery | None = None,
    columns: Sequence[Any] = (),
) -> Page[Any]:
    """A page of entities in an order that is computed: the ids first, then those of the page, each `loaded`, or these
    `columns` of theirs (the id first).

    `days` (id, …) is joined for the order.
    """
    model = order[-1].attribute.class_
    ordered = statement if days is None else statement.outerjoin(days, days.c.id == model.id)
    keys = ordered.with_only_columns(*(column.attribute for column in order), maintain_column_froms=True)
    found = page(keys, order, cursor, size, columns=True, counted=statement)
    ids = [row.id for row in found.rows]
    if columns:
        rows: Any = reading.by_id(ids, *columns)
    else:
        asked = select(model).where(model.id.in_(ids)).options(*loaded)
        rows = {row.id: row for row in db.session.scalars(asked).unique()}
    return found.of([rows[id] for id in ids])


def filled(
    rows: list[Any], order: Sequence[OrderColumn], size: int, at: "Cursor", counted: Callable[[], int]
) -> Page[Any]:
    """The rows, of which there may be one more than fits, as a page with its cursors."""
    more, rows = len(rows) > size, rows[:size]
    if at.backwards:
        rows.reverse()
    has_next = bool(rows) and (at.backwards or more)
    has_previous = bool(rows) and (more if at.backwards else at.values is not None or at.number > 1)
    # Past the cap the number cannot change what is shown, and counting up to it is what a deep page would pay for.
    total = COUNT_CAP + 1 if at.capped else counted()
    capped = total > COUNT_CAP
    start = at.start if not at.backwards else max(0, at.start - len(rows)) if has_previous else 0
    if at.number > 1:
        start = (at.number - 1) * size
        if not rows:
            raise NoPage(-(-total // size))
    return Page(
        rows,
        write_cursor("a", order, rows[-1], start + len(rows), capped) if has_next else None,
        write_cursor("b", order, rows[0], start, capped) if has_previous else None,
        min(total, COUNT_CAP),
        capped,
        start,
        size,
    )


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=64)
def keyed(
    statement: Select[Any], order: tuple[OrderColumn, ...], size: int, backwards: bool, beyond: bool, skipping: bool
) -> Select[Any]:
    """A page of the statement and one row more; `beyond` what a cursor says, or `skipping` the pages before it.

    Kept for lists that keep theirs.
    """
    found = statement.order_by(None)
    if beyond:
        found = found.where(_beyond(order, backwards))
    for column in order:
        found = found.order_by(column.attribute.desc() if column.descending != backwards else column.attribute.asc())
    return (found.offset(bindparam(_SKIPPED)) if skipping else found).limit(size + 1)


#: What a page's statement calls the number of rows before a page that is asked for by its number.
_SKIPPED = "skipped"


def keys_of(at: "Cursor", size: int) -> dict[str, Any]:
    """The values of a cursor, under the names that statements have for them."""
    found = {_key(place): value for place, value in enumerate(at.values or ())}
    return found | {_SKIPPED: (at.number - 1) * size} if at.number > 1 else found


def _key(place: int) -> str:
    """What a page's statement calls the value of a column of its order."""
    return f"key_{place}"


def count(statement: Select[Any], most: int = COUNT_CAP) -> int:
    """How many rows the statement has; counting stops one past `most`."""
    [(number,)] = reading.rows(counting(statement, most))
    return int(number)


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=64)
def counting(statement: Select[Any], most: int = COUNT_CAP) -> Select[int]:
    """The statement that `count` asks. Kept for lists that keep theirs, as `keyed` is."""
    found = statement.order_by(None).with_only_columns(literal(1), maintain_column_froms=True).limit(most + 1)
    return select(func.count()).select_from(found.subquery())


def _beyond(order: Sequence[OrderColumn], backwards: bool) -> Any:
    """(a, b) > (x, y) written out, each column in its own direction.

    The first column's own bound stands in front: an index follows it, where it would not follow the alternatives.
    """
    values: list[Any] = [bindparam(_key(place)) for place in range(len(order))]
    alternatives = []
    for i, column in enumerate(order):
        equal = [c.attribute == v for c, v in zip(order[:i], values, strict=False)]
        forward = column.attribute < values[i] if column.descending != backwards else column.attribute > values[i]
        alternatives.append(and_(*equal, forward))
    first, down = order[0].attribute, order[0].descending != backwards
    return and_(first <= values[0] if down else first >= values[0], or_(*alternatives))


def write_cursor(direction: str, order: Sequence[OrderColumn], row: Any, start: int, capped: bool) -> str:
    values = [getattr(row, c.attribute.key) for c in order]
    plain = [{"d": v.isoformat()} if isinstance(v, date | datetime) else v for v in values]
    content = [direction, *plain, start, int(capped)]
    return base64.urlsafe_b64encode(json.dumps(content, ensure_ascii=False).encode()).decode().rstrip("=")


def number_of(cursor: str | None, size: int = PAGE_SIZE) -> int:
    """The number of the page that a cursor asks for by it, 0 for any other; NoPage for what no page can have."""
    if not cursor or not cursor.startswith(NUMBERED):
        return 0
    number = whole(cursor.removeprefix(NUMBERED), digits=8) or 0
    if number < 1 or (number - 1) * size > COUNT_CAP:  # further down nothing is counted, and skipping costs
        raise NoPage
    return number


def read_cursor(cursor: str | None, order: Sequence[OrderColumn], size: int = PAGE_SIZE) -> Cursor:
    """What a cursor says; NoPage for one that we did not write, or that fits another order."""
    if not cursor:
        return Cursor()
    if number := number_of(cursor, size):
        return Cursor(number=number)
    try:
        direction, *values, start, capped = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        parsed = tuple(_parse(value, column) for value, column in zip(values, order, strict=True))
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        raise NoPage from None
    if direction not in ("a", "b") or not isinstance(start, int) or not 0 <= start < LARGEST:
        raise NoPage
    return Cursor(direction == "b", parsed, start, capped == 1)


def _parse(value: Any, column: OrderColumn) -> Any:
    """A cursor's value as its column takes it; ValueError or TypeError for one that the column cannot hold."""
    expected = column.attribute.type.python_type
    if issubclass(expected, date):
        moment = expected.fromisoformat(value["d"])
        if isinstance(moment, datetime) and moment.tzinfo is None:
            raise ValueError("a moment has its offset")
        return moment
    if type(value) is not (str if issubclass(expected, str) else int):
        raise TypeError("a cursor holds what its columns hold")
    if isinstance(value, str) and ("\0" in value or not value.isprintable() and _broken(value)):
        raise ValueError("no database keeps this text")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError("no column holds this number")
    return value


def _broken(text: str) -> bool:
    """Whether half a character stands in it, which no database takes."""
    return any("\ud800" <= character <= "\udfff" for character in text)
