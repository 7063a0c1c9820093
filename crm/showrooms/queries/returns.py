"""Goods that came back once their sale was settled: which sales can, what is left of them, and the lines that took them
off."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from crm.core.database import db
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import Product
from crm.showrooms import rules
from crm.showrooms.models import Exhibit, Sale, Settlement, SettlementCost, SettlementLine
from crm.showrooms.queries.settlements import remitted_of


@dataclass(frozen=True)
class Returnable:
    """A settled sale whose goods may come back, and what of it did so far."""

    sale: Sale
    settled: Settlement
    remitted: Decimal  #: for all of its pieces
    pieces: int = 0  #: that came back, in other settlements
    taken_off: Decimal = Decimal(0)  #: for these
    told: Mapping[str, Any] = field(default_factory=dict)  #: how its product was called when that was approved

    @property
    def left(self) -> int:
        """How many pieces can still come back."""
        return (self.sale.quantity or 0) - self.pieces


@dataclass(frozen=True)
class ReturnedLine:
    """Goods that came back as a settlement takes them off, named for a reader as the settlement that sold them does."""

    cost: SettlementCost
    sale: Sale
    name: Shown
    code: str  #: of its label
    sold_in: Settlement


def returnable(
    showroom_id: int, *, currency: str = "", but: int | None = None, sale_ids: Collection[int] | None = None
) -> Sequence[Returnable]:
    """The sales of a showroom in settlements that are no drafts, in a currency if one is told, the latest first; what
    came back in settlement `but` is left out. With `sale_ids` those alone."""
    settled = (
        select(Sale, Settlement, SettlementLine.commission, SettlementLine.told)
        .join(SettlementLine, SettlementLine.sale_id == Sale.id)
        .join(Settlement, Settlement.id == SettlementLine.settlement_id)
        .where(
            Settlement.showroom_id == showroom_id, Settlement.status != "draft", Settlement.archived_at.is_(None),
            *([Settlement.currency == currency] if currency else []),
            *([Sale.id.in_(sale_ids)] if sale_ids is not None else []),
        )
        .options(joinedload(Sale.movement), _goods())
        .order_by(Sale.day.desc(), Sale.id.desc())
    )  # fmt: skip
    rows = db.session.execute(settled).all()
    back = defaultdict[int, list[SettlementCost]](list)
    for cost in db.session.scalars(_costs(showroom_id)):
        if cost.settlement_id != but and cost.sale_id is not None:
            back[cost.sale_id].append(cost)
    return [
        Returnable(
            sale, settlement, remitted_of(sale, commission, settlement),
            sum(cost.pieces or 0 for cost in back[sale.id]), sum((cost.amount for cost in back[sale.id]), Decimal(0)),
            told,
        )
        for sale, settlement, commission, told in rows
    ]  # fmt: skip


def _goods() -> Any:
    return joinedload(Sale.exhibit).joinedload(Exhibit.product).selectinload(Product.names)


def _costs(showroom_id: int) -> Select[SettlementCost]:
    """What settlements of a showroom took off for goods that came back."""
    return (
        select(SettlementCost)
        .join(Settlement, Settlement.id == SettlementCost.settlement_id)
        .where(
            Settlement.showroom_id == showroom_id, SettlementCost.sale_id.is_not(None), Settlement.archived_at.is_(None)
        )
        .order_by(Settlement.ends_on, SettlementCost.id)
    )


def taken_off(sale: Sale) -> Sequence[tuple[SettlementCost, Settlement]]:
    """The lines that took goods of a sale off, each with its settlement."""
    mine = _costs(sale.showroom_id).where(SettlementCost.sale_id == sale.id)
    found: Any = db.session.execute(mine.add_columns(Settlement))
    return [(cost, settlement) for cost, settlement in found]


def returned_unnamed(sale: Sale) -> Sequence[tuple[SettlementCost, Settlement]]:
    """What settlements took off from the maker of a sale (its movement loaded) for goods that came back when a sale
    could not be named yet: it may be this one."""
    if sale.movement is None:
        return ()
    statement = select(SettlementCost, Settlement).where(
        Settlement.id == SettlementCost.settlement_id, Settlement.showroom_id == sale.showroom_id,
        Settlement.archived_at.is_(None), SettlementCost.kind == rules.RETURNED_GOODS, SettlementCost.sale_id.is_(None),
        SettlementCost.maker_id == sale.movement.owner_id,
    )  # fmt: skip
    found: Any = db.session.execute(statement.order_by(Settlement.ends_on, SettlementCost.id))
    return [(cost, settlement) for cost, settlement in found]


def has_returned_unnamed(settlement_id: int) -> bool:
    """Whether a settlement takes something off for goods that came back, and names no sale."""
    statement = select(SettlementCost.id).where(
        SettlementCost.settlement_id == settlement_id, SettlementCost.kind == rules.RETURNED_GOODS,
        SettlementCost.sale_id.is_(None),
    )  # fmt: skip
    return db.session.scalar(statement.limit(1)) is not None


def came_back_in(settlement_id: int) -> str | None:
    """The number of a settlement that takes off goods which this one settled; None where there is none."""
    statement = (
        select(Settlement.number)
        .join(SettlementCost, SettlementCost.settlement_id == Settlement.id)
        .join(SettlementLine, SettlementLine.sale_id == SettlementCost.sale_id)
        .where(SettlementLine.settlement_id == settlement_id, Settlement.archived_at.is_(None))
    )
    return db.session.scalar(statement.limit(1))


def returned_lines(found: Settlement, language: str) -> dict[int, ReturnedLine]:
    """{cost: the goods that came back} of a settlement (its costs loaded), for a reader."""
    costs = [(cost, cost.sale_id) for cost in found.expenses if cost.sale_id is not None]
    if not costs:
        return {}
    sold = {each.sale.id: each for each in returnable(found.showroom_id, sale_ids={id for _cost, id in costs})}
    return {cost.id: _line(cost, sold[id], language) for cost, id in costs}


def _line(cost: SettlementCost, of: Returnable, language: str) -> ReturnedLine:
    exhibit, told = of.sale.exhibit, of.told
    if told:
        return ReturnedLine(cost, of.sale, products.suiting(told["names"], language), told["code"], of.settled)
    name = products.name_for(exhibit.product, language) if exhibit is not None else Shown("", language)
    return ReturnedLine(cost, of.sale, name, exhibit.code if exhibit is not None else "", of.settled)


def draft_of(showroom_id: int, currency: str) -> int | None:
    """The latest draft of a showroom in a currency, which takes goods off that came back."""
    statement = select(Settlement.id).where(
        Settlement.showroom_id == showroom_id, Settlement.status == "draft", Settlement.currency == currency,
        Settlement.archived_at.is_(None),
    )  # fmt: skip
    return db.session.scalar(statement.order_by(Settlement.ends_on.desc(), Settlement.id.desc()).limit(1))
