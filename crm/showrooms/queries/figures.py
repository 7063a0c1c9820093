"""The figures of a showroom in a period: sell-through and what is left, by exhibit, shelf or maker (domain.md §3.8)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select

from crm.core.database import db
from crm.core.permissions import Actor
from crm.places.rules import Shown
from crm.showrooms import rules
from crm.showrooms.models import Sale, Settlement, Showroom
from crm.showrooms.queries.exhibits import ExhibitLine, shelf
from crm.showrooms.queries.sales import Ledger, ledger
from crm.showrooms.rules import settling, stock
from crm.showrooms.rules.settling import SoldPart, Turnover

#: By what the figures are put together.
_BY: Final[dict[str, Callable[[ExhibitLine], tuple[object, Shown]]]] = {
    "exhibit": lambda line: (line.exhibit.id, line.name),
    "shelf": lambda line: (line.exhibit.slot, Shown(line.exhibit.slot or "—", "")),
    "maker": lambda line: (line.exhibit.product.maker_id, line.maker),
}


@dataclass(frozen=True)
class FigureLine:
    """An exhibit, a shelf or a maker with its figures; `exhibit` only of one exhibit."""

    name: Shown
    exhibit: ExhibitLine | None
    turnover: Turnover


@dataclass(frozen=True)
class Figures:
    """The figures of a showroom in a period, in the currency of its terms."""

    currency: str
    lines: Sequence[FigureLine]
    whole: Turnover
    costs: Decimal  #: that settlements of the period kept back

    @property
    def contribution(self) -> Decimal:
        """What is left for the makers after tax, commission and costs; what the goods cost them is not known here."""
        return self.whole.part.earned - self.costs


def figures(showroom: Showroom, since: date, until: date, *, by: str, user: Actor, language: str) -> Figures:
    """The figures (contracts of the showroom loaded), the best sold first; a fixed number of queries."""
    book = ledger(showroom, user=user)
    terms = book.terms(until)
    currency = terms.currency if terms is not None else ""
    sold = _sold(showroom.id, since, until, currency, book)
    found: dict[object, FigureLine] = {}
    for line in shelf(showroom.id, user=user, language=language):
        key, name = _BY[by](line)
        turnover = _turnover(line, since, until, sold.get(line.exhibit.id, SoldPart()))
        so_far = found[key].turnover if key in found else Turnover()
        found[key] = FigureLine(name, line if by == "exhibit" else None, so_far + turnover)
    lines = sorted(found.values(), key=lambda line: (-line.turnover.part.gross, line.name.text))
    whole = sum((line.turnover for line in lines), Turnover())
    return Figures(currency, lines, whole, _costs(showroom.id, since, until, currency))


def _sold(showroom_id: int, since: date, until: date, currency: str, book: Ledger) -> dict[int, SoldPart]:
    """{exhibit: what its reconciled sales of the period come to}."""
    statement = select(Sale).where(
        Sale.showroom_id == showroom_id, Sale.archived_at.is_(None), Sale.state == rules.RECONCILED,
        Sale.currency == currency, Sale.day >= since, Sale.day <= until,
    )  # fmt: skip
    found: dict[int, SoldPart] = {}
    for sale in db.session.scalars(statement):
        terms = book.terms(sale.day or until)
        if sale.exhibit_id is None or sale.gross is None or terms is None:
            continue
        commission = settling.commission_on(sale.gross, terms.commission_rate, currency)
        part = SoldPart(sale.quantity or 0, sale.gross, sale.tax or Decimal(0), commission)
        found[sale.exhibit_id] = found.get(sale.exhibit_id, SoldPart()) + part
    return found


def _turnover(line: ExhibitLine, since: date, until: date, part: SoldPart) -> Turnover:
    within = [each for each in line.stock.movements if since <= each.day <= until]
    came, back = (sum(each.quantity for each in within if each.kind == kind) for kind in ("received", "returned"))
    return Turnover(stock.on_shelf(line.stock.movements, since - timedelta(days=1)), came, back, part)


def _costs(showroom_id: int, since: date, until: date, currency: str) -> Decimal:
    statement = select(func.coalesce(func.sum(Settlement.costs), 0)).where(
        Settlement.showroom_id == showroom_id, Settlement.archived_at.is_(None), Settlement.currency == currency,
        Settlement.ends_on >= since, Settlement.ends_on <= until,
    )  # fmt: skip
    return Decimal(db.session.scalar(statement) or 0)
