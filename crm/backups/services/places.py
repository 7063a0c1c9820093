"""The place that an archive is brought back to: nobody uses it, it is empty, or what was there is set aside whole."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy import table as named

from crm.backups.rules import Unusable
from crm.core import clock


def refuse_used(engine: Engine) -> None:
    """Unusable while anybody is connected to the database, or while it holds people who sign in."""
    refuse_company(engine)
    if _is_used(engine):
        raise Unusable(
            "There is data already. Restore into an empty data folder and database, or say --set-aside: then what is "
            "there is kept beside the restored data."
        )


@contextmanager
def aside(engine: Engine, files: Path | None) -> Iterator[str]:
    """Set rows and a folder of files aside; put them back when the block fails. Gives where they are kept."""
    refuse_company(engine)
    mark = f"before-{clock.now():%Y%m%d-%H%M%S}"
    keep, put_back = (_schema, _schema_back) if engine.dialect.name == "postgresql" else (_file, _file_back)
    moved = [(files, files.with_name(f"{files.name}-{mark}"))] if files is not None and files.exists() else []
    for path, to in moved:
        path.rename(to)
    where = keep(engine, mark)
    try:
        yield where
    except BaseException:
        put_back(engine, mark)
        for path, to in moved:
            if path.exists():
                path.rename(path.with_name(f"{path.name}-failed-{mark}"))
            to.rename(path)
        raise


def _is_used(engine: Engine) -> bool:
    if not inspect(engine).has_table("users"):
        return False
    with engine.connect() as connection:
        return bool(connection.scalar(select(func.count()).select_from(named("users"))))


def refuse_company(engine: Engine) -> None:
    """Unusable while another process is connected: what it writes would be lost without a word."""
    engine.dispose()
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            others = connection.scalar(
                text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                     " AND pid <> pg_backend_pid() AND backend_type = 'client backend'")
            )  # fmt: skip
        company = bool(others)
    else:
        company = not _alone_with(Path(str(engine.url.database)))
    engine.dispose()
    if company:
        raise Unusable("The server or a worker is still running on this database. Stop it first.")


def _alone_with(path: Path) -> bool:
    """Whether nobody else has a file of SQLite open: only then it may leave the mode in which all of us write."""
    if not path.exists():
        return True
    connection = sqlite3.connect(path, timeout=1, isolation_level=None)
    try:
        return bool(connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()


def _file(engine: Engine, mark: str) -> str:
    path = Path(str(engine.url.database))
    kept = path.with_name(f"{path.name}-{mark}")
    if path.exists():
        path.rename(kept)
    return str(kept)


def _file_back(engine: Engine, mark: str) -> None:
    engine.dispose()
    path = Path(str(engine.url.database))
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    kept = path.with_name(f"{path.name}-{mark}")
    if kept.exists():
        kept.rename(path)


def _schema(engine: Engine, mark: str) -> str:
    name = mark.replace("-", "_")
    with engine.begin() as connection:
        connection.execute(text(f"ALTER SCHEMA public RENAME TO {name}"))
        connection.execute(text("CREATE SCHEMA public"))
    return f"schema {name}"


def _schema_back(engine: Engine, mark: str) -> None:
    engine.dispose()
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text(f"ALTER SCHEMA {mark.replace('-', '_')} RENAME TO public"))
