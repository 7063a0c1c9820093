"""Thousands of rows into one table: a statement of the driver's own, worked out once a call instead of once a row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Dialect, Insert, Table, func, insert, select, text
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from crm.core.database import database_kind, db

#: Rows from which it pays to work a statement out.
_MANY = 20


def reserve(table_name: str, count: int) -> list[int]:
    """Ids for `count` new rows of a table, rising.

    On SQLite the write lock is held, so the next numbers are ours; on PostgreSQL the sequence gives them out.
    """
    if not count:
        return []
    table = db.metadata.tables[table_name]
    if database_kind() == "postgresql":
        sequence = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
        return sorted(db.session.scalars(sequence, {"table": table_name, "count": count}))
    last = db.session.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + count + 1))


def insert_rows(table_name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert `rows`, {column: value} with the same columns each; columns left out get their defaults.

    The rows are in no session and nothing is logged. Values are converted as SQLAlchemy does it.
    """
    if not rows:
        return
    table = db.metadata.tables[table_name]
    connection = db.session.connection()
    if connection.dialect.name != "sqlite" or len(rows) < _MANY:
        connection.execute(_insert(table), list(rows) if len(rows) > 1 else rows[0])
        return
    columns = [column for column in table.columns if column.name in rows[0] or column.default is not None]
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in columns)
    marks = ", ".join("?" * len(columns))
    told = list(zip(*(_values(column, rows, connection.dialect) for column in columns), strict=True))
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", told)  # noqa: S608  # names of ours


def _insert(table: Table) -> Insert:
    return insert(table)


def _values(column: Column[Any], rows: Sequence[dict[str, Any]], dialect: Dialect) -> Iterable[Any]:
    """What stands in a column, row by row, as the driver takes it."""
    name, default = column.name, column.default
    if name in rows[0]:
        values: Iterable[Any] = map(itemgetter(name), rows)
    elif isinstance(default, ScalarElementColumnDefault):
        values = repeat(default.arg, len(rows))
    else:
        values = [default_of(column) for _ in rows]
    convert = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if convert is None else _converted(convert, values)


def default_of(column: Column[Any]) -> Any:
    """What stands in a column of which nothing is said. TypeError where only its database knows that."""
    if isinstance(column.default, ScalarElementColumnDefault):
        return column.default.arg
    if isinstance(column.default, CallableColumnDefault):
        made: Any = column.default.arg
        return made(None)
    raise TypeError(f"{column} has a default that only its database knows")


def _converted(convert: Callable[[Any], Any], values: Iterable[Any]) -> Iterator[Any]:
    """Each value converted; one that stands in many rows running, such as the moment of writing, once."""
    last: Any = None
    made = convert(None)
    for value in values:
        if value is not last:
            last, made = value, convert(value)
        yield made
