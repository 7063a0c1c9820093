"""The tables of own fields, and how a value of each kind is read. The office defines the fields, not us."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

#: What can have own fields: {table name: label}.
RECORD_LABELS: Final[dict[str, str]] = {
    "people": N_("People"),
    "organisations": N_("Organisations"),
    "activities": N_("Missions"),
    "meetings": N_("Meetings"),
    "leads": N_("Leads"),
    "negotiations": N_("Negotiations"),
    "agreements": N_("Agreements"),
    "products": N_("Products"),
}

KINDS: Final[dict[str, str]] = {
    "text": N_("Text"),
    "number": N_("Numeric value"),
    "date": N_("Date"),
    "choice": N_("Choice from a list"),
    "choices": N_("Several choices from a list"),
    "yes_no": N_("Yes or no"),
    "link": N_("Link to a record"),
}
#: Those that offer answers which the office has written.
CHOOSING: Final = ("choice", "choices")
#: Those that a list is sorted by.
SORTED: Final = ("text", "number", "date", "choice", "yes_no")
#: What a link may lead to: {table name: label}.
LINK_LABELS: Final[dict[str, str]] = {
    table: RECORD_LABELS[table] for table in ("organisations", "people", "negotiations")
}
#: How a value can be compared, by kind of field; `filled` needs no value.
OPERATORS: Final[dict[str, tuple[str, ...]]] = {
    "text": ("contains", "is", "filled"),
    "number": ("is", "least", "most", "filled"),
    "date": ("is", "from", "until", "filled"),
    "choice": ("is", "filled"),
    "choices": ("is", "filled"),
    "yes_no": ("is", "filled"),
    "link": ("is", "filled"),
}

#: {kind: the column of a value that holds it}.
COLUMNS: Final[dict[str, str]] = {
    "text": "text",
    "number": "number",
    "date": "day",
    "choice": "option_id",
    "choices": "chosen",
    "yes_no": "yes",
    "link": "linked_id",
}
#: How a file says yes and no.
_YES: Final = {"yes", "y", "true", "1", "はい", "有", "あり", "是", "예", "네", "○", "〇", "✓"}
_NO: Final = {"no", "n", "false", "0", "いいえ", "無", "なし", "否", "아니요", "아니오", "×", "✗"}
#: What parts several answers in one cell.
_PARTS: Final = re.compile(r"[,;、，；\n]+")

#: What stands behind every number, and behind every place, in an order: records that say nothing come last.
BEYOND: Final = Decimal(10) ** 15
LAST: Final = 9999
LABEL_LIMIT: Final = 60
TEXT_LIMIT: Final = 1000
#: Digits after the point that a number keeps.
DECIMALS: Final = 6
#: Digits that a number has in all: SQLite keeps numbers as doubles, which hold no more without loss.
DIGITS: Final = 15

FIELD_MADE = Verb("field.made", N_("Custom field created"))
FIELD_CHANGED = Verb("field.changed", N_("Custom field changed"))
FIELD_ARCHIVED = Verb("field.archived", N_("Custom field archived"))
FIELD_RESTORED = Verb("field.restored", N_("Custom field restored"))
VALUES_CHANGED = Verb("field.values_changed", N_("Custom fields filled in"))


@dataclass(frozen=True)
class Linked:
    """The record that a link leads to."""

    record_type: str
    id: int


#: A value as it is kept: a choice is the text of its option, several choices are those texts.
Value = str | Decimal | date | bool | Linked | tuple[str, ...]


def key_of(text: str) -> str:
    """What makes two options or two texts the same: width, letter case and blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def plain(value: Value) -> str:
    """A value as an export or a form writes it: 2026-12-01, 1250.5."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Linked):
        return f"#{value.id}"
    if isinstance(value, tuple):
        return ", ".join(value)
    return value.isoformat() if isinstance(value, date) else value


def yes_or_no(text: str) -> bool | None:
    """What a cell says; None for neither."""
    key = key_of(text)
    return True if key in _YES else False if key in _NO else None


def parted(text: str) -> list[str]:
    """Several answers in one cell."""
    return [part.strip() for part in _PARTS.split(text) if part.strip()]


def packed(ids: Iterable[int]) -> str:
    """The options of several choices as their column holds them: ",3,14,"; each is found by its commas."""
    told = ",".join(map(str, ids))
    return f",{told}," if told else ""


def unpacked(text: str) -> list[int]:
    """The options that a column holds."""
    return [int(part) for part in text.split(",") if part]
