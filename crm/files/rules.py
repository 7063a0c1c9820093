"""What may be kept as a file: types by their first bytes, names that are safe to show."""

import re
from typing import Final
from unicodedata import category, normalize

from crm.audit.rules import Verb
from crm.core.texts import N_

STORED = Verb("file.stored", N_("File stored"))
DROPPED = Verb("file.dropped", N_("File deleted for good"))

#: The job that deletes bytes that no record names.
TIDY_JOB: Final = "files.tidy"

LONGEST_NAME = 150
LARGEST = 20 * 1024 * 1024

#: {media type: (ending, first bytes)}: both must fit.
TYPES: dict[str, tuple[str, bytes]] = {
    "application/pdf": (".pdf", b"%PDF-"),
    "image/png": (".png", b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": (".jpg", b"\xff\xd8\xff"),
}


def media_type_of(name: str, content: bytes) -> str | None:
    """The type that both the ending and the first bytes say, or None."""
    lowered = name.lower().replace(".jpeg", ".jpg")
    for media_type, (ending, magic) in TYPES.items():
        if lowered.endswith(ending) and content.startswith(magic):
            return media_type
    return None


def safe_name(name: str) -> str:
    """`name` in NFC without paths, control or bidi characters, at most 150 characters, its ending kept."""
    last = re.split(r"[/\\]", normalize("NFC", name))[-1]
    clean = "".join(c for c in last if category(c) not in ("Cc", "Cf", "Cs")).strip(" .") or "file"
    stem, dot, ending = clean.rpartition(".")
    return clean if len(clean) <= LONGEST_NAME else f"{(stem or clean)[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"
