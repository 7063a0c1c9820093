"""The tables of tags and target lists: what may carry them, the colours, where a member of a list stands."""

import unicodedata
from typing import Final

from crm.audit.rules import Verb
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
TAGGED_LABELS: Final[dict[str, str]] = {"people": N_("People"), "organisations": N_("Organisations")}

#: Where a member of a target list stands.
MEMBER_STATES: Final[dict[str, str]] = {
    "to_approach": N_("To approach"),
    "approached": N_("Approached"),
    "interested": N_("Interested"),
    "declined": N_("Declined"),
}

TAG_MADE = Verb("tag.made", N_("Tag created"))
TAG_CHANGED = Verb("tag.changed", N_("Tag changed"))
TAG_ARCHIVED = Verb("tag.archived", N_("Tag archived"))
TAG_RESTORED = Verb("tag.restored", N_("Tag restored"))
TAGS_MERGED = Verb("tag.merged", N_("Tags merged"))
TAGGED = Verb("tag.added", N_("Tag added"))
UNTAGGED = Verb("tag.removed", N_("Tag removed"))

LIST_MADE = Verb("target.made", N_("Target list created"))
LIST_CHANGED = Verb("target.changed", N_("Target list changed"))
LIST_ARCHIVED = Verb("target.archived", N_("Target list archived"))
LIST_RESTORED = Verb("target.restored", N_("Target list restored"))
MEMBER_ADDED = Verb("target.member_added", N_("Added to a target list"))
MEMBER_CHANGED = Verb("target.member_changed", N_("Member of a target list changed"))
MEMBER_REMOVED = Verb("target.member_removed", N_("Removed from a target list"))


def key_of(name: str) -> str:
    """What makes two tags the same: width, letter case and blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def archived(name: str) -> Text:
    """Why a tag cannot be put on anything."""
    return Text("The tag “%(name)s” is archived; somebody in the office can restore it.", name=name)
