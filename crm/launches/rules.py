"""The launch of a product line: its steps in their order, and what is done about it (domain.md §1.5)."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.categories import PRICE_TIERS
from crm.core.texts import N_

SIGNALS, EXHIBITS, FAIRS, CASES, ORDERS = "signals", "exhibits", "fairs", "cases", "orders"
#: What leads from demand to the first order, in the order in which a launch goes.
STEPS: Final[dict[str, str]] = {
    SIGNALS: N_("Demand signals"),
    EXHIBITS: N_("Exhibits"),
    FAIRS: N_("Fairs"),
    CASES: N_("Negotiations"),
    ORDERS: N_("Agreements and first orders"),
}
_ORDER: Final = tuple(PRICE_TIERS)
#: So many events of a step stand on the page of the initiative; its sheet of paper holds them all.
MOST_SHOWN: Final = 6
ALL_SHOWN: Final = 10_000
#: More products than a line has.
MOST_PRODUCTS: Final = 30

WRITTEN = Verb("launch.written", N_("Launch of a product line saved"))
DROPPED = Verb("launch.dropped", N_("Launch of a product line removed"))


def is_below(tier: str, aimed_at: str) -> bool:
    """Whether goods of a price tier are below the one that a launch aims at; of what nobody told, nobody knows."""
    return bool(tier and aimed_at) and _ORDER.index(tier) < _ORDER.index(aimed_at)
