"""The statements of a merge: each writes rows, remembers them before and after, and tells the audit log.

Rows are moved by statements and not through the session, so that thousands take a second and Undo can set back
every column, the versions too. The log gets the same differences as from the session's listener.
"""

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, select, update

from crm.audit.services import note
from crm.core import clock
from crm.core.database import Base, db, read_once
from crm.merging import rules
from crm.merging.models import Merge
from crm.merging.queries import links

Row = dict[str, Any]


@dataclass(frozen=True)
class Mixed:
    """Whose texts a merge of people brings together, and the key under which the log has them: one of the merge's own,
    which goes with whichever of the two is erased first, also after the merge was taken back."""

    survivor: tuple[str, int]
    key: tuple[str, int]

    @classmethod
    def of(cls, merge: Merge) -> "Mixed | None":
        """None for organisations."""
        return cls((merge.kind, merge.survivor_id), ("merges", merge.id)) if merge.kind == rules.PEOPLE else None


@dataclass(frozen=True)
class JournalStep:
    """One row written: `before` without `after` was deleted, with it changed (both hold the key and what changed)."""

    table: str
    before: Row
    after: Row | None


@dataclass
class Journal:
    """What one merge does to the database, in order."""

    by_id: int | None
    mixed: Mixed | None = None
    at: datetime = field(default_factory=clock.now)
    steps: list[JournalStep] = field(default_factory=list)

    def rows(self, table: Table, condition: ColumnElement[bool]) -> list[Row]:
        """Whole rows as they are now, by key."""
        statement = select(table).where(condition).order_by(*table.primary_key.columns)
        return [dict(row) for row in db.session.execute(statement).mappings()]

    def change(self, table: Table, rows: Sequence[Row], values: Callable[[Row], Row]) -> None:
        """Write `values(row)` into each row; `rows` are brought up to date. Rows that stay the same are not written."""
        steps = []
        for row in rows:
            new = {name: value for name, value in values(row).items() if row[name] != value}
            if not new:
                continue
            if "version" in table.columns:
                new |= {"version": row["version"] + rules.LEAP, "updated_at": self.at, "updated_by_id": self.by_id}
            before = {name: row[name] for name in (*_key(table), *new)}
            row.update(new)
            steps.append(JournalStep(table.name, before, {name: row[name] for name in before}))
            tell(table, row, {name: [before[name], new[name]] for name in new}, self.mixed)
        write(table, [(step.before, step.after) for step in steps if step.after is not None])
        self.steps += steps

    def remove(self, table: Table, row: Row) -> None:
        """Delete a row that nothing refers to any more."""
        db.session.execute(delete(table).where(*(table.columns[name] == row[name] for name in _key(table))))
        self.steps.append(JournalStep(table.name, dict(row), None))
        tell(table, row, {name: [value, None] for name, value in row.items() if value is not None}, self.mixed)


def write(table: Table, changes: Iterable[tuple[Row, Row]]) -> None:
    """UPDATE the rows from (as they are, as they shall be), those with the same columns in one statement."""
    for names, group in groupby(changes, key=lambda change: tuple(change[1])):
        where = and_(*(table.columns[name] == bindparam(f"at_{name}") for name in _key(table)))
        statement = update(table).where(where).values({name: bindparam(f"to_{name}") for name in names})
        connection = db.session.connection()
        connection.execute(
            statement,
            [
                {f"at_{name}": before[name] for name in _key(table)} | {f"to_{name}": after[name] for name in names}
                for before, after in group
            ],
        )
    read_once().clear()  # which organisation is our office may be another one now


def _key(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key.columns)


def tell(table: Table, row: Row, changes: dict[str, list[Any]], mixed: Mixed | None = None) -> None:
    """Log a change that a merge, or its Undo, made to a row."""
    model = links.models()[table.name]
    if model.__audited__:
        names = _attributes(model)
        told = _as_row(model, row, names)
        subject = mixed.key if mixed is not None and told.audit_subject() == mixed.survivor else None
        note(told, {names[name]: pair for name, pair in changes.items()}, subject=subject)


def _attributes(model: type[Base]) -> dict[str, str]:
    """{column: attribute}; they differ where a column would be a word of SQL."""
    return {column.name: told.key for told in model.__mapper__.column_attrs for column in told.columns}


def _as_row(model: type[Base], row: Row, names: dict[str, str]) -> Base:
    """An object that no session knows: it says under which record the log files the row. That takes only numbers
    and names of tables, and thousands of objects with every column would take seconds."""
    return model(**{names[name]: value for name, value in row.items() if name.endswith(("id", "_type"))})


# ------------------------------------------------------------------ as JSON

_TAG = "$"


def pack(steps: Sequence[JournalStep]) -> list[list[Any]]:
    """The steps as JSON: [table, before, after]."""
    return [[s.table, _packed(s.before), None if s.after is None else _packed(s.after)] for s in steps]


def unpack(kept: Sequence[Sequence[Any]]) -> list[JournalStep]:
    """The steps that `pack` kept."""
    return [
        JournalStep(table, _unpacked(before), None if after is None else _unpacked(after))
        for table, before, after in kept
    ]


def _packed(row: Row) -> Row:
    return {name: _plain(value) for name, value in row.items()}


def _unpacked(row: Row) -> Row:
    return {name: _typed(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return {_TAG: "moment", "v": value.isoformat()}
        case date():
            return {_TAG: "date", "v": value.isoformat()}
        case Decimal():
            return {_TAG: "decimal", "v": str(value)}
        case bytes():
            return {_TAG: "bytes", "v": base64.b64encode(value).decode()}
        case dict() | list():
            return {_TAG: "json", "v": value}
    return value


def _typed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    told = value["v"]
    match value[_TAG]:
        case "moment":
            return datetime.fromisoformat(told)
        case "date":
            return date.fromisoformat(told)
        case "decimal":
            return Decimal(told)
        case "bytes":
            return base64.b64decode(told)
    return told
