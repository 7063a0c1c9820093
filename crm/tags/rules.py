"""The tables of tags: what may carry them, the colours."""

import unicodedata
from typing import Final

from crm.audit.rules import Verb
from crm.core.categories import BOOK_KINDS
from crm.core.texts import N_, Text

NAME_LIMIT: Final = 40
#: How many tags one act may put on a record: a list longer than this is a mistake.
MOST_NAMES: Final = 20

#: Colours by code, each a kind of chip that the style sheets know; never the only carrier of meaning.
COLOURS: Final[dict[str, str]] = {
    "grey": N_("Grey"),
    "accent": N_("Accent colour"),
    "green": N_("Green"),
    "amber": N_("Amber"),
    "red": N_("Red"),
}
CHIPS: Final[dict[str, str]] = {"grey": "", "accent": "acc", "green": "good", "amber": "warn", "red": "bad"}

#: What can be tagged on its page: {table name: label}.
TAGGED_LABELS: Final = BOOK_KINDS

TAG_MADE = Verb("tag.made", N_("Tag created"))
TAG_CHANGED = Verb("tag.changed", N_("Tag changed"))
TAG_ARCHIVED = Verb("tag.archived", N_("Tag archived"))
TAG_RESTORED = Verb("tag.restored", N_("Tag restored"))
TAGS_MERGED = Verb("tag.merged", N_("Tags merged"))
TAGGED = Verb("tag.added", N_("Tag added"))
UNTAGGED = Verb("tag.removed", N_("Tag removed"))


def key_of(name: str) -> str:
    """What makes two tags the same: width, letter case and blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def archived(name: str) -> Text:
    """Why a tag cannot be put on anything."""
    return Text("The tag “%(name)s” is archived; somebody in the office can restore it.", name=name)
