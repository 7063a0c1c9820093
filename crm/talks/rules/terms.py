"""What is offered in a round, by term, and what moved from round to round (domain.md §1.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from crm.core.errors import Refused
from crm.core.texts import N_, Text
from crm.meetings.rules import SIDES
from crm.products.rules import UNITS as OF_GOODS

PRICE, LEAD_TIME = "price", "lead_time"
TERMS: Final[dict[str, str]] = {
    PRICE: N_("Price"),
    "quantity": N_("Quantity"),
    "payment": N_("Payment terms"),
    LEAD_TIME: N_("Lead time"),
    "exclusivity": N_("Exclusivity"),
    "territory": N_("Territory"),
    "certification": N_("Certification"),
    "training": N_("Training"),
    "returns": N_("Return of unsold goods"),
}
#: Those that are a number in a unit.
MEASURED: Final = frozenset({PRICE, "quantity", LEAD_TIME})
#: A unit that no code has: the words of the offer say it.
OTHER: Final = "other"
OF_TIME: Final[dict[str, str]] = {"day": N_("days"), "week": N_("weeks"), "month": N_("months")}
UNITS: Final[dict[str, str]] = {**OF_GOODS, **OF_TIME, OTHER: N_("Another one, in words")}
#: For what a price is.
PER: Final[dict[str, str]] = {
    "piece": N_("a piece"),
    "pair": N_("a pair"),
    "set": N_("a set"),
    "box": N_("a box"),
    "case": N_("a case"),
    "bottle": N_("a bottle"),
    "roll": N_("a roll"),
    "kg": N_("a kg"),
    "day": N_("a day"),
    "week": N_("a week"),
    "month": N_("a month"),
}

FIRST, UP, DOWN, CHANGED, SAME = "first", "up", "down", "changed", "same"
#: What became of an offer since the same side's last one, with the sign that it has beside its words.
MOVES: Final[dict[str, tuple[str, str]]] = {
    UP: ("▲", N_("raised")),
    DOWN: ("▼", N_("lowered")),
    CHANGED: ("◆", N_("changed")),
    SAME: ("＝", N_("unchanged")),
}


@dataclass(frozen=True)
class OfferInput:
    """What one side said of one term."""

    side: str
    term: str
    amount: Decimal | None = None
    unit: str = ""
    currency: str = ""
    incoterm: str = ""
    text: str = ""


class Offered(Protocol):
    """An offer, as a row or as input."""

    @property
    def side(self) -> str: ...
    @property
    def term(self) -> str: ...
    @property
    def amount(self) -> Decimal | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def incoterm(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class OfferSaid:
    """An offer in a cell of the comparison, and what became of it since the same side's last one."""

    offer: Offered
    move: str


@dataclass(frozen=True)
class TermRow:
    """A term of the comparison: for each round what both sides said, ours first."""

    term: str
    cells: Sequence[Sequence[OfferSaid]]


def check_offer(given: OfferInput) -> None:
    """Refuse an offer that says nothing, a number without a unit, and a number where words are meant."""
    if given.term not in TERMS:
        raise Refused(Text("Choose one."), "term")
    if given.term not in MEASURED:
        if given.amount is not None:
            raise Refused(Text("Only a price, a quantity and a lead time are numbers: say it in words."), "amount")
        if not given.text:
            raise Refused(Text("Say what is offered."), "text")
        return
    if given.amount is None:
        raise Refused(Text("Enter the number that is offered."), "amount")
    if not given.unit:
        raise Refused(Text("Choose the unit: a number without one says nothing."), "unit")
    if given.unit not in UNITS:
        raise Refused(Text("Choose one."), "unit")
    if given.term == LEAD_TIME and given.unit not in (*OF_TIME, OTHER):
        raise Refused(Text("A lead time is told in days, weeks or months."), "unit")
    if given.unit == OTHER and not given.text:
        raise Refused(Text("Say the unit in words."), "text")
    if given.term == PRICE and not given.currency:
        raise Refused(Text("Choose the currency of the price."), "currency")


def check_round(held_on: date, early_reason: str, *, first_talk: date | None, today: date) -> None:
    """Refuse a round that is still to come, and one before the first talk of the case that says no reason."""
    if held_on > today:
        raise Refused(Text("This day is still to come."), "held_on")
    if first_talk is not None and held_on < first_talk and not early_reason:
        told = Text("The first talk of this negotiation was on %(day)s. Say why a round was before it.", day=first_talk)
        raise Refused(told, "early_reason")


def check_offers(offers: Sequence[OfferInput]) -> None:
    """Refuse a side that says two things of one term in a round."""
    seen: set[tuple[str, str]] = set()
    for offer in offers:
        check_offer(offer)
        if (offer.side, offer.term) in seen:
            raise Refused(Text("One side offers one thing of a term in a round."), "terms")
        seen.add((offer.side, offer.term))


def compared(rounds: Sequence[Sequence[Offered]]) -> list[TermRow]:
    """The terms that were talked about, in the order of TERMS, with what moved from round to round. `rounds` are the
    offers of each, in order of time."""
    rows = []
    for term in TERMS:
        last: dict[str, Offered] = {}
        cells = []
        for offers in rounds:
            cell = []
            for side in SIDES:
                for offer in offers:
                    if offer.term == term and offer.side == side:
                        cell.append(OfferSaid(offer, moved(last.get(side), offer)))
                        last[side] = offer
            cells.append(cell)
        if last:
            rows.append(TermRow(term, cells))
    return rows


def moved(before: Offered | None, now: Offered) -> str:
    """What became of an offer. Only numbers in one unit, currency and trade term are higher or lower."""
    if before is None:
        return FIRST
    if _said(before) == _said(now) and before.amount == now.amount:
        return SAME
    comparable = (before.unit, before.currency, before.incoterm) == (now.unit, now.currency, now.incoterm)
    if now.unit == OTHER and now.text != before.text:
        comparable = False
    if comparable and before.amount is not None and now.amount is not None and before.amount != now.amount:
        return UP if now.amount > before.amount else DOWN
    return CHANGED


def _said(offer: Offered) -> tuple[str, ...]:
    return offer.unit, offer.currency, offer.incoterm, offer.text
