"""The tables of own fields, and how a value of each kind is read. The office defines the fields, not us."""

import unicodedata
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
}
#: How a value can be compared, by kind of field; `filled` needs no value.
OPERATORS: Final[dict[str, tuple[str, ...]]] = {
    "text": ("contains", "is", "filled"),
    "number": ("is", "least", "most", "filled"),
    "date": ("is", "from", "until", "filled"),
    "choice": ("is", "filled"),
}

#: {kind: the column of a value that holds it}.
COLUMNS: Final[dict[str, str]] = {"text": "text", "number": "number", "date": "day", "choice": "option_id"}

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

#: A value as it is shown and exported; a choice is the text of its option.
Value = str | Decimal | date


def key_of(text: str) -> str:
    """What makes two options or two texts the same: width, letter case and blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def plain(value: Value) -> str:
    """A value as an export or a form writes it: 2026-12-01, 1250.5."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if isinstance(value, date) else value
