"""Where a row is referred to, read from the tables themselves: a later capability is found without a word here."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, Index, Table, UniqueConstraint, and_

from crm.core.database import Base, Record
from crm.merging import rules


@dataclass(frozen=True)
class Link:
    """A column that holds the id of a row, and for links to any record the column with its table's name."""

    table: Table
    column: Column[Any]
    type_column: Column[Any] | None = None

    def holds(self, target: str, id: int) -> ColumnElement[bool]:
        """The condition for the rows that refer to `target`'s row `id`."""
        here = self.column == id
        return here if self.type_column is None else and_(here, self.type_column == target)

    @property
    def cascades(self) -> bool:
        """Whether the rows are a part of what they refer to and go with it."""
        return any(key.ondelete == "CASCADE" for key in self.column.foreign_keys)


# Kept: the mapping stays as it is while a process lives.
@cache
def links_to(target: str) -> tuple[Link, ...]:
    """Every column that may hold ids of the table `target`: foreign keys, and pairs like (record_type, record_id)."""
    found = []
    for table in Base.metadata.sorted_tables:
        if table.name in rules.APART:
            continue
        for column in table.columns:
            if any(key.column.table.name == target for key in column.foreign_keys):
                found.append(Link(table, column))
            kind = table.columns.get(column.name.removesuffix("_id") + "_type")
            if column.name.endswith("_id") and kind is not None and not column.foreign_keys:
                found.append(Link(table, column, kind))
    return tuple(found)


# Kept: the mapping stays as it is while a process lives.
@cache
def unique_keys(table: Table) -> tuple[tuple[str, ...], ...]:
    """The columns that the database lets stand together only once, without the conditional ones."""
    found = [tuple(c.name for c in key.columns) for key in table.constraints if isinstance(key, UniqueConstraint)]
    found += [tuple(c.name for c in key.columns) for key in table.indexes if key.unique and not _condition(key)]
    found.append(tuple(c.name for c in table.primary_key.columns))
    return tuple(dict.fromkeys(found))


def flags(table: Table) -> tuple[str, ...]:
    """Columns like is_primary, true in one row of a record at most: what is moved to another record loses them."""
    conditions = [_condition(key) for key in table.indexes if key.unique]
    return tuple(c.name for c in table.columns if isinstance(c.type, Boolean) and c.name in conditions)


def _condition(index: Index) -> str:
    where = index.dialect_options["sqlite"].get("where")
    return str(where) if where is not None else ""


# Kept: the mapping stays as it is while a process lives.
@cache
def models() -> dict[str, type[Base]]:
    """{table name: the class of its rows}."""
    return {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]  # a table


def is_record(table: Table) -> bool:
    """Whether the rows stand for themselves, with a page and a version."""
    return issubclass(models()[table.name], Record)
