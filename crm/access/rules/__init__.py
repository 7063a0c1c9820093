"""What a country lets in: the states of a rule, which goods it is about, and what holds on a day (domain.md §1.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Generic, Protocol, TypeVar

from crm.access.rules import codes
from crm.audit.rules import Verb
from crm.core.texts import N_

OPEN: Final = "open"
RESTRICTED: Final = "restricted"
PROHIBITED: Final = "prohibited"
#: From the mildest to the strictest.
STATES: Final[dict[str, str]] = {
    OPEN: N_("Open to import"),
    RESTRICTED: N_("Restricted, with conditions"),
    PROHIBITED: N_("Prohibited"),
}
STATE_CHIPS: Final[dict[str, str]] = {OPEN: "good", RESTRICTED: "warn", PROHIBITED: "bad", "": ""}
ENDED: Final = "ended"
TO_COME: Final = "to_come"
#: Of rules that are not in force on a day; the day itself stands beside it.
TIMINGS: Final[dict[str, str]] = {ENDED: N_("Ended"), TO_COME: N_("Not in force yet")}
#: What is told where no rule holds. It says nothing about whether goods are let in.
NOTHING: Final = N_("Nothing on record")
#: Where a rule that prohibits goods only may be about these: what is not known of them decides.
TO_CHECK: Final = N_("To be checked")
#: Digits that mean the same in every country.
SHARED: Final = 6

#: Categories of what is grown, caught, eaten and drunk: in no chapter from that of hides on (41).
GROWN: Final = frozenset({"food", "sake", "rice", "produce", "seafood", "koi"})
MANUFACTURED_FROM: Final = "41"
#: Categories of what is made for use: in none of the chapters of animals, plants, food and drink (to 24).
MANUFACTURED: Final = frozenset({"knitwear", "textiles", "tableware", "metalware", "wood", "machinery"})
LAST_GROWN: Final = "24"
#: Categories of what crosses no border as goods.
NO_GOODS: Final = frozenset({"tourism", "services"})

MADE = Verb("access.made", N_("Market access rule recorded"))
CHANGED = Verb("access.changed", N_("Market access rule changed"))
ARCHIVED = Verb("access.archived", N_("Market access rule archived"))
RESTORED = Verb("access.restored", N_("Market access rule restored"))


class Rule(Protocol):
    """A rule as the functions below need it."""

    @property
    def id(self) -> int: ...

    @property
    def country(self) -> str: ...

    @property
    def hs_prefix(self) -> str: ...

    @property
    def category(self) -> str: ...

    @property
    def region_id(self) -> int | None: ...

    @property
    def state(self) -> str: ...

    @property
    def valid_from(self) -> date | None: ...

    @property
    def valid_to(self) -> date | None: ...


ARule = TypeVar("ARule", bound=Rule)
Kept = TypeVar("Kept")
#: {id of a region: itself and every place above it}.
Above = Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class Goods:
    """What rules ask of goods: codes, category, and where they are made."""

    category: str = ""
    heading: str = ""  #: four digits; "" while nobody told
    codes: Mapping[str, str] = field(default_factory=dict)  #: {country: its national code}, those that are known
    place_id: int | None = None  #: where they are made; None: nobody told
    regions: frozenset[int] = frozenset()  #: that place and every place above it

    def code(self, country: str) -> str:
        """The most that is known of the code in a country; "" for nothing."""
        shared = [code[:SHARED] for code in self.codes.values() if code]
        return self.codes.get(country) or next(iter(shared), self.heading)


#: Why a rule only may be about goods; the first where nothing at all is known of their code.
NO_CODE: Final = "code"
DOUBTS: Final[dict[str, str]] = {
    NO_CODE: N_("May apply: no HS code on record"),
    "known": N_("HS code or origin not recorded: may apply"),
}


@dataclass(frozen=True)
class HoldingRule(Generic[Kept]):
    """A rule that holds for goods, its state; `doubt` (of `DOUBTS`): what is not known of them to be sure, or ""."""

    rule: Kept
    state: str
    doubt: str = ""

    @property
    def sure(self) -> bool:
        return not self.doubt

    @property
    def doubted(self) -> str:
        """Why it only may be about the goods, as a message id."""
        return DOUBTS[self.doubt]


@dataclass(frozen=True)
class AccessVerdict(Generic[Kept]):
    """What holds for goods in a country on a day: the strictest state, "" for nothing on record; the rules."""

    state: str = ""
    told: tuple[HoldingRule[Kept], ...] = ()

    @property
    def label(self) -> str:
        return TO_CHECK if self.may_be_barred else STATES.get(self.state, NOTHING)

    @property
    def chip(self) -> str:
        return STATE_CHIPS[RESTRICTED if self.may_be_barred else self.state]

    @property
    def is_barred(self) -> bool:
        """Whether a rule that is sure to be about these goods prohibits them; one that may be is to be checked."""
        return any(each.sure for each in self.told if each.state == PROHIBITED)

    @property
    def may_be_barred(self) -> bool:
        """Whether a rule prohibits goods that these may be."""
        return self.state == PROHIBITED and not self.is_barred

    @property
    def barring(self) -> tuple[Kept, ...]:
        """The rules that prohibit the goods, or may: negotiations wait for either (INV-M1)."""
        return tuple(each.rule for each in self.told if each.state == PROHIBITED)


def verdict(goods: Goods, rules: Iterable[ARule], country: str, on: date, above: Above) -> AccessVerdict[ARule]:
    """Which rules hold for goods in a country on a day, the strictest first.

    A rule for narrower goods or a narrower region takes the place of a wider one that says otherwise and is not newer,
    once it is sure to be about these goods. A rule that may be about them counts unless it opens the border: what is
    not known is never told as open.
    """
    fitting = [
        HoldingRule(rule, rule.state, doubt)
        for rule in rules
        if rule.country == country and _holds(rule, on) and (doubt := _fits(rule, goods, above)) is not None
    ]
    fitting = [each for each in fitting if each.sure or each.state != OPEN]
    sure_ones = [each for each in fitting if each.sure]
    left = [
        each
        for each in fitting
        if not any(other.state != each.state and _replaces(other.rule, each.rule, above) for other in sure_ones)
    ]
    order = list(STATES)
    left.sort(key=lambda each: (-order.index(each.state), each.rule.id))
    return AccessVerdict(left[0].state if left else "", tuple(left))


def _holds(rule: Rule, on: date) -> bool:
    return not timing(rule, on)


def timing(rule: Rule, on: date) -> str:
    """Why a rule is not in force on a day, a code of `TIMINGS`; "" while it is."""
    if rule.valid_to is not None and rule.valid_to < on:
        return ENDED
    return TO_COME if rule.valid_from is not None and on < rule.valid_from else ""


def _fits(rule: Rule, goods: Goods, above: Above) -> str | None:
    """What is not known to be sure that it is about these goods: a code of `DOUBTS`, or ""; None: it is not."""
    by_code, by_region = _code_fits(rule, goods), _region_fits(rule, goods, above)
    if (rule.category and rule.category != goods.category) or by_code is False or by_region is False:
        return None
    if by_code and by_region:
        return ""
    return "known" if by_code or goods.code(rule.country) else NO_CODE


def _code_fits(rule: Rule, goods: Goods) -> bool | None:
    """Whether it is about goods of this code; None: nobody knows."""
    code = goods.code(rule.country)
    if not rule.hs_prefix:
        return True
    if code:
        return codes.about(rule.hs_prefix, code)
    may = any(_may_stand_in(goods.category, low[:2], high[:2]) for low, high in codes.spans(rule.hs_prefix))
    return None if may else False


def _may_stand_in(category: str, first: str, last: str) -> bool:
    """Whether goods of a category, of which no code is known, may stand in one of these chapters."""
    if category in GROWN:
        return first < MANUFACTURED_FROM
    return last > LAST_GROWN if category in MANUFACTURED else category not in NO_GOODS


def _region_fits(rule: Rule, goods: Goods, above: Above) -> bool | None:
    """The same of where they are made."""
    if rule.region_id is None or rule.region_id in goods.regions:
        return True
    wider = goods.place_id is None or goods.place_id in above.get(rule.region_id, frozenset())
    return None if wider else False


def _replaces(one: Rule, other: Rule, above: Above) -> bool:
    """Whether a rule stands in place of a wider one: not where that is newer. Without a first day it is the oldest."""
    return (one.valid_from or date.min) >= (other.valid_from or date.min) and _narrower(one, other, above)


def _narrower(one: Rule, other: Rule, above: Above) -> bool:
    """Whether one rule is about a part of what the other is about."""
    goods = codes.within(one.hs_prefix, other.hs_prefix) and other.category in ("", one.category)
    region = other.region_id is None or (
        one.region_id is not None and other.region_id in above.get(one.region_id, frozenset({one.region_id}))
    )
    same = (one.hs_prefix, one.category, one.region_id) == (other.hs_prefix, other.category, other.region_id)
    return goods and region and not same
