"""What may be kept as a file: types by their first bytes, names that are safe to show."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Final
from unicodedata import category, normalize
from zipfile import BadZipFile, ZipFile

from crm.audit.rules import Verb
from crm.core.texts import N_

STORED = Verb("file.stored", N_("File stored"))
REMOVED = Verb("file.removed", N_("File removed"))
RESTORED = Verb("file.restored", N_("File restored"))
DROPPED = Verb("file.dropped", N_("File deleted for good"))

#: The job that deletes bytes that no record names.
TIDY_JOB: Final = "files.tidy"

LONGEST_NAME = 150
LARGEST = 20 * 1024 * 1024
#: Parts of a document that is an archive: a thick report with its pictures has some hundreds.
MOST_PARTS: Final = 5_000

#: {media type: (ending, first bytes)}: both must fit. What is scanned, photographed or printed.
TYPES: Final[dict[str, tuple[str, bytes]]] = {
    "application/pdf": (".pdf", b"%PDF-"),
    "image/png": (".png", b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": (".jpg", b"\xff\xd8\xff"),
}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_XML: Final = "application/vnd.openxmlformats-officedocument"
#: The same with what offices send each other besides: texts, tables, slides.
PAPERS: Final[dict[str, tuple[str, bytes]]] = TYPES | {
    f"{_OPEN_XML}.wordprocessingml.document": (".docx", _ZIP),
    f"{_OPEN_XML}.spreadsheetml.sheet": (".xlsx", _ZIP),
    f"{_OPEN_XML}.presentationml.presentation": (".pptx", _ZIP),
    "application/vnd.oasis.opendocument.text": (".odt", _ZIP),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods", _ZIP),
    "application/vnd.oasis.opendocument.presentation": (".odp", _ZIP),
    "application/msword": (".doc", _OLE),
    "application/vnd.ms-excel": (".xls", _OLE),
    "application/vnd.ms-powerpoint": (".ppt", _OLE),
    "text/plain": (".txt", b""),
    "text/csv": (".csv", b""),
}
#: The part that makes an archive a text, a table or slides, by ending.
_HEARTS: Final = {
    ".docx": "word/document.xml",
    ".xlsx": "xl/workbook.xml",
    ".pptx": "ppt/presentation.xml",
    ".odt": "content.xml",
    ".ods": "content.xml",
    ".odp": "content.xml",
}
_MACROS: Final = ("vbaproject.bin", "basic/script-lc.xml")
#: What no text holds but its line ends, tabs, page feeds and the escapes of ISO-2022-JP.
_NO_TEXT: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def media_type_of(name: str, content: bytes, kinds: Mapping[str, tuple[str, bytes]] = TYPES) -> str | None:
    """The type of `kinds` that both the ending and the bytes say, or None."""
    lowered = name.lower().replace(".jpeg", ".jpg")
    for media_type, (ending, magic) in kinds.items():
        if lowered.endswith(ending) and content.startswith(magic) and _is_whole(ending, magic, content):
            return media_type
    return None


def _is_whole(ending: str, magic: bytes, content: bytes) -> bool:
    """Whether the rest suits the first bytes. Nothing is unpacked: the names in an archive are enough."""
    if not magic:
        return bool(content) and _NO_TEXT.search(content) is None
    if magic != _ZIP:
        return True
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError):  # what zipfile raises for broken and for strange archives
        return False
    return (
        len(names) <= MOST_PARTS
        and _HEARTS[ending] in names
        and not any(name.lower().endswith(_MACROS) for name in names)
    )


def safe_name(name: str) -> str:
    """`name` in NFC without paths, control or bidi characters, at most 150 characters, its ending kept."""
    last = re.split(r"[/\\]", normalize("NFC", name))[-1]
    clean = "".join(c for c in last if category(c) not in ("Cc", "Cf", "Cs")).strip(" .") or "file"
    stem, dot, ending = clean.rpartition(".")
    return clean if len(clean) <= LONGEST_NAME else f"{(stem or clean)[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"
