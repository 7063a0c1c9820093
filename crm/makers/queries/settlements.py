"""The settlements of a firm: its own lines and its own share, and nothing from which another maker's could be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.makers import rules
from crm.makers.queries.accounts import name_of
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import Product
from crm.showrooms.models import (
    Exhibit,
    Sale,
    Settlement,
    SettlementCost,
    SettlementLine,
    SettlementShare,
    Showroom,
    StockMovement,
)
from crm.showrooms.queries import called


@dataclass(frozen=True)
class OwnSettlement:
    """What a firm gets of a settlement, in `currency`; `costs` are those that it bears."""

    id: int
    number: str
    showroom: Shown
    begins_on: date
    ends_on: date
    settled_on: date
    due_on: date | None
    paid_on: date | None
    status: str
    currency: str
    pieces: int
    gross: Decimal
    tax: Decimal
    commission: Decimal
    withheld: Decimal
    costs: Decimal
    net: Decimal
    book_currency: str
    book_net: Decimal | None  #: None, too, where it is the same currency
    rate: Decimal | None  #: by which that was converted
    rate_on: date | None  #: None, too, where each sale has the rate of its own day
    rate_source: str
    by_sale: bool  #: whether each sale has its rate on record; those approved before that was kept had one average
    name: Shown  #: of the firm, as it was called when the settlement was approved


@dataclass(frozen=True)
class OwnLine:
    """A sale of the firm's goods in a settlement."""

    day: date | None
    product: Shown
    code: str
    pieces: int
    gross: Decimal
    commission: Decimal
    commission_rate: Decimal  #: percent


@dataclass(frozen=True)
class OwnCost:
    """What the firm alone bears, such as goods that came back."""

    kind: str
    amount: Decimal


def settlements(firm: int, language: str) -> list[OwnSettlement]:
    """Those that are approved and in which the firm has a share, the latest first."""
    order = (Settlement.ends_on.desc(), Settlement.id.desc())
    return [_own(*row, language) for row in db.session.execute(_shares(firm).order_by(*order))]


def settlement(id: int, firm: int, language: str) -> OwnSettlement:
    """One of them; NotVisible for any other."""
    return _own(*or_not_visible(db.session.execute(_shares(firm).where(Settlement.id == id)).one_or_none()), language)


def _shares(firm: int) -> Select[Settlement, SettlementShare, bool]:
    unrated = exists().where(SettlementLine.settlement_id == Settlement.id, SettlementLine.rate.is_(None))
    statement = select(Settlement, SettlementShare, ~unrated).join(
        SettlementShare, SettlementShare.settlement_id == Settlement.id
    ).where(
        SettlementShare.maker_id == firm, Settlement.status.in_(rules.SETTLED), Settlement.archived_at.is_(None)
    )  # fmt: skip
    return statement.options(joinedload(Settlement.showroom).selectinload(Showroom.names))


def _own(row: Settlement, share: SettlementShare, by_sale: bool, language: str) -> OwnSettlement:
    elsewhere = row.book_currency != row.currency
    return OwnSettlement(
        row.id, row.number, called(row.showroom, language), row.begins_on, row.ends_on, row.settled_on, row.due_on,
        row.paid_on, row.status, row.currency, share.pieces, share.gross, share.tax, share.commission, share.withheld,
        share.costs, share.net, row.book_currency, share.book_net if elsewhere else None,
        row.rate if elsewhere else None, row.rate_on, row.rate_source, by_sale,
        Shown(*share.told[language]) if language in share.told else name_of(share.maker_id, language),
    )  # fmt: skip


def lines(id: int, firm: int, language: str) -> list[OwnLine]:
    """The sales of the firm's goods in a settlement that the caller found to be visible, by their days."""
    statement = select(SettlementLine).join(Sale, Sale.id == SettlementLine.sale_id).join(
        StockMovement, StockMovement.id == Sale.movement_id
    ).where(
        SettlementLine.settlement_id == id, StockMovement.owner_id == firm
    )  # fmt: skip
    loaded = joinedload(SettlementLine.sale).joinedload(Sale.exhibit).joinedload(Exhibit.product)
    rows = db.session.scalars(statement.options(loaded.selectinload(Product.names)).order_by(Sale.day, Sale.id))
    return [_line(row, language) for row in rows]


def _line(row: SettlementLine, language: str) -> OwnLine:
    """By the names of the day on which the settlement was approved."""
    sale, exhibit = row.sale, row.sale.exhibit
    name, code = Shown("", language), ""
    if row.told:
        name, code = products.suiting(row.told["names"], language), row.told["code"]
    elif exhibit is not None:
        name, code = products.name_for(exhibit.product, language), exhibit.code
    return OwnLine(
        sale.day, name, code, sale.quantity or 0, sale.gross or Decimal(0), row.commission, row.commission_rate
    )  # fmt: skip


def own_costs(id: int, firm: int) -> Sequence[OwnCost]:
    """What of its costs in a settlement the firm bears alone; the others are shared out."""
    statement = select(SettlementCost.kind, SettlementCost.amount).where(
        SettlementCost.settlement_id == id, SettlementCost.maker_id == firm
    )  # fmt: skip
    return [OwnCost(kind, amount) for kind, amount in db.session.execute(statement.order_by(SettlementCost.id))]
