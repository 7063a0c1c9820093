"""The database handle, the base of every table, and the one way to open a writing transaction."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import DDL, DateTime, Dialect, Engine, ForeignKey, Index, MetaData, TypeDecorator, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import CoreExecuteOptionsParameter
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    SessionTransaction,
    UOWTransaction,
    declared_attr,
    mapped_column,
    registry,
)
from sqlalchemy.pool import ConnectionPoolEntry

from crm.core import clock, turns

#: How long a write waits for another one; then whoever asked is told to try again.
BUSY_TIMEOUT_MS = 10_000
#: Of the database file, bytes that are read where the system keeps them, without a copy a connection.
MAPPED = 1 << 30
#: Pages that each connection keeps for itself, in kilobytes.
CACHE_KB = 8_000
#: Statements that a connection of PostgreSQL keeps prepared: those of all pages, where the driver keeps a hundred.
MOST_PREPARED = 1_000
#: A connection that was used within so many seconds is not asked first whether it still answers: a trip a request.
FRESH = 1.0
#: Pages of 4 kB that wait in the log before they are put into the database: each of them costs whoever commits then.
CHECKPOINT_PAGES = 8_000

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite keeps it naive, so it is made aware again on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What the place of a row in a list by moments is read back as (core.paging)."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """On SQLite in one step in place of three: a page reads a thousand moments, of which most are nothing."""
        return _of_sqlite if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _of_sqlite(kept: str | None) -> datetime | None:
    return None if kept is None else datetime.fromisoformat(kept).replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Every table inherits this; constraints get names from one convention, so migrations can drop them."""

    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: Moment})

    if TYPE_CHECKING:  # each table says its own; those without an id are written by nobody who asks for it
        id: Mapped[int]

    #: Writes to an audited table outside `audit.services.action` raise.
    __audited__: ClassVar[bool] = True

    def audit_root(self) -> tuple[str, int]:
        """The record whose history shows this row's changes; child rows answer with their parent."""
        return (self.__tablename__, self.id)

    def audit_subject(self) -> tuple[str, int] | None:
        """Whose personal data the columns marked `personal` hold: erasing that key erases them in the log."""
        return None


class Record:
    """What every record carries: an id, who made it when, and the version for optimistic locking."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Counts saves; an UPDATE names the version it read, so a lost update is impossible.
    version: Mapped[int] = mapped_column(nullable=False)
    #: When it was typed; the log tells, too, when it arrived, where that was later.
    created_at: Mapped[datetime] = mapped_column(default=clock.captured)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    #: Set instead of deleting; lists, search and exports never show archived rows.
    archived_at: Mapped[datetime | None]

    @declared_attr
    def created_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("users.id"))

    @declared_attr
    def updated_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("users.id"))

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version} if hasattr(cls, "__table__") else {}


#: Mark a column of personal data: its values stand encrypted in the audit log.
PERSONAL: dict[str, Any] = {"personal": True}
#: Mark a column whose values never reach the audit log.
SECRET: dict[str, Any] = {"secret": True}


def present_index(name: str, *columns: Any) -> Index:
    """An index of the rows that are not archived: what lists count and add up without a look at the rows."""
    present = text("archived_at IS NULL")
    return Index(name, *columns, sqlite_where=present, postgresql_where=present)


def coded(labels: Mapping[str, str]) -> dict[str, Any]:
    """Mark a column of codes, {code: label}: the history tells its values by their labels."""
    return {"labels": labels}


def worded(sentences: Iterable[str]) -> dict[str, Any]:
    """Mark a column of texts of which some are `sentences` of our own data: the history tells these as readers do."""
    return {"sentences": frozenset(sentences)}


#: Of this process: what each new connection maps.
_memory = {"mapped": MAPPED}

#: What a session calls what stays as it was read until the transaction ends.
_READ_ONCE = "read_once"
_WRITTEN = "written"

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)


class _Session(Session):
    """Takes its connection without a transaction around its statements, where nothing is written.

    It knows the connection while one is taken: to look for it again takes a fifth of the time of a short statement.
    """

    _taken: Connection | None = None

    def connection(
        self,
        bind_arguments: dict[str, Any] | None = None,
        execution_options: CoreExecuteOptionsParameter | None = None,
    ) -> Connection:
        if self._taken is not None and bind_arguments is None and execution_options is None:
            return self._taken
        return super().connection(bind_arguments, execution_options)

    def get_bind(self, *arguments: Any, **named: Any) -> Engine | Connection:
        bind = super().get_bind(*arguments, **named)
        apart = _only_reading.get() and not is_writing() and isinstance(bind, Engine)
        return _without_transactions(bind) if apart and bind.dialect.name == "postgresql" else bind


@event.listens_for(_Session, "after_begin")
def _know(session: _Session, _transaction: SessionTransaction, connection: Connection) -> None:
    session._taken = connection


@event.listens_for(_Session, "after_soft_rollback")
@event.listens_for(_Session, "after_transaction_end")
def _forget(session: _Session, transaction: SessionTransaction) -> None:
    session._taken = None
    session.info.pop(_READ_ONCE, None)
    if transaction.parent is None:  # a flush ends one, too
        session.info.pop(_WRITTEN, None)


@event.listens_for(_Session, "after_flush")
def _note_written(session: _Session, _context: UOWTransaction) -> None:
    session.info[_WRITTEN] = True


# Kept: one engine a process, whose pool is shared.
@lru_cache(maxsize=8)
def _without_transactions(engine: Engine) -> Engine:
    """The engine with the same connections, each statement a transaction of its own."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


