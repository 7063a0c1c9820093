"""The tables of showrooms: states, kinds of movements, papers, causes; and what is done with them (domain.md §1.8)."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

STATUSES: Final[dict[str, str]] = {
    "preparing": N_("In preparation"),
    "open": N_("Open to visitors"),
    "closed": N_("Closed down"),
}
STATUS_CHIPS: Final[dict[str, str]] = {"preparing": "warn", "open": "good", "closed": "draft"}

#: What happens to the goods of an exhibit, in the order of their way.
MOVEMENTS: Final[dict[str, str]] = {
    "sent": N_("Sent to the showroom"),
    "received": N_("Received at the showroom"),
    "sold": N_("Sold"),
    "given": N_("Given away as samples"),
    "returned": N_("Returned to the maker"),
    "lost": N_("Lost or damaged"),
    "expired": N_("Past its last day"),
    "adjusted": N_("Adjusted to the count"),
}
#: {kind: what one piece of it changes on the shelf}; what was sent is on its way until it is received.
EFFECTS: Final[dict[str, int]] = {
    "sent": 0,
    "received": 1,
    "sold": -1,
    "given": -1,
    "returned": -1,
    "lost": -1,
    "expired": -1,
    "adjusted": 1,  # its quantity has a sign of its own
}
#: What is typed by hand: a sale is recorded as such, with its amount, and moves the goods itself.
BY_HAND: Final = {code: label for code, label in MOVEMENTS.items() if code != "sold"}
#: Whose goods came over a border.
BORDER: Final = frozenset({"sent", "received", "returned"})
#: How they passed it (domain.md §1.8).
PAPERS: Final[dict[str, str]] = {
    "ata_carnet": N_("ATA carnet"),
    "paid_import": N_("Import with duty paid"),
}
#: Why the shelf does not hold what the book says.
CAUSES: Final[dict[str, str]] = {
    "missing": N_("Missing from the shelf"),
    "damaged": N_("Damaged"),
    "unreported": N_("Sold but not yet reported"),
    "found": N_("Found again"),
    "miscounted": N_("Counted wrong before"),
    "other": N_("Another reason"),
}
#: Which day's rate turns what was sold into the office's currency.
RATE_DAYS: Final[dict[str, str]] = {
    "sale": N_("Day of each sale"),
    "settlement": N_("Day of the settlement"),
    "remittance": N_("Day of the remittance"),
}
#: Types of agreements that say the terms of a showroom (domain.md §1.7).
AGREED_BY: Final = ("consignment", "exhibition_space")
#: The type of the activity that runs a showroom.
RUNNING: Final = "showroom_operation"
RECONCILED, UNRECONCILED = "reconciled", "unreconciled"
SALE_STATES: Final[dict[str, str]] = {RECONCILED: N_("Reconciled"), UNRECONCILED: N_("Not reconciled")}
#: Why a sale is not reconciled, as it is told in the list and beside the field.
FAULTS: Final[dict[str, str]] = {
    "returned": N_(
        "A return is not taken from the sheet: remove the sale that came back, or record it anew with fewer pieces, "
        "then remove this row. Once that sale is settled: count the shelf, and press “The goods came back” on the page "
        "of the sale. The next settlement then takes off what was remitted for it."
    ),
    "no_day": N_("The day cannot be read."),
    "other_weekday": N_("The weekday beside this day is not its own: one of the two is wrong."),
    "future": N_("The day is in the future."),
    "no_quantity": N_("The number of pieces cannot be read."),
    "no_amount": N_("The amount cannot be read."),
    "no_price": N_("The price of one piece cannot be read."),
    "price_differs": N_("The amount is not what the pieces cost by the price of one."),
    "unknown_product": N_("No exhibit has this name or code."),
    "several_exhibits": N_("Several exhibits have this name."),
    "names_differ": N_("The code and the name are those of two different exhibits."),
    "name_unlike": N_("The code is that of an exhibit with quite another name, and no exhibit has this name."),
    "after_term": N_("No terms hold on this day: it was sold before or after the contract."),
    "before_opening": N_("It was sold before the showroom was opened."),
    "double": N_("The same sale is recorded already."),
    "far_price": N_("The price lies far from the tag: 元 or 万元?"),
    "off_price": N_("The price of one piece lies more than half above the tag, or more than a third below it."),
    "far_others": N_("The price lies far from that of other sales of this exhibit, or of the product: 元 or 万元?"),
    "bare_unit": N_(
        "Nothing tells whether this number counts in 元 or 万元: it names no unit, and the exhibit has neither a price "
        "nor earlier sales to compare it with. Look at the amount, and enter it in full."
    ),
    "other_tax_below": N_(
        "A note below the rows of the sheet says of the tax something else than what was chosen for it: choose which "
        "of them is right."
    ),
    "other_tax": N_("The row itself says of its tax something else than the sheet: choose which of them is right."),
    "tag_currency": N_("The price is the number on the tag, and the tag is in another currency than the terms."),
    "past_date": N_("The goods on the shelf could be sold until a day before this one."),
    "more_than_shelf": N_("It is more than the shelf holds on this day, or on a later one with what moved since."),
}
FAULT_FIELDS: Final = {
    "returned": "quantity",
    "no_day": "day",
    "other_weekday": "day",
    "future": "day",
    "no_quantity": "quantity",
    "no_amount": "amount",
    "no_price": "amount",
    "price_differs": "amount",
    "unknown_product": "exhibit_id",
    "several_exhibits": "exhibit_id",
    "names_differ": "exhibit_id",
    "name_unlike": "exhibit_id",
    "after_term": "day",
    "before_opening": "day",
    "double": "amount",
    "far_price": "amount",
    "off_price": "amount",
    "far_others": "amount",
    "bare_unit": "amount",
    "other_tax": "tax",
    "other_tax_below": "tax",
    "tag_currency": "amount",
    "past_date": "day",
    "more_than_shelf": "quantity",
}
#: Nobody has said yet whether the amount includes tax.
TAX_OPEN: Final = frozenset({"other_tax", "other_tax_below"})
#: What counts once somebody has said why (INV-S2).
EXPLAINABLE: Final = frozenset(
    {"after_term", "before_opening", "double", "far_price", "off_price", "far_others", "tag_currency", "past_date"}
)

#: Where a settlement stands.
SETTLEMENT_STATUSES: Final[dict[str, str]] = {
    "draft": N_("Draft"),
    "approved": N_("Approved"),
    "paid": N_("Paid"),
}
SETTLEMENT_CHIPS: Final[dict[str, str]] = {"draft": "draft", "approved": "acc", "paid": "good"}
SALE_CHIPS: Final[dict[str, str]] = {RECONCILED: "good", UNRECONCILED: "warn"}
#: The negative line that its maker bears alone: what was remitted for goods that came back.
RETURNED_GOODS: Final = "returned"
#: What the operator lays out and keeps back.
COSTS: Final[dict[str, str]] = {
    "freight": N_("Freight"),
    "customs": N_("Customs duty and fees"),
    "rent": N_("Rent"),
    "labels": N_("Labels and tests"),
    "promotion": N_("Promotion"),
    "bank": N_("Fee of the remittance"),
    RETURNED_GOODS: N_("Goods that came back after their settlement"),
    "other": N_("Other costs"),
}
#: Of these one is told by its amount.
TOLD_COSTS: Final = {code: label for code, label in COSTS.items() if code != RETURNED_GOODS}
#: By what the figures of a showroom are put together.
FIGURES_BY: Final[dict[str, str]] = {
    "exhibit": N_("By exhibit"),
    "shelf": N_("By shelf"),
    "maker": N_("By maker"),
}
#: More than anybody keeps in a showroom: keeps a slip of the finger out.
MOST: Final = 100_000
#: What a term can begin and end with.
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
#: How long before its last day an exhibit's goods are marked: time enough for a sale or the way back.
A_YEAR: Final = timedelta(days=365)  #: back from a day, so that the same day a year before is in it
EXPIRING: Final = timedelta(days=90)
#: Goods that stand longer than this are old stock.
OLD: Final = timedelta(days=180)

MADE = Verb("showroom.made", N_("Showroom recorded"))
CHANGED = Verb("showroom.changed", N_("Showroom changed"))
ARCHIVED = Verb("showroom.archived", N_("Showroom archived"))
RESTORED = Verb("showroom.restored", N_("Showroom restored"))
CONTRACT_WRITTEN = Verb("showroom.contract_written", N_("Terms with the local partner saved"))
CONTRACT_REMOVED = Verb("showroom.contract_removed", N_("Terms with the local partner removed"))
CONTRACT_RESTORED = Verb("showroom.contract_restored", N_("Terms with the local partner restored"))
EXHIBIT_WRITTEN = Verb("exhibit.written", N_("Exhibit saved"))
EXHIBIT_ARCHIVED = Verb("exhibit.archived", N_("Exhibit archived"))
EXHIBIT_RESTORED = Verb("exhibit.restored", N_("Exhibit restored"))
MOVED = Verb("exhibit.moved", N_("Movement of stock recorded"))
MOVEMENT_REMOVED = Verb("exhibit.movement_removed", N_("Movement of stock removed"))
MOVEMENT_RESTORED = Verb("exhibit.movement_restored", N_("Movement of stock restored"))
COUNTED = Verb("showroom.counted", N_("Shelf counted"))
SOLD = Verb("showroom.sold", N_("Sale recorded"))
EXPLAINED = Verb("showroom.sale_explained", N_("Sale explained"))
SALE_REMOVED = Verb("showroom.sale_removed", N_("Sale removed"))
SALE_RESTORED = Verb("showroom.sale_restored", N_("Sale restored"))
SHEET_TAKEN = Verb("showroom.sheet_taken", N_("Sheet of sales uploaded"))
SHEET_ASSIGNED = Verb("showroom.sheet_assigned", N_("Columns of a sheet of sales assigned"))
SHEET_RECORDED = Verb("showroom.sheet_recorded", N_("Sheet of sales recorded"))
SHEET_UNDONE = Verb("showroom.sheet_undone", N_("Sheet of sales taken back"))
SETTLEMENT_DRAWN = Verb("settlement.drawn", N_("Settlement drawn up"))
SETTLEMENT_CHANGED = Verb("settlement.changed", N_("Settlement changed"))
SETTLEMENT_APPROVED = Verb("settlement.approved", N_("Settlement approved"))
SETTLEMENT_REOPENED = Verb("settlement.reopened", N_("Settlement made a draft again"))
SETTLEMENT_PAID = Verb("settlement.paid", N_("Settlement paid"))
SETTLEMENT_CORRECTED = Verb("settlement.corrected", N_("Day of the remittance corrected"))
SETTLEMENT_DISCARDED = Verb("settlement.discarded", N_("Settlement discarded"))


def in_term(begins_on: date, ends_on: date | None, day: date) -> bool:
    """Whether a day lies in a term, whose last day counts and may be open."""
    return begins_on <= day and (ends_on is None or day <= ends_on)


def next_spring(day: date) -> date:
    """The first of March that comes next: what expires before it is sold in winter or not at all."""
    this_year = date(day.year, 3, 1)
    return this_year if day < this_year else date(day.year + 1, 3, 1)


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def due_on(ends_on: date, settlement_day: int) -> date:
    """The settlement day of the month after a period; 31, as every day that month does not have, is its last."""
    following = month_end(ends_on) + timedelta(days=1)
    return following.replace(day=min(settlement_day, month_end(following).day))
