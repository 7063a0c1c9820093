"""What happens around a fair: tables of codes, clocks of shifts, and what is done (domain.md §1.5)."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

#: Activities on which we have a booth.
TYPES: Final = frozenset({"trade_fair", "product_fair"})
#: Those at which goods are sold.
SELLING: Final = "product_fair"
#: How often a series is held.
CYCLES: Final[dict[str, str]] = {
    "yearly": N_("Every year"),
    "twice": N_("Twice a year"),
    "biennial": N_("Every other year"),
    "irregular": N_("Irregularly"),
}
#: As whom somebody stands at a booth.
SHIFT_ROLES: Final[dict[str, str]] = {
    "staff": N_("Booth staff"),
    "interpreter": N_("Interpreter"),
}
#: What is brought along.
THINGS: Final[dict[str, str]] = {
    "equipment": N_("Equipment"),
    "sample": N_("Sample goods"),
    "printed": N_("Printed matter"),
    "other": N_("Something else"),
}
#: The kind of cost that the fee of a booth is.
FEE_CATEGORY: Final = "venue"
#: More than anybody brings to a booth: keeps a slip of the finger out.
MOST: Final = 100_000
#: More square metres, and more money in any currency, than a booth takes.
MOST_AREA: Final = 100_000
MOST_MONEY: Final = 10_000_000_000
#: More editions than any fair has had.
MOST_EDITIONS: Final = 999
#: So many days before the last day for our application it is marked.
SOON: Final = 30

BOOTH_WRITTEN = Verb("booth.written", N_("Booth saved"))
BOOTH_FEE_BOOKED = Verb("booth.fee_booked", N_("Fee of a booth entered among the costs"))
BOOTH_ARCHIVED = Verb("booth.archived", N_("Booth archived"))
BOOTH_RESTORED = Verb("booth.restored", N_("Booth restored"))
EXHIBITOR_WRITTEN = Verb("booth.exhibitor_written", N_("Exhibitor at a booth saved"))
SHIFT_WRITTEN = Verb("booth.shift_written", N_("Shift at a booth saved"))
THING_WRITTEN = Verb("booth.thing_written", N_("What is brought to a booth saved"))
GOODS_WRITTEN = Verb("booth.goods_written", N_("Goods of a stall saved"))
PART_REMOVED = Verb("booth.part_removed", N_("Removed from a booth"))
PART_RESTORED = Verb("booth.part_restored", N_("Put back to a booth"))
SERIES_MADE = Verb("fair_series.made", N_("Fair series recorded"))
SERIES_CHANGED = Verb("fair_series.changed", N_("Fair series changed"))
SERIES_ARCHIVED = Verb("fair_series.archived", N_("Fair series archived"))
SERIES_RESTORED = Verb("fair_series.restored", N_("Fair series restored"))
EDITION_WRITTEN = Verb("fair.edition_written", N_("Series and application of a fair saved"))


def meet(begins: str, ends: str, other_begins: str, other_ends: str) -> bool:
    """Whether two shifts of one day share a moment; without clocks a shift takes the whole day."""
    if not begins or not other_begins:
        return True
    return begins < other_ends and other_begins < ends
