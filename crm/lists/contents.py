"""What goes into an exported file: exactly the columns, filters and order that the list shows, on all its pages."""

import os
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from flask_babel import force_locale

from crm import tables
from crm.core import clock
from crm.core.languages import LOCALES
from crm.core.permissions import Actor
from crm.lists.models import ListExport
from crm.lists.queries import giving
from crm.lists.queries.giving import Towards
from crm.tables.texts import Unwritable
from crm.web.listings import Asked, Column, Listing, Reader

#: Rows asked for at once: memory does not grow with the list.
BATCH: Final = 500
#: How long a file without a row is left alone.
LEFTOVER_AGE: Final = timedelta(days=1)
#: Most characters of Latin text that a column is wide.
WIDEST: Final = 48


@dataclass(frozen=True)
class WrittenFile:
    """A file that lies in the folder under `storage_name`, or what kept it from being written."""

    storage_name: str | None
    rows: int
    missing: dict[str, Any] | None


def folder(instance: Path) -> Path:
    """Where exported files lie; made on first use, readable by the owner only."""
    place = instance / "exports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def file_name(listing: Listing, export: ListExport, who: Reader) -> str:
    """What the file is called on the reader's computer: People 2026-11-24.xlsx, in their language."""
    with force_locale(LOCALES[who.language]):
        return f"{who.words(listing.title)} {clock.today(who.zone).isoformat()}.{export.format}"


def forget(instance: Path, made: WrittenFile | ListExport) -> None:
    """Take a file away that no row names."""
    if made.storage_name is not None:
        (folder(instance) / made.storage_name).unlink(missing_ok=True)


def written(
    export: ListExport,
    listing: Listing,
    *,
    user: Actor,
    instance: Path,
    report: Callable[[int], None] = lambda _rows: None,
    to: Towards | None = None,
) -> WrittenFile:
    """Write the list as `user` sees it. The file is whole under its name or not there at all. What goes `to` somebody
    outside has one more column: how those of whom it tells stand to that."""
    who = Reader(export.language, export.timezone)
    with force_locale(LOCALES[export.language]):
        asked = Asked.of_query(listing, export.query, who)
        columns = exported(asked)
        heads = [_head(column, who) for column in columns]
        rows = _rows(listing, asked, columns, user, who, report, to)
        if to is not None:
            label, _nobody = giving.stands_to(listing.name, (), to)
            heads.append(tables.FileColumn(who.words(label), WIDEST // 2))
        name = secrets.token_hex(16)
        temporary = folder(instance) / f"{name}.part"
        try:
            if export.format == "xlsx":
                return _finished(temporary, name, tables.write_xlsx(temporary, who.words(listing.title), heads, rows))
            count, missing = tables.write_csv(
                temporary, heads, rows, encoding=export.encoding, substitute=export.substitute
            )
            if missing.rows and not export.substitute:
                return WrittenFile(None, count, told(missing))
            done = _finished(temporary, name, count)
            return WrittenFile(done.storage_name, count, told(missing) if missing.rows else None)
        finally:
            temporary.unlink(missing_ok=True)


def keep(instance: Path, content: bytes) -> str:
    """Put a file that was written elsewhere beside the exports; returns the name that it lies under."""
    name = secrets.token_hex(16)
    temporary = folder(instance) / f"{name}.part"
    temporary.write_bytes(content)
    _finished(temporary, name, 0)
    return name


def tidy(instance: Path, expired: Collection[str], known: Collection[str]) -> int:
    """Delete the `expired` files, and what is not `known` to any row. Returns how many files.

    Of the latter only what is older than a day: a file is there before the row that names it is committed.
    """
    old = (clock.now() - LEFTOVER_AGE).timestamp()
    left = [
        path
        for path in folder(instance).iterdir()
        if path.name in expired or (path.name not in known and path.stat().st_mtime < old)
    ]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _finished(temporary: Path, name: str, count: int) -> WrittenFile:
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.rename(temporary.with_suffix(""))
    return WrittenFile(name, count, None)


def told(missing: Unwritable) -> dict[str, Any]:
    """What could not be written, as the page shows it."""
    return {
        "rows": missing.rows,
        "characters": "".join(sorted(missing.characters, key=lambda each: (-missing.characters[each], each))[:200]),
        "named": [list(each) for each in missing.named],
    }


def exported(asked: Asked) -> list[Column]:
    """The columns of the file, each once: those shown, each followed by what stands in the same cell."""
    return list(dict.fromkeys(part for column in asked.columns for part in (column, *column.also)))


def _head(column: Column, who: Reader) -> tables.FileColumn:
    label = who.words(column.label) if column.translated else column.label
    wide = sum(2 if ord(character) > 0x1100 else 1 for character in label)
    return tables.FileColumn(label, max(12 if column.number else 18, min(wide + 2, WIDEST)))


def _rows(
    listing: Listing,
    asked: Asked,
    columns: list[Column],
    user: Actor,
    who: Reader,
    report: Callable[[int], None],
    to: Towards | None,
) -> Iterator[list[tables.Cell]]:
    """Page after page; a page holds what its columns need and nothing stays of the one before."""
    cursor: str | None = None
    done = 0
    while True:
        page = listing.page(asked, user, who, cursor, BATCH)
        last = _standing(listing, page.rows, who, to)
        for number, row in enumerate(page.rows):
            yield [*(_cell(column, row, who) for column in columns), *last[number]]
        done += len(page.rows)
        report(done)
        if page.next_cursor is None:
            return
        cursor = page.next_cursor


def _standing(listing: Listing, rows: Sequence[Any], who: Reader, to: Towards | None) -> list[list[tables.Cell]]:
    """What stands at the end of each row that goes to somebody outside."""
    if to is None:
        return [[] for _row in rows]
    ids = [listing.row_id(row) for row in rows]
    _label, stands = giving.stands_to(listing.name, ids, to)
    return [[who.words(stands[id]) if id in stands else ""] for id in ids]


def _cell(column: Column, row: Any, who: Reader) -> tables.Cell:
    value = column.value(row, who)
    return clock.local(value, who.zone).replace(tzinfo=None) if isinstance(value, datetime) else value