db = SQLAlchemy(model_class=Base, session_options={"class_": _Session, "autoflush": True, "expire_on_commit": False})


@contextmanager
def only_reading() -> Iterator[None]:
    """For an answer that writes nothing outside of `writing()`: on PostgreSQL its queries share no transaction.

    There each of them sees what is committed by then either way; to begin and to end one takes a sixth of a page.
    SQLite's show one state of the data, and cost nothing.
    """
    token = _only_reading.set(True)
    try:
        yield
    finally:
        _only_reading.reset(token)


def read_once() -> dict[str, Any]:
    """Of this session: what stays as it was read until the transaction ends."""
    kept: dict[str, Any] = db.session().info.setdefault(_READ_ONCE, {})
    return kept


def database_kind() -> str:
    """The name of the dialect, sqlite or postgresql, of the connection that the session has taken."""
    return db.session.connection().dialect.name


def is_writing() -> bool:
    """Whether the current context has opened a writing transaction."""
    return _writing.get()


@contextmanager
def writing() -> Iterator[None]:
    """Open a writing transaction; the caller commits inside, and anything not committed is rolled back.

    On SQLite it takes the write lock at once (BEGIN IMMEDIATE): a deferred BEGIN that upgrades later
    fails under concurrent writers however long the busy timeout is. Work that takes turns (core.turns) rests first.
    """
    if is_writing():
        yield
        return
    db.session.rollback()
    mine = turns.current()
    if mine is not None:
        mine.rest()
        mine.begin(locks=False)
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)
        db.session.rollback()
        if mine is not None:
            mine.end()


@contextmanager
def reading() -> Iterator[None]:
    """Inside a writing transaction that has written nothing yet: give the lock back while something slow is read.

    Rows loaded before are read anew afterwards. RuntimeError where something was written: it would be lost.
    """
    session = db.session()
    if session.info.get(_WRITTEN) or session.new or session.deleted or any(map(session.is_modified, session.dirty)):
        raise RuntimeError("commit what was written before the lock is given back")
    session.rollback()
    token = _writing.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        _writing.reset(token)


def unmap() -> None:
    """Have the connection of this session let go of the pages of the file that it has mapped or keeps: they count as
    ours as long as it does. It maps anew what is asked for next, from where the system still has it."""
    if database_kind() == "sqlite":
        raw = db.session.connection().connection.driver_connection
        if raw is not None:
            for size in (0, _memory["mapped"]):
                raw.execute(f"PRAGMA mmap_size = {size}")
            raw.execute("PRAGMA shrink_memory")


def touch(row: Record) -> None:
    """Count a change of a record's child rows as a change of the record, so that its version moves."""
    row.updated_at = clock.now()


def keep_small() -> None:
    """Have this process's connections read through their own cache instead of mapping the file.

    For the worker: an import reaches every page of the database, and a process that maps them is as large as it.
    Call it inside an app context, in no transaction.
    """
    _memory.update(mapped=0)
    db.session.remove()
    db.engine.dispose()


def beside(model: type[Base], statements: Mapping[str, Iterable[str]], *, moment: str = "after_create") -> None:
    """Have {dialect: statements} run whenever the model's table is made: triggers, functions, tables of no class."""
    for dialect, texts in statements.items():
        for sql in texts:
            ddl = DDL(sql.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # no types there
            event.listen(model.__table__, moment, ddl)


def install(engine: Engine) -> None:
    """Give the engine's connections our transaction rules. Call once per engine, inside an app context."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", lambda connection, record, _proxy: _ask(engine.dialect, connection, record))


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.prepared_max = MOST_PREPARED
    connection.execute(f"SET lock_timeout = {BUSY_TIMEOUT_MS}")
    connection.commit()


def _note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["used"] = time.monotonic()


def _ask(dialect: Dialect, connection: Any, record: ConnectionPoolEntry) -> None:
    """Whether the server still answers; where it does not, the pool drops what it holds and connects anew."""
    if time.monotonic() - record.info.get("used", 0.0) < FRESH:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as gone:
        raise InvalidatePoolError from gone


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late: only before the first write
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    if cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0] not in ("wal", "memory"):
        raise RuntimeError("SQLite did not take WAL: the instance folder must be on a local disk")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA mmap_size={_memory['mapped']}")
    cursor.execute(f"PRAGMA cache_size=-{CACHE_KB}")
    cursor.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten, also where SQLite was built without it
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")
    mine = turns.current()
    if mine is not None and is_writing():
        mine.begin(locks=True)
