"""Pages of a list that is narrowed to some ids, such as those that a search finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import FromClause, Select, bindparam, func, select, true

from crm.core import reading
from crm.core.database import database_kind
from crm.core.paging import COUNT_CAP, PAGE_SIZE, OrderColumn, Page, filled, keyed, keys_of, read_cursor

#: From so many ids on a list is followed in its own order until a page is full, instead of sorting what the ids are of.
#: Not from fewer: people of one family name stand together, and half of 200,000 may stand before them (50 ms).
COMMON = 6_000


@dataclass(frozen=True)
class Among:
    """The ids that a list is narrowed to, as a statement that is kept, and the values that it is asked with.

    `cheap` when finding them twice, to count and to sort, costs less than keeping them aside in between.
    """

    ids: Select[Any]
    values: Mapping[str, Any]
    cheap: bool = False


class _Asked(NamedTuple):
    """What the statement of a page among ids depends on: it is made once for all that ask so."""

    statement: Select[Any]
    order: tuple[OrderColumn, ...]
    ids: Select[Any]
    size: int
    backwards: bool
    beyond: bool  #: whether the page begins behind a cursor
    skipping: bool  #: whether it is asked for by its number
    database: str

    def page(self, statement: Select[Any]) -> Select[Any]:
        """The page of a statement in that order."""
        return keyed(statement, self.order, self.size, self.backwards, self.beyond, self.skipping)

    def keys(self, hits: FromClause) -> Select[Any]:
        """The order's columns of the statement's rows whose id is a hit.

        PostgreSQL finds thousands of them faster by one array, which it sorts, than one by one.
        """
        (found,) = hits.c
        id = self.order[-1].attribute
        columns = [column.attribute for column in self.order]
        keys = self.statement.with_only_columns(*columns, maintain_column_froms=True)
        if self.database == "sqlite":
            return keys.join(hits, found == id)
        return keys.where(id == func.any(func.array(select(found).scalar_subquery())))

    def sorting(self, narrow: FromClause) -> list[Any]:
        """The order, by the columns of sorted rows."""
        places = [(narrow.c[column.attribute.key], column.descending != self.backwards) for column in self.order]
        return [place.desc() if down else place.asc() for place, down in places]


def page_among(
    statement: Select[Any], order: Sequence[OrderColumn], among: Among, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Any]:
    """Like `page` of columns, for the rows with one of the ids. Few are sorted by the order's columns alone."""
    at = read_cursor(cursor, order, size)
    begins = at.backwards, at.values is not None, at.number > 1
    asked = _Asked(statement, tuple(order), among.ids, size, *begins, database_kind())
    values = {**keys_of(at, size), **among.values, "common": COMMON}
    rows: list[Any] = []
    total = COUNT_CAP + 1
    if not at.capped:
        found = reading.rows(_counted(among.ids) if among.cheap else _counted_and_sorted(asked), **values)
        total, rows = found[0].matches, [row for row in found if len(row) > 1 and row.id is not None]
    if total > COMMON:
        rows = list(reading.rows(_along(asked), **values))
    elif total and among.cheap:
        rows = list(reading.rows(_sorted(asked), **values))
    return filled(rows, order, size, at, lambda: total)


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=16)
def _counted(ids: Select[Any]) -> Select[Any]:
    return select(func.count().label("matches")).select_from(ids.limit(COUNT_CAP + 1).subquery())


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=64)
def _sorted(asked: _Asked) -> Select[Any]:
    """A page of the rows with one of the ids: sorted by nothing but the order's columns, the rest is read of a page."""
    narrow = asked.page(asked.keys(asked.ids.subquery("hits"))).subquery("narrow")
    id = asked.order[-1].attribute
    wide = select(*asked.statement.selected_columns).join_from(narrow, id.class_, id == narrow.c[id.key])
    return wide.order_by(*asked.sorting(narrow))


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=64)
def _counted_and_sorted(asked: _Asked) -> Select[Any]:
    """Both in one pass over the ids: (how many, a row of the statement …).

    One row without an id when there are none, or more than are sorted.
    """
    hits = asked.ids.limit(COUNT_CAP + 1).cte("hits")
    counted = select(func.count().label("matches")).select_from(hits).cte("counted")
    few = select(counted.c.matches).scalar_subquery() <= bindparam("common")
    narrow = asked.page(asked.keys(hits).where(few)).subquery("narrow")
    id = asked.order[-1].attribute
    wide = select(counted.c.matches, *asked.statement.selected_columns).select_from(counted).outerjoin(narrow, true())
    return wide.outerjoin(id.class_, id == narrow.c[id.key]).order_by(*asked.sorting(narrow))


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=64)
def _along(asked: _Asked) -> Select[Any]:
    """A page when there are very many ids: along the order's own index, until the page is full.

    Both databases would rather fetch and sort them all. SQLite cannot look up a sum, and PostgreSQL joins nothing whose
    truth is asked: that leaves them that index.
    """
    id = asked.order[-1].attribute
    among = (id + 0).in_(asked.ids) if asked.database == "sqlite" else id.in_(asked.ids).is_(true())
    return asked.page(asked.statement.where(among))
