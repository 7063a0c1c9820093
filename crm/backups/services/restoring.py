"""Bringing an archive back: the secret, the rows counted and compared, the files by their sums."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from sqlalchemy import Engine, Table, text
from sqlalchemy.engine import Connection

from crm.backups import rules
from crm.backups.rules import Manifest, Unusable
from crm.backups.services import rows

_FOREIGN_KEYS: Final = text(
    'SELECT conrelid::regclass::text AS "table", quote_ident(conname) AS name, pg_get_constraintdef(oid) AS told'
    " FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
)
_NUMBERED: Final = text(
    "SELECT setval(pg_get_serial_sequence(:table, 'id'), greatest((SELECT max(id) FROM {table}), 1))"
    " WHERE pg_get_serial_sequence(:table, 'id') IS NOT NULL"
)


def secret_of(path: Path, manifest: Manifest, *, present: str, passphrase: str) -> str | None:
    """The secret that the archive was made with: the present one, or the one it carries. None when neither is it."""
    if rules.fingerprint(present) == manifest.secret:
        return present
    if not (manifest.carries_secret and passphrase):
        return None
    with ZipFile(path) as archive:
        return rules.opened(archive.read(rules.SECRET), passphrase)


def fill(engine: Engine, path: Path, manifest: Manifest) -> None:
    """Put all rows into the tables of the archive's own schema, in one transaction, and compare them line by line.

    Unusable when a table is missing or differs afterwards; then nothing has been written.
    """
    with ZipFile(path) as archive, engine.connect() as connection, connection.begin():
        tables = {table.name: table for table in rows.tables(connection)}
        if missing := sorted(set(manifest.tables) - set(tables)):
            raise Unusable(f"The schema of the archive has no table {missing[0]}.")
        with without_foreign_keys(connection):
            rows.clear(connection, tables.values())
            for name in manifest.tables:
                with archive.open(rules.rows_of(name)) as member:
                    rows.load(connection, tables[name], member)
        for name, kept in manifest.tables.items():
            if _summed(connection, tables[name]) != kept.sha256:
                raise Unusable(f"Table {name} is not the same after it was restored.")
        _number_on(connection, tables)


def bring_files(path: Path, manifest: Manifest, folder: Path) -> None:
    """Put the files back under their names, each compared with its sum. Unusable when one is damaged."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ZipFile(path) as archive:
        for name, sha256 in manifest.files.items():
            to = folder / name
            with archive.open(rules.FILES + name) as member, to.open("wb") as file:
                shutil.copyfileobj(member, file)
                file.flush()
                os.fsync(file.fileno())
            if hashlib.sha256(to.read_bytes()).hexdigest() != sha256:
                raise Unusable(f"File {name} of the archive is damaged.")


def _summed(connection: Connection, table: Table) -> str:
    summed = hashlib.sha256()
    for line in rows.lines(connection, table):
        summed.update(line)
    return summed.hexdigest()


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Rows refer to each other in circles: what refers is checked when all of them are there."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        yield
        return
    keys = connection.execute(_FOREIGN_KEYS).all()
    for key in keys:
        connection.execute(text(f"ALTER TABLE {key.table} DROP CONSTRAINT {key.name}"))
    yield
    for key in keys:
        connection.execute(text(f"ALTER TABLE {key.table} ADD CONSTRAINT {key.name} {key.told}"))


def _number_on(connection: Connection, tables: Mapping[str, Table]) -> None:
    """PostgreSQL's numbers go on after the last row; SQLite looks by itself."""
    if connection.dialect.name != "postgresql":
        return
    for name, table in tables.items():
        if "id" in table.c:
            connection.execute(text(_NUMBERED.text.format(table=name)), {"table": name})
