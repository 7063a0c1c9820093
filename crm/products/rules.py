"""The tables of products: state, unit, storage, prices, certificates; and what is done with them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Protocol, TypeVar

from crm.audit.rules import Verb
from crm.core.texts import N_

STATUSES: Final[dict[str, str]] = {
    "offered": N_("On offer"),
    "preparing": N_("In preparation"),
    "discontinued": N_("Discontinued"),
}
STATUS_CHIPS: Final[dict[str, str]] = {"offered": "good", "preparing": "warn", "discontinued": "draft"}
UNITS: Final[dict[str, str]] = {
    "piece": N_("pieces"),
    "pair": N_("pairs"),
    "set": N_("sets"),
    "box": N_("boxes"),
    "case": N_("cases"),
    "bottle": N_("bottles"),
    "roll": N_("rolls"),
    "kg": N_("kg"),
}
STORAGES: Final[dict[str, str]] = {
    "ambient": N_("Room temperature"),
    "cool_dark": N_("Cool and dark"),
    "chilled": N_("Chilled"),
    "frozen": N_("Frozen"),
    "dry": N_("Dry"),
}
#: Whom a price is for, in the order of the goods' way from the maker to the buyer in China.
PRICE_KINDS: Final[dict[str, str]] = {
    "ex_works": N_("Ex works"),
    "fob": N_("FOB"),
    "cif": N_("CIF"),
    "wholesale": N_("Wholesale"),
    "retail_suggested": N_("Suggested retail"),
    "landed_cn": N_("Landed price in China"),
    "retail_cn": N_("Retail in China"),
}
#: What shops take, and so no less than what they pay.
RETAIL: Final = ("retail_suggested", "retail_cn")
#: What no buyer is told: what the goods cost whoever brings them in, duty and freight paid, is our own reckoning.
OWN_RECKONING: Final = frozenset({"landed_cn"})
#: Incoterms 2020; the codes are the same in every language.
INCOTERMS: Final = ("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")
#: What goods are certified for, GB being China's national standards (domain.md §1.4).
SCHEMES: Final[dict[str, str]] = {
    "gb18401_a": N_("GB 18401 class A (babies)"),
    "gb18401_b": N_("GB 18401 class B (worn on the skin)"),
    "gb18401_c": N_("GB 18401 class C (not worn on the skin)"),
    "gb5296_4": N_("GB/T 5296.4 (textile label)"),
    "gb31701": N_("GB 31701 (children's textiles)"),
    "gb4806": N_("GB 4806 (food contact)"),
    "gacc": N_("GACC registration of the facility"),
    "rcep": N_("RCEP certificate of origin"),
    "jis": N_("JIS"),
    "oeko_tex": N_("OEKO-TEX"),
    "other": N_("Another one"),
}
#: How samples pass the border (domain.md §2.1, step 7).
CUSTOMS: Final[dict[str, str]] = {
    "ata_carnet": N_("ATA carnet"),
    "paid_import": N_("Import with duty paid"),
}
#: How long before its last day a certificate is marked: renewing one takes months.
EXPIRING: Final = timedelta(days=90)
#: The steps at which a task warns of its last day, in days before it: {days: how urgent that task is}.
WARNED_DAYS: Final[dict[int, str]] = {90: "normal", 30: "normal", 7: "high"}
#: The job of the night that makes those tasks.
WARN_JOB: Final = "products.warn"
#: What notices put between the digits of a code.
_BETWEEN: Final = re.compile(r"[\s.\-‐‑–]")
#: Digits of a heading of the Harmonized System.
HEADING_LENGTH: Final = 4
#: Digits of the national codes that begin with it.
CODE_LENGTHS: Final = {"hs_code_jp": 9, "hs_code_cn": 10}
#: More than anybody makes or waits: keeps a slip of the finger out.
MOST: Final = 10_000_000
MOST_DAYS: Final = 3_650

#: Random bytes in the address of a public page: 96 bits, so that nobody finds one by trying.
KEY_BYTES: Final = 12
#: Where the public pages of products lie.
_PUBLIC_PATH: Final = "/showrooms/goods/"

MADE = Verb("product.made", N_("Product recorded"))
CHANGED = Verb("product.changed", N_("Product changed"))
ARCHIVED = Verb("product.archived", N_("Product archived"))
RESTORED = Verb("product.restored", N_("Product restored"))
PUBLISHED = Verb("product.published", N_("Public page of the product opened"))
WITHDRAWN = Verb("product.withdrawn", N_("Public page of the product withdrawn"))
PHOTO_KEPT = Verb("product.photo_kept", N_("Product photo saved"))
PRICE_WRITTEN = Verb("product.price_written", N_("Product price saved"))
CERTIFICATE_WRITTEN = Verb("product.certificate_written", N_("Product certificate saved"))
WARNED = Verb("product.certificate_warned", N_("Task made before a certificate expires"))
PART_REMOVED = Verb("product.part_removed", N_("Photo, price or certificate of the product removed"))
PART_RESTORED = Verb("product.part_restored", N_("Photo, price or certificate of the product restored"))
SAMPLES_LISTED = Verb("product.samples_listed", N_("Samples of an activity listed"))
CARRIED = Verb("product.carried", N_("Product carried by an activity"))
LEFT = Verb("product.left", N_("Product no longer carried by an activity"))
ARRANGED = Verb("product.arranged", N_("Products of an activity put in order"))


def public_address(base: str, key: str | None) -> str:
    """Where the public page with a key is, as paper tells it; `base` is the address of the office."""
    return f"{base.rstrip('/')}{_PUBLIC_PATH}{key}"


def plain_code(text: str) -> str:
    """A code as it is kept, without what stands between its digits: 61.10, 6110 11 00 00. Other text stays as it is."""
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    return digits if digits.isascii() and digits.isdigit() else text


def is_heading(text: str) -> bool:
    """Whether a text is a heading of the Harmonized System: four digits, of chapter 01 to 97."""
    return len(text) == HEADING_LENGTH and text.isascii() and text.isdigit() and "01" <= text[:2] <= "97"


def is_code(text: str, heading: str, length: int) -> bool:
    """Whether a text is a national code of that length; one begins with the heading where that is known."""
    if len(text) != length or not (text.isascii() and text.isdigit()):
        return False
    return is_heading(text[:HEADING_LENGTH]) and text.startswith(heading)


def holds(first: date | None, last: date | None, on: date) -> bool:
    """Whether something is valid on a day, given its first and last day; None leaves that end open."""
    return (first is None or first <= on) and (last is None or on <= last)


def meet(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Whether there is a day on which both of (first day, last day) hold."""
    (begins, ends), (since, until) = one, other
    return (begins or date.min) <= (until or date.max) and (since or date.min) <= (ends or date.max)


