"""The rows of a table as lines of JSON, written and read alike on SQLite and PostgreSQL.

The tables are those of the database, not of the models: an archive of an older version is read into the schema of its
own time, and migrated after that. Values stand as JSON has them; days, moments (UTC) and sums as text, bytes in base64,
columns of JSON as their own text, so that a line is the same on both databases.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import JSON, Column, MetaData, String, Table, Text, bindparam, cast, delete, insert, literal, select
from sqlalchemy.engine import Connection

from crm.backups import rules

_AT_ONCE: Final = 1_000


def tables(connection: Connection) -> list[Table]:
    """The tables whose rows are taken along, by name."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: rules.is_kept(name), resolve_fks=False)
    return sorted(metadata.tables.values(), key=lambda table: table.name)


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """The names of the columns, then each row in the order of its key."""
    names = sorted(column.name for column in table.columns)
    yield _line(names)
    columns = [_to_read(table.c[name]) for name in names]
    statement = select(*columns).order_by(*(_in_order(key, connection) for key in table.primary_key))
    with connection.execute(statement, execution_options={"yield_per": _AT_ONCE}) as found:
        for row in found:
            yield _line(tuple(row))


def clear(connection: Connection, some: Iterable[Table]) -> None:
    """Take out what the migrations put there. A table that may not be emptied (the log) is left alone while it is."""
    for table in some:
        if connection.execute(select(literal(1)).select_from(table).limit(1)).first():
            connection.execute(delete(table))


def load(connection: Connection, table: Table, told: Iterable[bytes]) -> None:
    """Put the rows into an empty table. KeyError for an unknown column."""
    rest = iter(told)
    names: list[str] = json.loads(next(rest))
    readers = [_reader(table.c[name]) for name in names]
    statement = insert(table).values({name: _to_write(table.c[name], connection) for name in names})
    for group in _groups(rest):
        rows = (zip(names, readers, json.loads(line), strict=True) for line in group)
        connection.execute(
            statement,
            [{name: value if value is None else read(value) for name, read, value in row} for row in rows],
        )


def _groups(told: Iterator[bytes]) -> Iterator[list[bytes]]:
    group: list[bytes] = []
    for line in told:
        group.append(line)
        if len(group) == _AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def _line(values: Iterable[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return base64.b64encode(value).decode()


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    """What makes a value of what stands in a line."""
    if isinstance(column.type, JSON | Text | String):
        return str
    kind = column.type.python_type
    if kind is datetime:
        return datetime.fromisoformat
    return _READERS.get(kind, lambda value: value)


_READERS: Final[dict[type, Callable[[Any], Any]]] = {
    date: date.fromisoformat,
    Decimal: Decimal,
    bytes: base64.b64decode,
}


def _to_read(column: Column[Any]) -> Any:
    """Columns of JSON as their text: what is null in it and what is missing stay two things."""
    return cast(column, Text).label(column.name) if isinstance(column.type, JSON) else column


def _to_write(column: Column[Any], connection: Connection) -> Any:
    """Text of JSON goes in as it is; SQLite, which has no such type, would make numbers of it."""
    if not isinstance(column.type, JSON):
        return bindparam(column.name, type_=column.type)
    given = bindparam(column.name, type_=Text)
    return cast(given, column.type) if connection.dialect.name == "postgresql" else given


def _in_order(key: Column[Any], connection: Connection) -> Any:
    """By bytes on both databases."""
    return key.collate("C") if connection.dialect.name == "postgresql" and isinstance(key.type, String) else key
