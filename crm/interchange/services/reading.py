"""Files kept for import, and reading them in a child process that can neither hang nor fill the memory."""

import json
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from signal import SIGALRM, SIGKILL, SIGXCPU
from typing import Any, Final

from crm.core.children import forked
from crm.core.errors import Refused
from crm.core.texts import Text
from crm.interchange import columns, rules
from crm.interchange.rules import tables
from crm.interchange.rules.drafts import ColumnPlan, RowDraft
from crm.interchange.rules.tables import Header
from crm.interchange.services import reader
from crm.interchange.services.reader import FileFacts, FileOrder

#: Seconds beyond the child's own alarm after which the parent ends it.
GRACE: Final = 5
#: Sheets of a workbook that are looked at for headings.
SHEETS: Final = 6
_context = forked("crm.interchange.services.reader", "crm.interchange.services.ready")

Row = tuple[int, list[str]]

_REASONS: Final = {
    "time": Text(
        "Reading the file took longer than %(seconds)s seconds. Save it as CSV, or divide it.", seconds=reader.SECONDS
    ),
    "memory": Text("Reading the file needs too much memory. Save it as CSV, or divide it."),
    "rows": Text(
        "The file has too many rows: at most %(csv)s in a CSV file, %(xlsx)s in a workbook.",
        csv=rules.MOST_ROWS,
        xlsx=rules.MOST_SHEET_ROWS,
    ),
    "columns": Text("The file has more than %(most)s columns.", most=rules.MOST_COLUMNS),
    "quotes": Text(
        "A quotation mark in the file is never closed, or a cell is longer than %(most)s characters.",
        most=rules.LONGEST_CELL,
    ),
    "unzipped": Text("The workbook unzips to more than can be read. Save the sheet as CSV."),
    "broken": Text(
        "The file cannot be read. It may be damaged, protected by a password, or of another kind than its name says."
    ),
}


@dataclass(frozen=True)
class FileHead:
    """The first look at a file: facts, the first raw rows, where its headings stand."""

    facts: FileFacts
    rows: Sequence[Row]
    header: Header

    @property
    def empty(self) -> bool:
        """Whether no cell has text."""
        return not any(any(row) for _, row in self.rows)

    @property
    def unknown(self) -> bool:
        """Whether no heading is a known one: the first row may be data already."""
        return self.header.line >= 0 and not any(map(columns.known, self.header.headings))

    @property
    def shown(self) -> list[list[str]]:
        """The first rows of data."""
        found = tables.body(self.rows[self.header.first :], len(self.header.headings))
        return [cells for _, cells in found][: rules.SHOWN_ROWS]


def folder(instance: Path) -> Path:
    """Where files for import lie; made on first use, readable by the owner only."""
    place = instance / "imports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def keep(content: bytes, instance: Path) -> str:
    """Keep the bytes of an upload and return their name; the row that tells of them comes after."""
    name = secrets.token_hex(16)
    with (folder(instance) / name).open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return name


def head(order: FileOrder, line: int | None = None) -> FileHead:
    """Look at the beginning of a file; `line` says where the headings stand when the search is wrong, -1 nowhere.

    Of a workbook whose first sheet is a cover, the first sheet with known headings.
    """
    found = _look(order, line)
    if order.format == "vcf":
        if len(found.rows) < 2:
            raise Refused(Text("The file has no cards."), "file")
        return found
    if order.format == "xlsx" and not order.sheet and (found.empty or found.unknown):
        for name in found.facts.sheets[1:SHEETS]:
            other = _look(replace(order, sheet=name), line)
            if found.empty or not (other.empty or other.unknown):
                found = other
            if not (found.empty or found.unknown):
                break
    if found.empty:
        raise Refused(Text("The file has no rows."), "file")
    return found


def _look(order: FileOrder, line: int | None) -> FileHead:
    facts, found = FileFacts(), []
    for item in _answers(replace(order, limit=rules.HEAD_ROWS)):
        if isinstance(item, FileFacts):
            facts = item
        else:
            found += item
    cells = [row for _, row in found]
    if order.format == "vcf":
        return FileHead(facts, found, Header(0, 1, tuple(cells[0])))
    if line is not None and line < len(cells):
        return FileHead(facts, found, tables.header_at(cells, line, columns.known))
    return FileHead(facts, found, tables.find_header(cells, columns.known))


def drafts(order: FileOrder, plan: ColumnPlan, *, first: int, after: int = 0) -> Iterator[list[RowDraft]]:
    """What the rows of a file say, some hundred at a time. `first` is the place of the first row below the headings.

    The reader works beside whoever takes the drafts, at most a few batches ahead.
    """
    for item in _answers(replace(order, plan=plan, first=first, after=after)):
        if isinstance(item, list):
            yield [RowDraft(*values) for values in item]


def data(order: FileOrder, *, first: int, width: int) -> Iterator[Row]:
    """The rows below the headings, as the preview showed them."""
    rows = (row for item in _answers(order) if isinstance(item, list) for row in item)
    return tables.body(islice(rows, first, None), width)


def whole(order: FileOrder, *, first: int, width: int) -> list[Row]:
    """The rows below the headings, `width` cells each or as many as the widest has: none is left out."""
    rows = [row for item in _answers(order) if isinstance(item, list) for row in item][first:]
    return list(tables.body(rows, max((width, *(len(cells) for _number, cells in rows)))))


def everything(order: FileOrder) -> tuple[list[Row], FileFacts]:
    """All rows of a file, and what was found out about it."""
    rows, facts = [], FileFacts()
    for item in _answers(order):
        if isinstance(item, FileFacts):
            facts = item
        else:
            rows += item
    return rows, facts


def _answers(order: FileOrder) -> Iterator[list[Any] | FileFacts]:
    """What the child sends: batches of rows or drafts, then the facts. Refused when it fails, dies or is late."""
    ours, theirs = _context.Pipe(duplex=False)
    child = _context.Process(target=reader.work, args=(order, theirs), daemon=True)
    patience = (reader.SECONDS if order.plan is None else reader.LONG_SECONDS) + GRACE
    end = time.monotonic() + patience
    try:
        child.start()
        theirs.close()
        while True:
            if not ours.poll(max(0.0, end - time.monotonic())):
                raise Refused(_REASONS["time"], "file")
            message = _received(ours, child)
            kind, body = message[:1], message[1:]
            if kind == reader.FAILED:
                raise Refused(_REASONS.get(body.decode().partition(" ")[0], _REASONS["broken"]), "file")
            content: Any = json.loads(body)
            if kind == reader.DONE:
                yield FileFacts(**content)
                return
            if order.plan is not None:
                yield content
            else:
                yield [(int(number), [str(text) for text in cells]) for number, cells in content]
    finally:
        ours.close()
        theirs.close()
        with suppress(ValueError, AssertionError):  # never started, or closed
            child.kill()
            child.join(GRACE)
            child.close()


def _received(messages: Connection, child: Any) -> bytes:
    try:
        return messages.recv_bytes()
    except EOFError:
        child.join(GRACE)
        late = child.exitcode in (-SIGALRM, -SIGXCPU, -SIGKILL, None)
        raise Refused(_REASONS["time" if late else "broken"], "file") from None
