"""Writing past the session's unit of work, by statements of one's own, and telling the log of it."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, insert, inspect
from sqlalchemy.sql.dml import ReturningInsert

from crm.audit.services.acts import PLUMBING, current, plain_value
from crm.core.database import Base, Record, db
from crm.core.inserting import default_of, insert_rows, reserve


def insert_new(rows: Sequence[Base]) -> None:
    """Insert new rows of one table and log each. They are given their ids and what their columns have by default.

    For what is saved all day long: the session would take four times as long over it. The rows stay outside of the
    session; what listens to them or hangs on them by a relationship is not looked at.
    """
    if not rows:
        return
    db.session.flush()  # what they refer to may be waiting
    model = type(rows[0])
    act, columns = current(model), _columns(model)
    for row in rows:
        if isinstance(row, Record):
            row.version, row.created_by_id, row.updated_by_id = 1, act.actor_id, act.actor_id
        for key, column in columns.items():
            if getattr(row, key) is None and column.default is not None:
                setattr(row, key, default_of(column))
    given = [{column.name: getattr(row, key) for key, column in columns.items()} for row in rows]
    if len(rows) == 1:
        ids = [db.session.connection().execute(_insert(model), given[0]).scalar_one()]
    else:
        ids = reserve(model.__tablename__, len(rows))
        insert_rows(model.__tablename__, [{"id": id} | values for id, values in zip(ids, given, strict=True)])
    for row, id in zip(rows, ids, strict=True):
        row.id = id
        act.take(row)


# Kept: the mapping stays as it is while a process lives.
@cache
def _columns(model: type[Base]) -> Mapping[str, Column[Any]]:
    """{attribute: column} of all but the key."""
    found = {attribute.key: attribute.columns[0] for attribute in inspect(model).column_attrs}
    return {key: column for key, column in found.items() if isinstance(column, Column) and not column.primary_key}


# Kept: the mapping stays as it is while a process lives.
@cache
def _insert(model: type[Base]) -> ReturningInsert[Any]:
    table = db.metadata.tables[model.__tablename__]
    return insert(table).returning(table.c.id)


def note(row: Base, changes: Mapping[str, list[Any]], *, subject: tuple[str, int] | None = None) -> None:
    """Log a change of {column: [old, new]} that a statement made, for an act that writes thousands of rows.

    `row` carries the values and belongs to no session. Secrets and plumbing are left out, as for every row. Personal
    values are sealed with the key of `subject`, where they tell of more than the one whose row it is.
    """
    act = current(type(row))
    columns = inspect(type(row)).columns
    told = {
        name: [plain_value(value) for value in pair]
        for name, pair in changes.items()
        if name not in PLUMBING and not columns[name].primary_key and not columns[name].info.get("secret")
    }
    if told:
        mixed = subject if subject is not None and any(columns[name].info.get("personal") for name in told) else None
        act.entries.append({"row": row, "changes": told, "subject": mixed})


def note_made(row: Base, content: Mapping[str, str]) -> None:
    """Log in one entry that statements made a record with all that hangs on it: {table: what was put into it}.

    For acts that make thousands of records: an entry a row would be most of their work and of the log. The texts
    are sealed with the key of the record's subject, if it has one. `row` carries the id and belongs to no session.
    """
    act = current(type(row))
    told = {name: [None, text] for name, text in content.items() if text}
    act.entries.append({"row": row, "changes": told, "sealed": row.audit_subject() is not None})
