"""What trade made of goods after they were shown (domain.md §1.8)."""

from typing import Final

from crm.core.texts import N_

SHOWN, ASKED, OFFERED, AGREED, REPEATED = "shown", "asked", "offered", "agreed", "repeated"
#: How far trade took a product up, each with all before it. A case may have gone past a stage without what it is called
#: after: no sample and no quotation is claimed.
STEPS: Final[dict[str, str]] = {
    SHOWN: N_("Shown here"),
    ASKED: N_("Asked for by trade"),
    OFFERED: N_("Sample / quotation stage, or later"),
    AGREED: N_("Signed, or ordered"),
    REPEATED: N_("Ordered again"),
}
ORDER: Final = tuple(STEPS)
#: Kinds of visitors who buy to sell on.
TRADE: Final = frozenset({"importer", "distributor", "wholesaler", "department_store", "retailer", "ecommerce"})
#: Roles of organisations that do.
TRADE_ROLES: Final = frozenset({
    "importer", "distributor", "wholesaler", "sales_agent", "department_store", "retail_chain", "ecommerce_platform",
    "ecommerce_seller",
})  # fmt: skip
#: From so many answers that tell of an order on, it was ordered again.
ORDERS_AGAIN: Final = 2


def step(*, asked: bool, offered: bool, agreed: bool, orders: int) -> str:
    """How far a case or a lead took a product."""
    if orders >= ORDERS_AGAIN:
        return REPEATED
    if agreed:
        return AGREED
    return OFFERED if offered else ASKED if asked else SHOWN


def reaches(found: str, wanted: str) -> bool:
    """Whether one step is another one, or behind it."""
    return ORDER.index(found) >= ORDER.index(wanted)
