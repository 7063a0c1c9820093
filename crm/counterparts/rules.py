"""The tables of links between regions and between bodies, and the three tests of a sister city."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

KINDS: Final[dict[str, str]] = {
    "sister_city": N_("Sister city"),
    "friendship_memo": N_("Friendship memorandum"),
    "economic_memo": N_("Economic memorandum"),
    "chamber_agreement": N_("Agreement between chambers"),
    "port_or_other": N_("Sister port or other"),
}
STATUSES: Final[dict[str, str]] = {
    "in_force": N_("In force"),
    "planned": N_("Being prepared"),
    "dormant": N_("Dormant"),
    "ended": N_("Ended"),
}
STATUS_CHIPS: Final[dict[str, str]] = {"in_force": "good", "planned": "warn", "dormant": "", "ended": "draft"}

#: Kinds that only places conclude, and kinds that only bodies conclude.
OF_PLACES: Final = frozenset({"sister_city"})
OF_BODIES: Final = frozenset({"chamber_agreement"})

#: What the Council of Local Authorities for International Relations asks of a sister city; else it is a memorandum.
SISTER_TESTS: Final[dict[str, str]] = {
    "heads_signed": N_("Signed by the heads of both sides"),
    "broad": N_("Not limited to one field"),
    "approved": N_("Approved by the assembly, or in the budget"),
}

MADE = Verb("counterpart.made", N_("Link between counterparts recorded"))
CHANGED = Verb("counterpart.changed", N_("Link between counterparts changed"))
ARCHIVED = Verb("counterpart.archived", N_("Link between counterparts archived"))
RESTORED = Verb("counterpart.restored", N_("Link between counterparts restored"))
