"""Texts of any table that hold a name, an address or a number of somebody."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import JSON, Column, String, Table, Text, cast, func, or_, select

from crm.audit.models import AuditEntry
from crm.core.database import Base, db
from crm.merging.queries.links import models

#: Tables in which nobody looks for texts: the log and its index, accounts, names and ways that belong to other people
#: of the same name, our own records of erasures, and what is shown to nobody.
UNREAD: Final = frozenset(
    {"audit_entries", "audit_keys", "lookup_entries", "users", "login_sessions", "people", "person_names"}
    | {"contact_points", "erasures", "erasure_hits", "kept_values", "tombstones", "subject_marks", "subject_requests"}
    | {"first_keys", "recovery_codes", "throttles", "workers", "merges", "merge_candidates"}
)
#: Rows that serve for days only, such as what can be undone: they go when they hold a name.
PASSING: Final = frozenset({"recent_changes", "form_receipts", "bulk_rows", "roster_pastes", "import_rows"})


@dataclass(frozen=True)
class TextHit:
    """A column of a row that holds one of the terms, and the record whose page shows it."""

    table: str
    row_id: int
    column: str
    record: tuple[str, int]


# Kept: the mapping stays as it is while a process lives.
@cache
def read_columns(table: Table) -> tuple[Column[Any], ...]:
    """The columns of a table that hold texts somebody typed."""
    return tuple(
        column
        for column in table.columns
        if isinstance(column.type, (String, Text, JSON)) and not column.primary_key and "labels" not in column.info
    )


def holding(terms: Sequence[str]) -> list[TextHit]:
    """All texts with one of the terms, by table and row."""
    found: list[TextHit] = []
    for table in Base.metadata.sorted_tables:
        if table.name not in UNREAD | PASSING and "id" in table.columns:
            found += _in_table(table, terms)
    return found


def passing(terms: Sequence[str]) -> Iterator[tuple[Table, Any]]:
    """(table, condition) of the passing rows that hold one of the terms."""
    for name in sorted(PASSING):
        table = Base.metadata.tables[name]
        yield table, or_(*(_holds(column, terms) for column in read_columns(table)))


def _in_table(table: Table, terms: Sequence[str]) -> list[TextHit]:
    columns = read_columns(table)
    if not columns or not terms:
        return []
    wanted = {column.name: _holds(column, terms) for column in columns}
    links = [column for column in table.columns if column.name.endswith(("id", "_type"))]
    statement = select(*links, *(condition.label(f"in_{name}") for name, condition in wanted.items()))
    hits = []
    for row in db.session.execute(statement.where(or_(*wanted.values())).order_by(table.c.id)).mappings():
        record = _root(table, {column.name: row[column.name] for column in links})
        hits += [TextHit(table.name, row["id"], name, record) for name in wanted if row[f"in_{name}"]]
    return hits


def _holds(column: Column[Any], terms: Sequence[str]) -> Any:
    """Whether a text holds one of the terms, whatever its capitals; JSON may write a character as its number."""
    text = func.coalesce(func.lower(cast(column, Text)), "")
    written = [term.lower() for term in terms]
    if isinstance(column.type, JSON):
        written += [json.dumps(term)[1:-1].lower() for term in terms]
    return or_(*(text.contains(one, autoescape=True) for one in dict.fromkeys(written)))


def _root(table: Table, row: dict[str, Any]) -> tuple[str, int]:
    """The record under which the log files a row; the row itself where it says so only with more of it."""
    model = models()[table.name]
    attributes = {column.name: told.key for told in model.__mapper__.column_attrs for column in told.columns}
    try:
        return model(**{attributes[name]: value for name, value in row.items()}).audit_root()
    except (AttributeError, TypeError):
        return table.name, row["id"]


def root_of(table: str, id: int) -> tuple[str, int]:
    """The record of which a row is a part; the row itself where it stands for itself, or is gone."""
    rows = Base.metadata.tables.get(table)
    if rows is None or "id" not in rows.columns:
        return table, id
    links = [column for column in rows.columns if column.name.endswith(("id", "_type"))]
    row = db.session.execute(select(*links).where(rows.c.id == id)).mappings().first()
    return _root(rows, dict(row)) if row is not None else (table, id)


def in_log(terms: Sequence[str]) -> int:
    """How many entries of the log quote one of the terms in clear."""
    if not terms:
        return 0
    entries = Base.metadata.tables[AuditEntry.__tablename__]
    statement = select(func.count(entries.c.id)).where(_holds(entries.c.changes, terms))
    return db.session.scalar(statement) or 0
