"""What a cell may hold, how a formula is made harmless, and which characters an encoding lacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

Cell: TypeAlias = str | int | float | Decimal | date | datetime | None

#: A spreadsheet takes a cell that begins so for a formula; full-width forms count as well (OWASP; docs/trust.md, E1).
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
#: What a spreadsheet skips before it looks.
_SKIPPED: Final = "".join(chr(code) for code in range(0x21) if chr(code) not in "\t\r") + "\x7f\u00a0\u3000\ufeff\u200b"
#: Excel takes no more characters in one cell.
LONGEST: Final = 32_767


@dataclass(frozen=True)
class FileColumn:
    """A column of a file: its head and how wide it is, in characters of Latin text."""

    head: str
    width: int = 16


@dataclass(frozen=True)
class FileSheet:
    """A sheet of a workbook; rows may come one by one."""

    title: str
    columns: Sequence[FileColumn]
    rows: Iterable[Sequence[Cell]]


def neutral(text: str) -> str:
    """The text with ' in front when a spreadsheet would run it; what an import of ours takes off again."""
    bare = text.lstrip(_SKIPPED)
    return f"'{text}" if bare.startswith(FORMULA) else text


def plain(value: Cell) -> str:
    """A value as text: 2026-12-01, 2026-12-01 14:30, 1250.5."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def unwritable(text: str, encoding: str) -> str:
    """The characters of `text` that `encoding` cannot hold, each once."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(dict.fromkeys(character for character in text if not _holds(character, encoding)))
    return ""


def _holds(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def substituted(text: str, encoding: str) -> str:
    """The text with 〓 (the printers' mark for a missing sort) for each character that `encoding` lacks."""
    if not unwritable(text, encoding):
        return text
    mark = "〓" if _holds("〓", encoding) else "?"
    return "".join(character if _holds(character, encoding) else mark for character in text)
