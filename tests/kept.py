"""Scenes that many tests begin with: built once by the services, then put back as the rows that they left.

Building a city, two organisations and their people takes the services sixty statements. SQLite puts the whole file
back at once, PostgreSQL copies the rows from tables beside. Only onto a database in which nothing has been done yet, or
on SQLite nothing since another scene was put back: there it is just what would have been built.
"""

import filecmp
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from flask import current_app
from sqlalchemy import select
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from crm.audit.models import AuditEntry
from crm.audit.services import acts
from crm.core import clock
from crm.core.database import Base, db, is_writing
from crm.lookup.models import POSTGRESQL_INDEXES
from crm.search import services as search
from crm.users.models import LoginSession
from tests.days import usual_day

Given = ParamSpec("Given")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Scene:
    """What building it returned, and what it left: the database, and the files of the data folder."""

    number: int  #: from 1 on
    made: Any
    database: Path | str  #: a copy of SQLite's file; on PostgreSQL the statements that put the rows back
    files: dict[Path, bytes]


#: {(which scene, made of what, on which database, whether its rows can be found by words, on which day, what a set
#: clock showed, the number of the scene that it was built upon): it}
_scenes: dict[tuple[str, str, str, bool, date, datetime | None, int], Scene] = {}
#: The number of the scene that was put back last, and how the files of the database were left then.
_left: dict[tuple[tuple[int, int], ...], int] = {}
_now = clock.now


def kept(build: Callable[Given, Made]) -> Callable[Given, Made]:
    """`build` makes the scene and commits it; what it returns must hold for every copy: ids, not rows.

    It is built anew where something was done before, inside of a transaction and where a test travels in time. What is
    given must say in its `repr` all that it is.
    """
    name = f"{build.__module__}.{build.__qualname__}"

    @wraps(build)
    def scene(*args: Given.args, **options: Given.kwargs) -> Made:
        untouched = is_untouched()
        upon = 0 if untouched else _last()
        day = usual_day()
        if day is None or is_writing() or upon is None:
            return build(*args, **options)
        given, dialect = repr((args, sorted(options.items()))), db.session.get_bind().dialect.name
        shown = None if clock.now is _now else clock.now()
        key = (name, given, dialect, search.index in acts._listeners, day, shown, upon)
        if key in _scenes:
            _put_back(_scenes[key], untouched=untouched)
        else:
            made = build(*args, **options)
            _scenes[key] = Scene(len(_scenes) + 1, made, _database(), _files())
        _note(_scenes[key].number)
        given_out: Made = deepcopy(_scenes[key].made)
        return given_out

    return scene


@contextmanager
def beside() -> Iterator[None]:
    """Sign somebody in: what is written meanwhile belongs to no scene, and outlives those that are put back."""
    upon = _last() if _is_sqlite() else None
    yield
    if upon:
        _note(upon)


def _last() -> int | None:
    """The number of the scene since which nothing was written, 0 for none at all; None where something was."""
    upon = _left.get(_state()) if _is_sqlite() else None
    return upon or (None if _begun() else 0)


def _note(number: int) -> None:
    """That the database holds just this scene."""
    _left.clear()
    if _is_sqlite():
        _left[_state()] = number


def _state() -> tuple[tuple[int, int], ...]:
    """When and how far SQLite's file and its log were written; a log that only readers opened holds nothing."""
    file = _file()
    found = [each.stat() for each in (file, file.with_name(f"{file.name}-wal")) if each.exists()]
    return tuple((each.st_mtime_ns, each.st_size) for each in found if each.st_size)


def is_untouched() -> bool:
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
            copy.execute(f"DELETE FROM {LoginSession.__tablename__}")  # noqa: S608  # a name of ours
            copy.commit()
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
    """Have the SQLite file hold just this, and who is signed in."""
    db.session.rollback()
    visits = db.metadata.tables[LoginSession.__tablename__]
    signed_in = [dict(row) for row in db.session.execute(select(visits)).mappings()]
    db.session.rollback()
    with closing(sqlite3.connect(kept_file)) as copy, closing(db.engine.raw_connection()) as connection:
        copy.backup(_opened(connection))
    if signed_in:
        with db.engine.begin() as connected:
            connected.execute(visits.insert(), signed_in)
