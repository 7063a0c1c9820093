"""Rows of any table that refers to people or organisations, and what a whole database holds."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    insert,
    select,
    text,
)
from sqlalchemy.types import JSON

from crm.core.database import Base, Moment, db, writing
from crm.merging.queries import links

#: Not compared after Undo: the log that tells of both acts, its keys, and merging's own memory.
OWN = {"audit_entries", "audit_keys", "merges", "merge_candidates"}
#: The index of names, made from the records: it does not know of rows that `put` inserts beside the services.
INDEX = {"lookup_entries"}
MOMENT = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
#: What a check or a rule asks of a column, where any text will not do.
SPECIAL: dict[tuple[str, str], Any] = {
    ("activities", "end_on"): date(2027, 1, 1),
    ("agreements", "agreement_class"): "framework",
    ("field_definitions", "kind"): "text",
    ("target_lists", "kind"): "people",
    ("itinerary_items", "ends_at"): datetime(2027, 1, 1, tzinfo=UTC),
    ("itinerary_items", "wall_start"): "2026-05-01T09:30",
    ("matching_slots", "ends_at"): datetime(2027, 1, 1, tzinfo=UTC),
    ("person_names", "kind"): "former",
}
#: Where a check asks for one of two parents: {table: [(the columns, the first of which is filled)]}.
ONE_OF = {
    "outcomes": [("negotiation_id", "lead_id")],
    "card_exchanges": [("user_id", "our_person_id")],
    "participant_shares": [("participant_id", "organisation_id")],
    "sister_links": [("place_id", "organisation_id"), ("other_place_id", "other_organisation_id")],
    "ties": (("organisation_id", "person_id"), ("other_organisation_id", "other_person_id")),
}
#: More than anything to be asked for a chain of parents.
_DEEP = 12


def tables(kind: str) -> list[tuple[Table, str]]:
    """[(table, column)] of the foreign keys to `kind` beside its own parts that a form writes."""
    return [
        (link.table, link.column.name)
        for link in links.links_to(kind)
        if link.type_column is None and link.table.name != kind
    ]


def put(table: Table, given: Mapping[str, Any], parents: dict[str, int]) -> int:
    """Insert a row with `given` and anything for the rest; parents that are needed are made once and kept."""
    return _put(table, given, parents, 0)


def _put(table: Table, given: Mapping[str, Any], parents: dict[str, int], depth: int) -> int:
    assert depth < _DEEP, table.name
    values = dict(given)
    for columns in ONE_OF.get(table.name, ()):
        if not values.keys() & set(columns):
            other = next(iter(table.columns[columns[0]].foreign_keys)).column.table
            values[columns[0]] = _parent(other, parents, depth)
    for column in table.columns:
        if column.name in values or column.primary_key:
            continue
        needed = not column.nullable and column.default is None
        target = next(iter(column.foreign_keys), None)
        if target is not None and needed:
            values[column.name] = _parent(target.column.table, parents, depth)
        elif needed or (table.name, column.name) in SPECIAL:
            values[column.name] = SPECIAL.get((table.name, column.name), _any(column))
    return int(db.session.scalar(insert(table).values(values).returning(table.c.id)) or 0)


def _parent(table: Table, parents: dict[str, int], depth: int) -> int:
    if table.name not in parents:
        parents[table.name] = _put(table, {}, parents, depth + 1)
    return parents[table.name]


def _any(column: Column[Any]) -> Any:
    match column.type:
        case Boolean():
            return False
        case Integer():
            return 1
        case Moment() | DateTime():
            return MOMENT
        case Date():
            return MOMENT.date()
        case Numeric() | Float():
            return Decimal(1)
        case JSON():
            return {}
        case LargeBinary():
            return b"x"
    return "x"


def dump(without: Collection[str] = INDEX) -> dict[str, list[tuple[Any, ...]]]:
    """{table: every row as the database gives it}, without what is no part of the comparison."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name in OWN or table.name in without:
            continue
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        key = ", ".join(str(place + 1) for place, column in enumerate(table.columns) if column.primary_key)
        rows = db.session.execute(text(f'SELECT {names} FROM "{table.name}" ORDER BY {key}'))  # noqa: S608  # our tables
        found[table.name] = [tuple(_comparable(value) for value in row) for row in rows]
    return found


def _comparable(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else str(value) if isinstance(value, dict | list) else value


def saved(*rows: tuple[Table, Mapping[str, Any]], parents: dict[str, int]) -> list[int]:
    """Insert rows and commit; their ids."""
    with writing():
        ids = [put(table, given, parents) for table, given in rows]
        db.session.commit()
    return ids


def all_of(name: str) -> list[dict[str, Any]]:
    """Every row of a table, by id."""
    table = Base.metadata.tables[name]
    return [dict(row) for row in db.session.execute(select(table).order_by(table.c.id)).mappings()]
