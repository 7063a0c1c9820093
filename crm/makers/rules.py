"""What a maker's account may show, and what happens to it in the log (domain.md §6.2, DP-17)."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

INVITED = Verb("makers.invited", N_("Maker invited"))
REASSIGNED = Verb("makers.reassigned", N_("Account given to another maker"))

#: Settlements that a maker sees: a draft is the office's alone.
SETTLED: Final = ("approved", "paid")
#: Of a lead's status: nothing is left to be done with these, so nobody needs to know who it was.
OVER: Final = ("disqualified",)
#: What an entry of the register of provisions says was shown.
SHOWN: Final = N_("Name, organisation, contact and wish of visitors, on the page of the maker's account")
#: Of our side: who is said to make goods, and bodies that speak for several makers and are none of them.
MAKER_ROLE: Final = "maker_sme"
BODIES: Final = (
    "industry_cooperative", "chamber_cci", "chamber_sci", "federation_sci", "prefecture_gov", "municipal_gov",
    "foreign_affairs_office", "commerce_bureau", "ccpit", "trade_promotion", "research_institute",
)  # fmt: skip
