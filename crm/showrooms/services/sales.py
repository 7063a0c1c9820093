"""What is done with sales: recorded by hand, explained, taken back. Each reconciled one moves its goods."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.audit.rules import Verb
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.money import NAMES, exact
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.showrooms import queries, rules
from crm.showrooms.models import Exhibit, Sale, Showroom, StockMovement
from crm.showrooms.queries import Ledger, ToldSale
from crm.showrooms.rules import amounts
from crm.showrooms.services.exhibits import check_stock, counted_doubt


@dataclass(frozen=True)
class SaleInput:
    """What is told of a sale by hand."""

    exhibit_id: int | None
    day: date | None
    quantity: int | None
    amount: Decimal | None
    tax: str = "with"  #: whether the amount includes it
    written: str = ""  #: the amount as it was typed
    explanation: str = ""
    note: str = ""


def sell(showroom: Showroom, content: SaleInput, *, by: Actor) -> Sale:
    """Record a sale by hand.

    Refused beside its field for what the shelf does not hold (INV-S1) and for what cannot be read; what was sold after
    the terms (INV-S2), twice or far from the tag needs an explanation.
    """
    return _reconcile(Sale(showroom_id=showroom.id), showroom, content, rules.SOLD, by)


def sale_doubts(content: SaleInput) -> dict[str, Text]:
    """{field: what is odd about a sale, which can be all the same}."""
    found = counted_doubt(content.exhibit_id, content.day) if content.exhibit_id is not None else None
    return {} if found is None else {"day": found}


def explain(sale: Sale, showroom: Showroom, content: SaleInput, *, by: Actor) -> bool:
    """Reconcile a sale that did not fit: with what was wrong of it, or with a word on it. Refusals as for `sell`.

    Whether it is reconciled: a word on one of which nobody knows the exhibit is kept, and it goes on waiting.
    """
    if sale.state == rules.RECONCILED:
        raise Refused(Text("This sale is reconciled already."))
    if content.exhibit_id is None and (content.explanation or content.note != sale.note):
        _keep_told(sale, queries.ledger(showroom, user=by), content, by)
        return False
    _reconcile(sale, showroom, content, rules.EXPLAINED, by)
    return True


def _reconcile(sale: Sale, showroom: Showroom, content: SaleInput, verb: Verb, by: Actor) -> Sale:
    book = queries.ledger(showroom, user=by)
    exhibit = next((row for row in book.exhibits if row.id == content.exhibit_id), None)
    if exhibit is None:
        raise Refused(Text("Choose one from the list."), "exhibit_id")
    currency, gross, tax = _amounts(book, exhibit, content)
    told = ToldSale(exhibit, content.day, content.quantity, gross)
    fault = book.fault(told)
    if fault in rules.EXPLAINABLE and content.explanation:
        there = book.holds(exhibit.id, told.day or book.today, told.quantity or 0)
        fault = "" if there else "more_than_shelf"
    if fault:
        _refuse(fault)
    with action(verb, by=by):
        goods = movement_of(told)
        db.session.add(goods)
        db.session.flush()
        _fill(sale, told, tax, content)
        sale.currency = currency
        sale.movement_id = goods.id
        db.session.add(sale)
        touch(exhibit)
    return sale


def _amounts(book: Ledger, exhibit: Exhibit | None, content: SaleInput) -> tuple[str, Decimal | None, Decimal | None]:
    """(in what a sale was paid, what buyers paid, the tax in it). Refused for an amount of another currency."""
    currency = book.currency(content.day, exhibit)
    if amounts.is_of_another(content.written, currency):
        raise Refused(Text("This amount is told in %(currency)s.", currency=Text(NAMES[currency])), "amount")
    if content.amount is not None:
        exact(content.amount, currency, "amount")
    return currency, *taxed(book, content.day, content.amount, content.tax, currency)


def _keep_told(sale: Sale, book: Ledger, content: SaleInput, by: Actor) -> None:
    """Keep a word on a sale of which nobody knows the exhibit, and what was told of day, pieces and amount with it."""
    currency, gross, tax = _amounts(book, None, content)
    with action(rules.EXPLAINED, by=by):
        sale.explanation, sale.note = content.explanation, content.note
        sale.day, sale.quantity = content.day or sale.day, content.quantity or sale.quantity
        if gross is not None:
            sale.gross, sale.tax, sale.currency = gross, tax, currency
            sale.untaxed = content.amount if content.tax == "without" else None
        if sale.fault in ("no_day", "future", "no_quantity", "no_amount"):
            sale.fault = book.fault(ToldSale(None, sale.day, sale.quantity, sale.gross))


def _refuse(fault: str) -> None:
    why = Text(rules.FAULTS[fault])
    if fault in rules.EXPLAINABLE:
        why = Text("%(fault)s Explain it below if it counts all the same.", fault=why)
    raise Refused(why, rules.FAULT_FIELDS[fault])


def _fill(sale: Sale, told: ToldSale, tax: Decimal | None, content: SaleInput) -> None:
    sale.exhibit_id = told.exhibit.id if told.exhibit is not None else None
    sale.day, sale.quantity, sale.gross, sale.tax = told.day, told.quantity, told.gross, tax
    sale.untaxed = content.amount if content.tax == "without" else None
    sale.explanation, sale.note = content.explanation, content.note
    sale.state, sale.fault = rules.RECONCILED, ""


def movement_of(told: ToldSale) -> StockMovement:
    """The goods that a sale moves. A programmer's mistake where it is not whole."""
    if told.exhibit is None or told.day is None or told.quantity is None:
        raise ValueError("a sale that is not whole moves nothing")
    return StockMovement(
        exhibit_id=told.exhibit.id, owner_id=told.exhibit.product.maker_id, kind="sold", quantity=told.quantity,
        day=told.day,
    )  # fmt: skip


def taxed(
    book: Ledger, day: date | None, amount: Decimal | None, tax: str, currency: str
) -> tuple[Decimal | None, Decimal | None]:
    """(what buyers paid, the tax in it) of an amount with or without it, by the terms of the day."""
    if amount is None:
        return None, None
    terms = book.terms(day or book.today)
    rate = terms.tax_rate if terms is not None else Decimal(0)
    gross = amounts.with_tax(amount, rate, currency) if tax == "without" else amounts.rounded(amount, currency)
    return gross, amounts.tax_in(gross, rate, currency)


def take_back(sale: Sale, *, by: Actor | None) -> None:
    """Take a sale back that was none: its goods are on the shelf again. Refused once it is settled (INV-S3)."""
    with action(rules.SALE_REMOVED, by=by):
        take_out(sale)


def take_out(sale: Sale) -> None:
    """Archive a sale (its movement loaded) with what it moved, inside an act."""
    if queries.is_settled(sale.id):
        raise Refused(Text("This sale is settled: it stays on record."))
    sale.archived_at = clock.now()
    if sale.movement is not None:
        sale.movement.archived_at = sale.archived_at
        touch(db.session.get_one(Exhibit, sale.movement.exhibit_id))


def put_back(sale: Sale, *, by: Actor | None) -> None:
    """Put a sale back. Refused where the shelf does not hold its goods any more."""
    if sale.movement is not None:
        check_stock([*queries.movements_of([sale.movement.exhibit_id]), sale.movement], None)
    with action(rules.SALE_RESTORED, by=by):
        sale.archived_at = None
        if sale.movement is not None:
            sale.movement.archived_at = None
            touch(db.session.get_one(Exhibit, sale.movement.exhibit_id))
