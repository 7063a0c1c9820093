"""The figures of a showroom in a period: sell-through and what is left, by exhibit, shelf or maker (domain.md §3.8)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import func, or_, select

from crm.contacts import queries as contacts
from crm.core.database import db
from crm.core.permissions import Actor
from crm.places.rules import Shown
from crm.showrooms import rules
from crm.showrooms.models import (
    Sale,
    Settlement,
    SettlementCost,
    SettlementLine,
    Showroom,
    ShowroomContract,
    StockMovement,
)
from crm.showrooms.queries.exhibits import ExhibitLine, shelf
from crm.showrooms.queries.sales import Ledger, ledger
from crm.showrooms.rules import settling, stock
from crm.showrooms.rules.amounts import rounded
from crm.showrooms.rules.settling import SoldPart, Turnover
from crm.showrooms.rules.stock import Moved

#: By what the figures are put together; by maker they go by who owned the goods (`_by_owner`).
_BY: Final[dict[str, Callable[[ExhibitLine], tuple[object, Shown]]]] = {
    "exhibit": lambda line: (line.exhibit.id, line.name),
    "shelf": lambda line: (line.exhibit.slot, Shown(line.exhibit.slot or "—", "")),
}
#: {exhibit: {owner of the goods: what was sold of them, by currency}}.
_Sold = dict[int, dict[int, dict[str, SoldPart]]]


@dataclass(frozen=True)
class FigureLine:
    """An exhibit, a shelf or a maker with its figures; `exhibit` only of one exhibit."""

    name: Shown
    exhibit: ExhibitLine | None
    turnover: Turnover


@dataclass(frozen=True)
class Figures:
    """The figures of a showroom in a period; amounts of each currency apart."""

    currencies: Sequence[str]  #: that of the terms first
    lines: Sequence[FigureLine]
    whole: Turnover
    costs: Mapping[str, Decimal]  #: that settlements of the period kept back, by currency
    taken_off: Mapping[str, Decimal]  #: of these, for goods that came back once they were settled
    waiting: int  #: sales of the period, or of no known day, that wait for an explanation: in no figure
    earlier: int  #: pieces that were sold before the period
    withheld: Mapping[str, Decimal]  #: tax that they withheld, by currency

    def part(self, turnover: Turnover, currency: str) -> SoldPart:
        """What of a turnover was sold in a currency."""
        return turnover.parts.get(currency, SoldPart())

    def other_costs(self, currency: str) -> Decimal:
        """What was kept back for all but goods that came back."""
        return self.costs.get(currency, Decimal(0)) - self.taken_off.get(currency, Decimal(0))

    def contribution(self, currency: str) -> Decimal:
        """What is left for the makers after tax, commission, tax withheld and costs; what the goods cost them is not
        known here. Of a period in which each sale is settled it is what its settlements remit."""
        kept = self.costs.get(currency, Decimal(0)) + self.withheld.get(currency, Decimal(0))
        return self.part(self.whole, currency).earned - kept


def figures(showroom: Showroom, since: date, until: date, *, by: str, user: Actor, language: str) -> Figures:
    """The figures (contracts of the showroom loaded), the best sold first; a fixed number of queries."""
    book = ledger(showroom, user=user)
    sold, (costs, withheld) = _sold(showroom.id, since, until, book), _kept_back(showroom.id, since, until)
    back, taken_off = _came_back(showroom.id, since, until), _taken_off(showroom.id, since, until)
    lines = shelf(showroom.id, user=user, language=language)
    owners = _owners(book, lines, language) if by == "maker" else {}
    found: dict[object, FigureLine] = {}
    for line in lines:
        moved, parts = book.movements[line.exhibit.id], sold.get(line.exhibit.id, {})
        for owner in dict.fromkeys(each.owner_id for each in moved) or [line.exhibit.product.maker_id]:
            turnover = replace(
                _turnover([each for each in moved if each.owner_id == owner], since, until, parts.get(owner, {})),
                back=back.get(line.exhibit.id, {}).get(owner, {}),
            )
            key, name = (owner, owners[owner]) if by == "maker" else _BY[by](line)
            so_far = found[key].turnover if key in found else Turnover()
            found[key] = FigureLine(name, line if by == "exhibit" else None, so_far + turnover)
    whole = sum((line.turnover for line in found.values()), Turnover())
    usual = book.currency(until, None)
    currencies = sorted({*whole.parts, *costs, *withheld} or {usual}, key=lambda code: (code != usual, code))

    def best(line: FigureLine) -> tuple[list[Decimal], str]:
        return [-line.turnover.parts.get(code, SoldPart()).gross for code in currencies], line.name.text

    earlier = sum(
        each.quantity for line in book.movements.values() for each in line if each.kind == "sold" and each.day < since
    )
    waiting = _waiting(showroom.id, since, until)
    return Figures(currencies, sorted(found.values(), key=best), whole, costs, taken_off, waiting, earlier, withheld)


def _waiting(showroom_id: int, since: date, until: date) -> int:
    """How many sales of the period are unreconciled; of those without a day nobody knows whether they are of it."""
    statement = select(func.count(Sale.id)).where(
        Sale.showroom_id == showroom_id, Sale.archived_at.is_(None), Sale.state == rules.UNRECONCILED,
        or_(Sale.day.is_(None), Sale.day.between(since, until)),
    )  # fmt: skip
    return db.session.scalar(statement) or 0


def _owners(book: Ledger, lines: Sequence[ExhibitLine], language: str) -> dict[int, Shown]:
    """{whoever owned goods of the shelf: the name for a reader}: a product may have another maker by now."""
    known = {line.exhibit.product.maker_id: line.maker for line in lines}
    once = {each.owner_id for moved in book.movements.values() for each in moved} - known.keys()
    return known | contacts.listed_names(once, language)


def _sold(showroom_id: int, since: date, until: date, book: Ledger) -> _Sold:
    """What the reconciled sales of the period come to; what is settled stays as it was."""
    sales = select(Sale, SettlementLine.commission, StockMovement.owner_id)
    statement = sales.join(StockMovement, StockMovement.id == Sale.movement_id).outerjoin(
        SettlementLine, SettlementLine.sale_id == Sale.id
    ).where(
        Sale.showroom_id == showroom_id, Sale.archived_at.is_(None), Sale.state == rules.RECONCILED,
        Sale.day >= since, Sale.day <= until,
    )  # fmt: skip
    found: _Sold = {}
    for sale, settled, owner in db.session.execute(statement):
        if sale.exhibit_id is None or sale.gross is None:
            continue
        part = _part(sale, book.terms(sale.day or until, sale.currency), settled)
        of_owner = found.setdefault(sale.exhibit_id, {}).setdefault(owner, {})
        of_owner[sale.currency] = of_owner.get(sale.currency, SoldPart()) + part
    return found


def _part(sale: Sale, terms: ShowroomContract | None, settled: Decimal | None) -> SoldPart:
    """What a sale comes to: as it is settled, else by its terms."""
    gross, tax = sale.gross or Decimal(0), sale.tax or Decimal(0)
    if settled is None and terms is not None:
        gross, tax = settling.priced(gross, tax, sale.untaxed, terms.tax_rate, sale.currency)
    rate = terms.commission_rate if terms is not None else Decimal(0)
    commission = settling.commission_on(gross, rate, sale.currency) if settled is None else settled
    return SoldPart(sale.quantity or 0, gross, tax, commission)


def _turnover(moved: Sequence[Moved], since: date, until: date, parts: Mapping[str, SoldPart]) -> Turnover:
    within = [each for each in moved if since <= each.day <= until]
    came, back, given, lost, expired, adjusted, sold = (
        sum(each.quantity for each in within if each.kind == kind)
        for kind in ("received", "returned", "given", "lost", "expired", "adjusted", "sold")
    )
    before = stock.on_shelf(each for each in moved if each.day < since)
    return Turnover(before, came, back, given, lost + expired, adjusted, sold, parts)


def _came_back(showroom_id: int, since: date, until: date) -> _Sold:
    """What of the sales of the period came back once they were settled, in whatever settlement that is taken off."""
    statement = select(Sale, SettlementCost.pieces, StockMovement.owner_id).where(
        Sale.id == SettlementCost.sale_id, StockMovement.id == Sale.movement_id,
        Settlement.id == SettlementCost.settlement_id, Settlement.archived_at.is_(None),
        Sale.showroom_id == showroom_id, Sale.archived_at.is_(None), Sale.day >= since, Sale.day <= until,
    )  # fmt: skip
    found: _Sold = {}
    for sale, pieces, owner in db.session.execute(statement):
        if sale.exhibit_id is None or not sale.quantity or not pieces:
            continue
        gross = rounded((sale.gross or Decimal(0)) * pieces / sale.quantity, sale.currency)
        of_owner = found.setdefault(sale.exhibit_id, {}).setdefault(owner, {})
        of_owner[sale.currency] = of_owner.get(sale.currency, SoldPart()) + SoldPart(pieces, gross)
    return found


def _taken_off(showroom_id: int, since: date, until: date) -> dict[str, Decimal]:
    """{currency: what settlements of the period took off for goods that came back}, where there is any."""
    statement = select(Settlement.currency, func.sum(SettlementCost.amount)).where(
        Settlement.id == SettlementCost.settlement_id, Settlement.showroom_id == showroom_id,
        Settlement.archived_at.is_(None), SettlementCost.kind == rules.RETURNED_GOODS,
        Settlement.ends_on.between(since, until),
    )  # fmt: skip
    return {code: Decimal(off) for code, off in db.session.execute(statement.group_by(Settlement.currency))}


def _kept_back(showroom_id: int, since: date, until: date) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """({currency: costs}, {currency: tax withheld}) of the settlements of the period, where there is any."""
    statement = select(Settlement.currency, func.sum(Settlement.costs), func.sum(Settlement.withheld)).where(
        Settlement.showroom_id == showroom_id, Settlement.archived_at.is_(None), Settlement.ends_on >= since,
        Settlement.ends_on <= until,
    )  # fmt: skip
    rows = db.session.execute(statement.group_by(Settlement.currency)).all()
    costs = {code: Decimal(cost) for code, cost, _withheld in rows if cost}
    return costs, {code: Decimal(withheld) for code, _cost, withheld in rows if withheld}
