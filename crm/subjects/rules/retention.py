"""What becomes of records that are over their term (DP-6)."""

from typing import Final

from crm.core.texts import N_

NIGHT, CONFIRMED, LOOKED = "night", "confirmed", "looked"
#: {one of TERMS of the office: how its records go}.
GOING: Final = {"travel": NIGHT, "inquiries": NIGHT, "cards": CONFIRMED, "leads": CONFIRMED, "contacts": LOOKED}
HOW: Final = {
    NIGHT: N_("Deleted by itself every night."),
    CONFIRMED: N_("Deleted once somebody has looked at the list and confirms."),
    LOOKED: N_("Somebody looks at each, and erases the person or keeps them."),
}
#: The name of a lead whose term is over. It is not translated: papers of four languages hold it.
CLEARED: Final = "(erased)"
#: Rows that the page shows of each kind.
MOST_SHOWN: Final = 100
