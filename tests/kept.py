"""Scenes that many tests begin with: built once by the services, then put back as the rows that they left.

Building a city, two organisations and their people takes the services sixty statements; putting the rows back takes
one a table. Only onto a database in which nothing has been done yet: there it is just what would have been built.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

import time_machine
from sqlalchemy import Table, func, insert, select

from crm.audit import services as audit
from crm.audit.models import AuditEntry
from crm.core.database import Base, db, writing

Made = TypeVar("Made")
Rows = list[tuple[Table, list[dict[str, Any]]]]

#: {(which scene, on which database): what building it returned, and the rows of every table afterwards}
_scenes: dict[tuple[str, str], tuple[Any, Rows]] = {}


def kept(build: Callable[[], Made]) -> Callable[[], Made]:
    """`build` makes the scene and commits it; what it returns must hold for every copy: ids, not rows.

    It is built anew where something was done before, where a test travels in time, and where the search index listens.
    """
    name = f"{build.__module__}.{build.__qualname__}"

    @wraps(build)
    def scene() -> Made:
        key = (name, db.session.get_bind().dialect.name)
        if audit._listeners or time_machine.escape_hatch.is_travelling() or _begun():
            return build()
        if key in _scenes:
            _put_back(_scenes[key][1])
        else:
            _scenes[key] = build(), _taken()
        made: Made = _scenes[key][0]
        return made

    return scene


def _begun() -> bool:
    return db.session.scalar(select(AuditEntry.id).limit(1)) is not None


def _taken() -> Rows:
    filled = ((table, db.session.execute(select(table)).mappings().all()) for table in Base.metadata.sorted_tables)
    return [(table, [dict(row) for row in rows]) for table, rows in filled if rows]


def _put_back(rows: Rows) -> None:
    with writing():
        for table, content in rows:
            db.session.execute(insert(table), content)
        if db.session.get_bind().dialect.name == "postgresql":
            _go_on_counting([table for table, _content in rows])
        db.session.commit()


def _go_on_counting(tables: Sequence[Table]) -> None:
    """Have the sequences begin behind the numbers that were put back."""
    counted = [table for table in tables if table.autoincrement_column is not None]
    last = [
        func.setval(
            f"{table.name}_{table.autoincrement_column.name}_seq",
            select(func.max(table.autoincrement_column)).scalar_subquery(),
        )
        for table in counted
        if table.autoincrement_column is not None
    ]
    db.session.execute(select(*(value.label(f"at_{number}") for number, value in enumerate(last))))
