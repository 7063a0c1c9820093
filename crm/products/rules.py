"""The tables of products: state, unit, storage; and what is done with them."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

STATUSES: Final[dict[str, str]] = {
    "offered": N_("On offer"),
    "preparing": N_("In preparation"),
    "discontinued": N_("Discontinued"),
}
STATUS_CHIPS: Final[dict[str, str]] = {"offered": "good", "preparing": "warn", "discontinued": "draft"}
UNITS: Final[dict[str, str]] = {
    "piece": N_("pieces"),
    "pair": N_("pairs"),
    "set": N_("sets"),
    "box": N_("boxes"),
    "case": N_("cases"),
    "bottle": N_("bottles"),
    "roll": N_("rolls"),
    "kg": N_("kg"),
}
STORAGES: Final[dict[str, str]] = {
    "ambient": N_("Room temperature"),
    "cool_dark": N_("Cool and dark"),
    "chilled": N_("Chilled"),
    "frozen": N_("Frozen"),
    "dry": N_("Dry"),
}
#: Digits of a heading of the Harmonized System.
HEADING_LENGTH: Final = 4
#: More than anybody makes or waits: keeps a slip of the finger out.
MOST: Final = 10_000_000
MOST_DAYS: Final = 3_650

MADE = Verb("product.made", N_("Product recorded"))
CHANGED = Verb("product.changed", N_("Product changed"))
ARCHIVED = Verb("product.archived", N_("Product archived"))
RESTORED = Verb("product.restored", N_("Product restored"))
CARRIED = Verb("product.carried", N_("Product carried by an activity"))
LEFT = Verb("product.left", N_("Product no longer carried by an activity"))
ARRANGED = Verb("product.arranged", N_("Products of an activity put in order"))


def is_heading(text: str) -> bool:
    """Whether a text is a heading of the Harmonized System: four digits, of chapter 01 to 97."""
    return len(text) == HEADING_LENGTH and text.isascii() and text.isdigit() and "01" <= text[:2] <= "97"
