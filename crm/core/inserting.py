"""Thousands of rows into one table: a statement of the driver's own, worked out once a call instead of once a row."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, insert

from crm.core.database import db

#: Rows from which it pays to work a statement out.
_MANY = 20


def insert_rows(table_name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert `rows`, {column: value} with the same columns each; columns left out get their defaults.

    The rows are in no session and nothing is logged. Values are converted as SQLAlchemy does it.
    """
    if not rows:
        return
    table = db.metadata.tables[table_name]
    connection = db.session.connection()
    if connection.dialect.name != "sqlite" or len(rows) < _MANY:
        db.session.execute(insert(table), list(rows))
        return
    first, dialect = rows[0], connection.dialect
    columns = [column for column in table.columns if column.name in first or column.default is not None]
    takes = [_value(column, column.type.dialect_impl(dialect).bind_processor(dialect)) for column in columns]
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in columns)
    marks = ", ".join("?" * len(columns))
    told = [tuple([take(row) for take in takes]) for row in rows]
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", told)  # noqa: S608  # names of ours


def _value(column: Column[Any], convert: Callable[[Any], Any] | None) -> Callable[[dict[str, Any]], Any]:
    """What gives the value of a column from a row, as the driver takes it."""
    name, default = column.name, column.default
    if default is None:
        return (lambda row: convert(row[name])) if convert is not None else (lambda row: row[name])
    made: Callable[[], Any] = (lambda: default.arg) if default.is_scalar else (lambda: default.arg(None))  # type: ignore[attr-defined]  # both have

    def take(row: dict[str, Any]) -> Any:
        value = row[name] if name in row else made()
        return convert(value) if convert is not None else value

    return take
