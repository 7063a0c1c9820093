"""The tables of target lists: where a member stands, verbs of the log."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.categories import BOOK_KINDS
from crm.core.texts import N_

#: What a list may hold: {table name: label}.
KINDS: Final = BOOK_KINDS

#: Where a member of a target list stands.
MEMBER_STATES: Final[dict[str, str]] = {
    "to_approach": N_("To approach"),
    "approached": N_("Approached"),
    "interested": N_("Interested"),
    "declined": N_("Declined"),
}

LIST_MADE = Verb("target.made", N_("Target list created"))
LIST_CHANGED = Verb("target.changed", N_("Target list changed"))
LIST_ARCHIVED = Verb("target.archived", N_("Target list archived"))
LIST_RESTORED = Verb("target.restored", N_("Target list restored"))
MEMBER_ADDED = Verb("target.member_added", N_("Added to a target list"))
MEMBER_CHANGED = Verb("target.member_changed", N_("Member of a target list changed"))
MEMBER_REMOVED = Verb("target.member_removed", N_("Removed from a target list"))
