"""The categories and prices of goods that several capabilities are about, and the kinds of records of the book."""

from typing import Final

from crm.core.texts import N_

PRODUCT_CATEGORIES: Final[dict[str, str]] = {
    "knitwear": N_("Knitwear"),
    "textiles": N_("Textiles"),
    "tableware": N_("Tableware"),
    "metalware": N_("Metalware"),
    "food": N_("Processed food"),
    "sake": N_("Sake"),
    "rice": N_("Rice"),
    "produce": N_("Agricultural produce"),
    "seafood": N_("Seafood"),
    "wood": N_("Wood and wood products"),
    "medical": N_("Medicines and cosmetics"),
    "koi": N_("Ornamental carp"),
    "crafts": N_("Crafts"),
    "machinery": N_("Machinery"),
    "tourism": N_("Tourism"),
    "services": N_("Services"),
    "other": N_("Other"),
}
#: How dear goods are to the one who buys them.
PRICE_TIERS: Final[dict[str, str]] = {"standard": N_("Standard"), "premium": N_("Premium"), "luxury": N_("Luxury")}

#: The answers to a question.
YES_NO: Final[dict[str, str]] = {"yes": N_("Yes"), "no": N_("No")}

#: The two kinds of records of the book, by their tables: what is tagged, listed, merged and imported.
BOOK_KINDS: Final[dict[str, str]] = {"people": N_("People"), "organisations": N_("Organisations")}
