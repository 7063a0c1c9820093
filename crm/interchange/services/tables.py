"""The rows of an uploaded table, read as imports are; nothing of the file is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crm.interchange.services import batches, reading
from crm.interchange.services.reader import FileOrder
from crm.interchange.services.reading import Row


@dataclass(frozen=True)
class FileRows:
    """The headings of a file and the rows below them, numbered as in the file, and what of it is not read."""

    rows: Sequence[Row]
    sheet: str = ""  #: of a workbook: the sheet that is read
    left_out: Sequence[str] = ()  #: its other sheets
    hidden: int = 0  #: rows that the sheet hides
    unreadable: int = 0  #: characters


def rows_of(content: bytes, *, name: str, instance: Path) -> FileRows:
    """What a file holds, outside of any transaction. Refused for what is no table."""
    upload = batches.taken(content, name=name, instance=instance, cards=False)
    path = reading.folder(instance) / upload.storage_name
    try:
        facts, header = upload.head.facts, upload.head.header
        order = FileOrder(path, upload.format, facts.encoding, facts.delimiter, facts.sheet, strict=True)
        below = reading.whole(order, first=header.first, width=len(header.headings))
        others = [sheet for sheet in facts.sheets if sheet != facts.sheet]
        rows = [(header.first, list(header.headings)), *below]
        return FileRows(rows, facts.sheet, others, facts.hidden_rows, facts.replaced)
    finally:
        path.unlink(missing_ok=True)
