"""What every capability asks of its records, and does with them: find one, in the archive or out of it; write it."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, true
from sqlalchemy.sql.base import ExecutableOption

from crm.core.database import Base, Record, db
from crm.core.errors import or_not_visible

Row = TypeVar("Row")


def stands(model: type[Record], *, archived: bool | None = False) -> ColumnElement[bool]:
    """That a record is not archived; with `archived`, that it is; None: either, as for what counts (domain.md §3)."""
    if archived is None:
        return true()
    return model.archived_at.is_not(None) if archived else model.archived_at.is_(None)


def only(statement: Select[Row], id: int, *loaded: ExecutableOption) -> Row:
    """The record of this id among those that a statement selects; NotVisible when there is none."""
    model = statement.column_descriptions[0]["entity"]
    return or_not_visible(db.session.scalars(statement.where(model.id == id).options(*loaded)).unique().one_or_none())


def assign(row: Base, values: Mapping[str, Any]) -> None:
    """Set the columns whose value changes."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
