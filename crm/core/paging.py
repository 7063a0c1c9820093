"""Keyset pages: the address of a page names the last row of the page before, so deep pages cost the same."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from crm.core.database import db

Row = TypeVar("Row")

PAGE_SIZE = 50
COUNT_CAP = 10_000


@dataclass(frozen=True)
class Column:
    """One column of an order: the attribute, and whether it runs downwards. The last must be unique."""

    attribute: InstrumentedAttribute[Any]
    descending: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of rows with the cursors of its neighbours (None at the ends) and the capped count."""

    rows: Sequence[Row]
    next_cursor: str | None
    previous_cursor: str | None
    total: int
    capped: bool

    @property
    def total_capped(self) -> str:
        """The count as it is shown: "1,240", or "10,000+" past the cap."""
        return f"{self.total:,}+" if self.capped else f"{self.total:,}"


def page(
    statement: Select[Any], order: Sequence[Column], cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Any]:
    """The page of `statement` (one entity) after or before `cursor`; a cursor that is none gives the first page."""
    backwards, values = _read(cursor, len(order))
    keyed = statement.order_by(None)
    if values is not None:
        keyed = keyed.where(_beyond(order, values, backwards))
    for column in order:
        keyed = keyed.order_by(column.attribute.desc() if column.descending != backwards else column.attribute.asc())
    rows = list(db.session.scalars(keyed.limit(size + 1)).unique())
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next = bool(rows) and (backwards or more)
    has_previous = bool(rows) and (more if backwards else values is not None)
    total = (
        db.session.scalar(
            select(func.count()).select_from(
                statement.order_by(None).with_only_columns(literal(1)).limit(COUNT_CAP + 1).subquery()
            )
        )
        or 0
    )
    return Page(
        rows,
        _write("a", order, rows[-1]) if has_next else None,
        _write("b", order, rows[0]) if has_previous else None,
        min(total, COUNT_CAP),
        total > COUNT_CAP,
    )


def _beyond(order: Sequence[Column], values: list[Any], backwards: bool) -> Any:
    """(a, b) > (x, y) written out, each column in its own direction."""
    alternatives = []
    for i, column in enumerate(order):
        equal = [c.attribute == v for c, v in zip(order[:i], values, strict=False)]
        forward = column.attribute < values[i] if column.descending != backwards else column.attribute > values[i]
        alternatives.append(and_(*equal, forward))
    return or_(*alternatives)


def _write(direction: str, order: Sequence[Column], row: Any) -> str:
    values = [getattr(row, c.attribute.key) for c in order]
    plain = [{"d": v.isoformat()} if isinstance(v, date | datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps([direction, *plain], ensure_ascii=False).encode()).decode().rstrip("=")


def _read(cursor: str | None, length: int) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        direction, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [_parse(v) for v in values]
    except (ValueError, TypeError, AttributeError):
        return False, None
    return (direction == "b", values) if len(values) == length and direction in ("a", "b") else (False, None)


def _parse(value: Any) -> Any:
    if isinstance(value, dict):
        text = value["d"]
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    if not isinstance(value, str | int):
        raise TypeError("a cursor holds texts, numbers and dates")
    return value
