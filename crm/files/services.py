"""Keeping files: bytes first (temporary, fsync, rename), then the row in the caller's transaction."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from crm.audit.services import action
from crm.core import clock, pictures
from crm.core.database import db
from crm.core.errors import NotVisible, Refused
from crm.core.kinds import Kind
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.files import queries, rules
from crm.files.models import StoredFile

#: How long bytes without a row are left alone.
LEFTOVER_AGE = timedelta(days=1)


@dataclass(frozen=True)
class SentFile:
    """A file as it was sent, and the folder of the instance that keeps it."""

    name: str
    content: bytes
    instance: Path


def folder(instance: Path) -> Path:
    """Where the bytes lie; made on first use, readable by the owner only."""
    place = instance / "files"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def store(
    content: bytes,
    *,
    name: str,
    record: tuple[Kind, int],
    instance: Path,
    by: Actor | None,
    kinds: Mapping[str, tuple[str, bytes]] = rules.TYPES,
) -> StoredFile:
    """Keep `content` on `record` (kind, id), a picture without what it tells besides its pixels.

    Refused when it is none of `kinds` or the file too large.
    """
    shown = rules.safe_name(name)
    media_type = rules.media_type_of(shown, content, kinds)
    if media_type is None:
        raise Refused(_not_taken(kinds), "file")
    if len(content) > rules.LARGEST:
        raise Refused(Text("The file is larger than %(size)s MB.", size=rules.LARGEST // 1024 // 1024), "file")
    content = pictures.without_traces(content, media_type)
    storage_name = secrets.token_hex(16)
    _write(folder(instance) / storage_name, content)
    kept = StoredFile(
        storage_name=storage_name,
        name=shown,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        record_type=record[0].table,
        record_id=record[1],
    )
    with action(rules.STORED, by=by):
        db.session.add(kept)
    return kept


def _not_taken(kinds: Mapping[str, tuple[str, bytes]]) -> Text:
    if kinds is rules.TYPES:
        return Text("This kind of file is not accepted. Allowed: PDF, PNG, JPEG.")
    return Text(
        "This file is not accepted: its content does not match its name, it is damaged, or it contains macros. "
        "Allowed: PDF, PNG, JPEG, Word, Excel, PowerPoint, OpenDocument and plain text."
    )


def store_sent(sent: SentFile, field: str, *, record: tuple[Kind, int], by: Actor | None) -> StoredFile:
    """Keep what was sent in a field of a form, with its id; refusals as of `store`, beside that field."""
    try:
        kept = store(sent.content, name=sent.name, record=record, instance=sent.instance, by=by)
    except Refused as refusal:
        raise Refused(refusal.text, field) from refusal
    db.session.flush()
    return kept


def store_picture(
    content: bytes, *, name: str, record: tuple[Kind, int], instance: Path, by: Actor | None
) -> tuple[StoredFile, StoredFile]:
    """Keep a picture without what hides in it, and a small one. Refused for none, and for what is no picture."""
    if not content:
        raise Refused(Text("Take or choose a picture."), "picture")
    whole, small = pictures.prepared(content, "picture")
    kept = store(whole, name=name, record=record, instance=instance, by=by)
    return kept, store(small, name=name, record=record, instance=instance, by=by)


def _write(path: Path, content: bytes) -> None:
    """Either the whole file is there under its name, or nothing is, whatever fails in between."""
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
    folder_entry = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder_entry)  # the name must be on disk before the row that tells of it is
    finally:
        os.close(folder_entry)


def path_of(file_id: int, instance: Path) -> Path:
    """Where the bytes of a kept file lie. NotVisible when they are not there (a backup of the database alone)."""
    path = folder(instance) / queries.one(file_id).storage_name
    if not path.is_file():
        raise NotVisible
    return path


def picture(id: int | None, instance: Path) -> bytes | None:
    """The bytes of a kept picture, such as our letterhead; None without one, and where only the database was brought
    back."""
    try:
        return None if id is None else path_of(id, instance).read_bytes()
    except NotVisible:
        return None


def tidy(instance: Path) -> int:
    """Delete the bytes that no row names: left by work that was killed or rolled back. Returns how many files.

    Only what is older than a day goes, so that a file whose row is about to be committed stays.
    """
    known = set(queries.storage_names())
    old = clock.now().timestamp() - LEFTOVER_AGE.total_seconds()
    left = [path for path in folder(instance).iterdir() if path.name not in known and path.stat().st_mtime < old]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def remove(kept: StoredFile, *, by: Actor | None) -> None:
    """Take a file out: nobody gets it any more, until it is put back."""
    with action(rules.REMOVED, by=by):
        kept.archived_at = clock.now()


def restore(kept: StoredFile, *, by: Actor | None) -> None:
    """Put a file back."""
    with action(rules.RESTORED, by=by):
        kept.archived_at = None


def drop(kept: StoredFile, *, by: Actor | None) -> str:
    """Delete a file's row for good. Returns the name under which its bytes lie: `unlink` them after the commit."""
    with action(rules.DROPPED, by=by):
        db.session.delete(kept)
    return kept.storage_name


def unlink(names: Iterable[str], instance: Path) -> None:
    """Delete the bytes of dropped files; what is gone already is no error."""
    for name in names:
        (folder(instance) / name).unlink(missing_ok=True)