class PriceLike(Protocol):
    """What is asked of a price."""

    kind: str
    amount: Decimal
    currency: str
    valid_from: date | None
    valid_to: date | None


class SheetPrice(PriceLike, Protocol):
    """What a sheet asks of a price."""

    on_sheet: bool


_Price = TypeVar("_Price", bound=SheetPrice)


def on_sheet(prices: Iterable[_Price], on: date, *, buyers: bool = False) -> list[_Price]:
    """The prices that a sheet tells on a day, in the order of PRICE_KINDS: those that somebody has ticked for it; to
    buyers none that is our own reckoning."""
    order = list(PRICE_KINDS)
    told = [each for each in prices if each.on_sheet and holds(each.valid_from, each.valid_to, on)]
    kept = [each for each in told if not (buyers and each.kind in OWN_RECKONING)]
    return sorted(kept, key=lambda each: order.index(each.kind))


def above_retail(price: PriceLike, prices: Iterable[PriceLike]) -> bool:
    """Whether shops would pay more than they take: a wholesale price above one of `prices` of its days."""
    days = price.valid_from, price.valid_to
    lower = [each for each in prices if each.currency == price.currency and each.amount < price.amount]
    beside = [each for each in lower if each.kind in RETAIL and meet(days, (each.valid_from, each.valid_to))]
    return price.kind == "wholesale" and bool(beside)


def expiry(expires_on: date | None, today: date) -> str:
    """How it stands with a certificate on a day: soon to expire | over | neither (empty)."""
    if expires_on is None or today + EXPIRING < expires_on:
        return ""
    return "soon" if today <= expires_on else "over"


def warning_step(expires_on: date, today: date) -> int | None:
    """The last step of WARNED_DAYS that a certificate has reached on a day; None before the first and after its end."""
    left = (expires_on - today).days
    return min((days for days in WARNED_DAYS if left <= days), default=None) if left >= 0 else None


def warning_due(expires_on: date, days: int, today: date) -> date:
    """When the task of a step is due: before the next step comes, that of the last one on the last day."""
    following = max((step for step in WARNED_DAYS if step < days), default=0)
    return max(today, expires_on - timedelta(days=following))
