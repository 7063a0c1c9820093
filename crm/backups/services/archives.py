"""Making an archive while people work, and proving that one is whole."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from sqlalchemy import Engine, column, select, table, text
from sqlalchemy.engine import Connection

from crm.audit.rules import FIRST_HASH
from crm.backups import rules
from crm.backups.rules import Manifest, Member, Unusable
from crm.backups.services import rows
from crm.core import clock, schema

_PIECE: Final = 1024 * 1024
_STORED_FILES: Final = table("stored_files", column("storage_name"), column("sha256"))
#: Of the same moment as the rows.
_HEAD: Final = text("SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1")


@dataclass(frozen=True)
class ReadArchive:
    """What came of reading a whole archive."""

    manifest: Manifest
    problems: tuple[str, ...]


def create(engine: Engine, *, instance: Path, folder: Path, version: str, secret: str, passphrase: str) -> Path:
    """Make an archive of everything in `folder`; with a passphrase it carries the secret, sealed. Returns its path.

    The rows are those of one moment, whatever is written meanwhile; a file is written before its row, so it is there.
    Nothing stands under the archive's name before all of it is on the disk. OSError where there is no room or no right.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    at = clock.now()
    made = folder / rules.name_of(at)
    part = made.with_suffix(".part")
    try:
        with _written(part) as archive, _one_moment(engine) as connection:
            tables = {one.name: _keep_rows(archive, connection, one) for one in rows.tables(connection)}
            files, lost = _keep_files(archive, connection, instance / "files")
            if passphrase:
                archive.writestr(rules.SECRET, rules.sealed(secret, passphrase))
            manifest = Manifest(
                made_at=at,
                version=version,
                revision=next(iter(schema.taken(connection)), ""),
                database=connection.dialect.name,
                audit_head=connection.scalar(_HEAD) or FIRST_HASH,
                secret=rules.fingerprint(secret),
                carries_secret=bool(passphrase),
                tables=tables,
                files=files,
                lost_files=lost,
            )
            archive.writestr(rules.MANIFEST, manifest.to_json())
        part.rename(made)
    finally:
        part.unlink(missing_ok=True)
    return made


def verify(path: Path, passphrase: str = "") -> ReadArchive:
    """Read every member of an archive and compare it with the manifest. Unusable when it cannot be read at all."""
    manifest = read_manifest(path)
    problems = [f"file {name} was already missing or changed when the archive was made" for name in manifest.lost_files]
    with ZipFile(path) as archive:
        wanted = {rules.rows_of(name): member.sha256 for name, member in manifest.tables.items()}
        wanted |= {rules.FILES + name: sha256 for name, sha256 in manifest.files.items()}
        for name, sha256 in wanted.items():
            if _sum_of(archive, name) != sha256:
                problems.append(f"{name} is damaged or missing")
        if manifest.carries_secret and passphrase:
            problems += _secret_problems(archive, manifest, passphrase)
    return ReadArchive(manifest, tuple(problems))


def read_manifest(path: Path) -> Manifest:
    """What stands in an archive. Unusable when it is none, or its end is missing."""
    try:
        with ZipFile(path) as archive:
            return Manifest.from_json(archive.read(rules.MANIFEST))
    except (OSError, BadZipFile, KeyError, ValueError) as fault:
        raise Unusable(f"{path.name} is no archive of Musubi, or its end is missing.") from fault


def tidy(folder: Path, *, days: int) -> list[Path]:
    """Delete the archives past their time. Returns those that are gone."""
    gone = rules.expired(rules.archives(folder), now=clock.now(), days=days)
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _secret_problems(archive: ZipFile, manifest: Manifest, passphrase: str) -> list[str]:
    try:
        secret = rules.opened(archive.read(rules.SECRET), passphrase)
    except (Unusable, KeyError) as fault:
        return [str(fault)]
    return [] if rules.fingerprint(secret) == manifest.secret else ["the secret in the archive is not the one it names"]


@contextmanager
def _written(part: Path) -> Iterator[ZipFile]:
    """A new archive, readable by its owner only, on the disk when the block ends."""
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=3) as archive:
            yield archive
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the data until the block ends."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def _keep_rows(archive: ZipFile, connection: Connection, one: Any) -> Member:
    count, summed = -1, hashlib.sha256()
    with archive.open(rules.rows_of(one.name), "w", force_zip64=True) as member:
        for line in rows.lines(connection, one):
            member.write(line)
            summed.update(line)
            count += 1
    return Member(count, summed.hexdigest())


def _keep_files(archive: ZipFile, connection: Connection, folder: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """Each file that a row names, once and as it is (they are compressed already); which are missing or changed."""
    kept, lost = {}, []
    for name, sha256 in connection.execute(select(_STORED_FILES).order_by(_STORED_FILES.c.storage_name)):
        try:
            with (folder / name).open("rb") as file:
                found = _copy(file, archive, ZipInfo(rules.FILES + name))
        except FileNotFoundError:
            lost.append(name)
            continue
        kept[name] = found
        if found != sha256:
            lost.append(name)
    return kept, tuple(lost)


def _copy(file: IO[bytes], archive: ZipFile, info: ZipInfo) -> str:
    info.compress_type = ZIP_STORED
    summed = hashlib.sha256()
    with archive.open(info, "w", force_zip64=True) as member:
        while piece := file.read(_PIECE):
            member.write(piece)
            summed.update(piece)
    return summed.hexdigest()


def _sum_of(archive: ZipFile, name: str) -> str:
    """The SHA-256 of a member; "" when it is missing or does not unpack."""
    summed = hashlib.sha256()
    try:
        with archive.open(name) as member:
            while piece := member.read(_PIECE):
                summed.update(piece)
    except (KeyError, BadZipFile, EOFError, ValueError, OSError):
        return ""
    return summed.hexdigest()
