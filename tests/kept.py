"""Scenes that many tests begin with: built once by the services, then put back as the rows that they left.

Building a city, two organisations and their people takes the services sixty statements. SQLite puts the whole file
back at once, PostgreSQL copies the rows from tables beside. Only onto a database in which nothing has been done yet:
there it is just what would have been built.
"""

import filecmp
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import time_machine
from flask import current_app
from sqlalchemy import select
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from crm.audit.models import AuditEntry
from crm.audit.services import acts
from crm.core.database import Base, db
from crm.lookup.models import POSTGRESQL_INDEXES
from crm.search import services as search

Given = ParamSpec("Given")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Scene:
    """What building it returned, and what it left: the database, and the files of the data folder."""

    made: Any
    database: Path | str  #: a copy of SQLite's file; on PostgreSQL the statements that put the rows back
    files: dict[Path, bytes]


#: {(which scene, made of what, on which database, whether its rows can be found by words): it}
_scenes: dict[tuple[str, str, str, bool], Scene] = {}


def kept(build: Callable[Given, Made]) -> Callable[Given, Made]:
    """`build` makes the scene and commits it; what it returns must hold for every copy: ids, not rows.

    It is built anew where something was done before and where a test travels in time. What is given must say in its
    `repr` all that it is.
    """
    name = f"{build.__module__}.{build.__qualname__}"

    @wraps(build)
    def scene(*args: Given.args, **options: Given.kwargs) -> Made:
        given = repr((args, sorted(options.items())))
        key = (name, given, db.session.get_bind().dialect.name, search.index in acts._listeners)
        untouched = _is_untouched()
        if time_machine.escape_hatch.is_travelling() or (not untouched and _begun()):
            return build(*args, **options)
        if key in _scenes:
            _put_back(_scenes[key], untouched=untouched)
        else:
            _scenes[key] = Scene(build(*args, **options), _database(), _files())
        made: Made = deepcopy(_scenes[key].made)
        return made

    return scene


def _is_untouched() -> bool:
    """Whether SQLite's file is the one that every test begins with, and nobody has opened it: that costs a fifth of
    what opening it does, since SQLite then reads the whole schema.
    """
    pool = db.engine.pool
    if not _is_sqlite() or not isinstance(pool, QueuePool) or pool.checkedin() + pool.checkedout():
        return False
    file = _file()
    template, log = file.with_name("template.sqlite"), file.with_name(f"{file.name}-wal")
    return template.exists() and not log.exists() and filecmp.cmp(file, template, shallow=False)


def _begun() -> bool:
    return db.session.scalar(select(AuditEntry.id).limit(1)) is not None


def _database() -> Path | str:
    """A copy of the SQLite file beside it; on PostgreSQL copies of the tables in a schema of their own."""
    if _is_sqlite():
        kept_file = _file().with_name(f"scene-{len(_scenes)}.sqlite")
        with closing(sqlite3.connect(kept_file)) as copy, closing(db.engine.raw_connection()) as connection:
            _opened(connection).backup(copy)
        return kept_file
    scene = f"scene_{len(_scenes)}"
    numbered = {table.name for table in Base.metadata.sorted_tables if table.autoincrement_column is not None}
    names = [*(table.name for table in Base.metadata.sorted_tables), *POSTGRESQL_INDEXES]
    with db.engine.begin() as connection:
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names)  # noqa: S608  # names of ours
        filled = connection.exec_driver_sql(asked).scalars().all()
        copies = [f"CREATE TABLE {scene}.{name} AS TABLE {name}" for name in filled]
        connection.exec_driver_sql("; ".join([f"CREATE SCHEMA {scene}", *copies]))
    # What every database begins with, its office, is among the rows.
    rows = [f"DELETE FROM {name}; INSERT INTO {name} SELECT * FROM {scene}.{name}" for name in filled]  # noqa: S608  # names of ours
    numbers = [
        f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))"  # noqa: S608  # names of ours
        for name in filled
        if name in numbered
    ]
    # Without keys and triggers: in any order, and past what guards the log. Every test begins with an office.
    return "; ".join(["SET LOCAL session_replication_role = replica", "DELETE FROM office", *rows, *numbers])


def _files() -> dict[Path, bytes]:
    folder = Path(current_app.config["INSTANCE"])
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _is_sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"


def _file() -> Path:
    return Path(str(db.engine.url.database))


def _opened(connection: PoolProxiedConnection) -> sqlite3.Connection:
    file = connection.driver_connection
    assert isinstance(file, sqlite3.Connection)
    return file


def _put_back(scene: Scene, *, untouched: bool) -> None:
    """Onto a file that is still `untouched`, at once; where it is open, by way of the connection."""
    for path, data in scene.files.items():
        file = Path(current_app.config["INSTANCE"]) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    if isinstance(scene.database, str):
        with db.engine.begin() as connection:
            connection.exec_driver_sql(scene.database)
    elif untouched:
        shutil.copyfile(scene.database, _file())
    else:
        _replace_by(scene.database)


def _replace_by(kept_file: Path) -> None:
    """Have the SQLite file hold just this."""
    db.session.rollback()
    with closing(sqlite3.connect(kept_file)) as copy, closing(db.engine.raw_connection()) as connection:
        copy.backup(_opened(connection))
