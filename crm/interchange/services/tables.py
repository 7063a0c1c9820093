"""The rows of an uploaded table, read as imports are; nothing of the file is kept."""

from pathlib import Path

from crm.core.errors import Refused
from crm.core.texts import Text
from crm.interchange.services import batches, reading
from crm.interchange.services.reader import FileOrder
from crm.interchange.services.reading import Row


def rows_of(content: bytes, *, name: str, instance: Path) -> list[Row]:
    """The headings and the rows below them, numbered as in the file, outside of any transaction. Refused for what is no
    table."""
    upload = batches.taken(content, name=name, instance=instance)
    path = reading.folder(instance) / upload.storage_name
    try:
        if upload.format == "vcf":
            raise Refused(Text("This kind of file is not accepted. Allowed: CSV, XLSX."), "file")
        facts, header = upload.head.facts, upload.head.header
        order = FileOrder(path, upload.format, facts.encoding, facts.delimiter, facts.sheet)
        below = reading.whole(order, first=header.first, width=len(header.headings))
        return [(header.first, list(header.headings)), *below]
    finally:
        path.unlink(missing_ok=True)
