"""Scenes that many tests begin with: built once by the services, then put back as the rows that they left.

Building a city, two organisations and their people takes the services sixty statements; putting the rows back takes
one a table, and on SQLite the whole database comes back at once. Only onto a database in which nothing has been done
yet: there it is just what would have been built.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import time_machine
from flask import current_app
from sqlalchemy import Table, func, insert, select
from sqlalchemy.pool import PoolProxiedConnection

from crm.audit import services as audit
from crm.audit.models import AuditEntry
from crm.core.database import Base, db, writing
from crm.lookup.models import LookupEntry
from crm.search import queries as search
from crm.search import services as search_services

Made = TypeVar("Made")
Rows = list[tuple[Table, list[dict[str, Any]]]]


@dataclass(frozen=True)
class Scene:
    """What building it returned, and what it left: the database, and the files of the data folder."""

    made: Any
    database: Rows | sqlite3.Connection
    files: dict[Path, bytes]


#: {(which scene, on which database, whether its rows can be found by words): it}
_scenes: dict[tuple[str, str, bool], Scene] = {}


def kept(build: Callable[[], Made]) -> Callable[[], Made]:
    """`build` makes the scene and commits it; what it returns must hold for every copy: ids, not rows.

    It is built anew where something was done before and where a test travels in time.
    """
    name = f"{build.__module__}.{build.__qualname__}"

    @wraps(build)
    def scene() -> Made:
        key = (name, db.session.get_bind().dialect.name, bool(audit._listeners))
        if time_machine.escape_hatch.is_travelling() or _begun():
            return build()
        if key in _scenes:
            _put_back(_scenes[key])
        else:
            _scenes[key] = Scene(build(), _database(), _files())
        made: Made = deepcopy(_scenes[key].made)
        return made

    return scene


def _begun() -> bool:
    return db.session.scalar(select(AuditEntry.id).limit(1)) is not None


def _database() -> Rows | sqlite3.Connection:
    """A copy of the SQLite file; else the rows of all tables but the search index, whose grams cannot be read."""
    if _is_sqlite():
        copy = sqlite3.connect(":memory:")
        with closing(db.engine.raw_connection()) as connection:
            _file_of(connection).backup(copy)
        return copy
    tables = [table for table in Base.metadata.sorted_tables if table is not LookupEntry.__table__]
    filled = ((table, db.session.execute(select(table)).mappings().all()) for table in tables)
    return [(table, [dict(row) for row in rows]) for table, rows in filled if rows]


def _files() -> dict[Path, bytes]:
    folder = Path(current_app.config["INSTANCE"])
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _is_sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"


def _file_of(connection: PoolProxiedConnection) -> sqlite3.Connection:
    file = connection.driver_connection
    assert isinstance(file, sqlite3.Connection)
    return file


def _put_back(scene: Scene) -> None:
    for path, data in scene.files.items():
        file = Path(current_app.config["INSTANCE"]) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    if isinstance(scene.database, sqlite3.Connection):
        _replace_by(scene.database)
    else:
        _insert(scene.database)


def _replace_by(copy: sqlite3.Connection) -> None:
    """Have the SQLite file hold just this."""
    db.session.rollback()
    with closing(db.engine.raw_connection()) as connection:
        copy.backup(_file_of(connection))


def _insert(rows: Rows) -> None:
    with writing():
        for table, content in rows:
            db.session.execute(insert(table), content)
        _go_on_counting([table for table, _content in rows])
        if audit._listeners:
            for kind in search.KINDS:
                for ids in search.all_ids(kind):
                    search_services.index_kind(kind, ids, anew=True)
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
