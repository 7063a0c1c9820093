"""The goods of a firm: its products, what of it stands on which shelf, and what was sold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.core import reading
from crm.core.database import db
from crm.core.paging import NUMBERED, PAGE_SIZE, OrderColumn, Page, page
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import Product
from crm.showrooms.models import Exhibit, Sale, Showroom, StockMovement
from crm.showrooms.queries import called
from crm.showrooms.queries.stocks import EFFECT, STANDS
from crm.showrooms.rules import RECONCILED

_LATEST: Final = (OrderColumn(Sale.day, descending=True), OrderColumn(Sale.id, descending=True))


@dataclass(frozen=True)
class OnShelf:
    """The firm's own goods at one place of a showroom."""

    showroom: Shown
    code: str  #: of the label
    size: str
    price: Decimal | None  #: on the tag; None, too, where the product is another maker's by now
    currency: str
    held: int
    sold: int


@dataclass(frozen=True)
class OwnProduct:
    """A product with the firm's goods of it."""

    name: Shown
    category: str  #: "" where another maker offers it by now
    status: str
    shelves: Sequence[OnShelf]

    @property
    def held(self) -> int:
        return sum(shelf.held for shelf in self.shelves)

    @property
    def sold(self) -> int:
        return sum(shelf.sold for shelf in self.shelves)


@dataclass(frozen=True)
class OwnSale:
    """A sale of the firm's goods that fits the shelf. One that waits for a word is the office's alone."""

    day: date | None
    product: Shown
    code: str
    showroom: Shown
    pieces: int
    gross: Decimal  #: with tax
    currency: str


def goods(firm: int, language: str) -> list[OwnProduct]:
    """What a firm offers, by name, then what other makers offer by now and of which it still had goods."""
    moved = _moved(firm)
    shelves: dict[int, list[Exhibit]] = {}
    for exhibit in _exhibits(firm, moved):
        shelves.setdefault(exhibit.product_id, []).append(exhibit)
    own = Product.maker_id == firm
    listed = own & Product.archived_at.is_(None)
    statement = select(Product).where(or_(listed, Product.id.in_(shelves))).options(selectinload(Product.names))
    rows = db.session.scalars(statement.order_by(case((own, 0), else_=1), Product.sort_key, Product.id))
    return [_product(row, shelves.get(row.id, ()), moved, firm, language) for row in rows]


def _moved(firm: int) -> dict[int, tuple[int, int]]:
    """{exhibit: (on the shelf, sold)} of the goods that the firm owns, whoever else has some there."""
    sold = case((StockMovement.kind == "sold", StockMovement.quantity), else_=0)
    sums = select(StockMovement.exhibit_id, func.sum(EFFECT), func.sum(sold)).where(
        StockMovement.owner_id == firm, STANDS
    )  # fmt: skip
    return {id: (held, pieces) for id, held, pieces in db.session.execute(sums.group_by(StockMovement.exhibit_id))}


def _exhibits(firm: int, moved: Mapping[int, tuple[int, int]]) -> Sequence[Exhibit]:
    """Where its products are shown, and where it has or had goods."""
    shown = (Product.maker_id == firm) & Exhibit.archived_at.is_(None) & Showroom.archived_at.is_(None)
    statement = select(Exhibit).join(Product).join(Showroom, Showroom.id == Exhibit.showroom_id).where(
        or_(shown, reading.among(Exhibit.id, moved))
    )  # fmt: skip
    loaded = joinedload(Exhibit.showroom).selectinload(Showroom.names)
    return db.session.scalars(statement.options(loaded).order_by(Showroom.sort_key, Exhibit.id)).all()


def _product(
    row: Product, exhibits: Sequence[Exhibit], moved: Mapping[int, tuple[int, int]], firm: int, language: str
) -> OwnProduct:  # fmt: skip
    own = row.maker_id == firm
    shelves = [
        OnShelf(
            called(each.showroom, language), each.code, each.size, each.price if own else None, each.currency,
            *moved.get(each.id, (0, 0)),
        )
        for each in exhibits
    ]  # fmt: skip
    name = products.name_for(row, language)
    return OwnProduct(name, row.category if own else "", row.status if own else "", shelves)


def sales(firm: int, language: str, cursor: str | None) -> Page[OwnSale]:
    """A page of what was sold of the firm's goods, the latest first."""
    statement = select(Sale).join(StockMovement, StockMovement.id == Sale.movement_id).where(
        StockMovement.owner_id == firm, Sale.state == RECONCILED, Sale.archived_at.is_(None)
    )  # fmt: skip
    loaded = statement.options(
        joinedload(Sale.showroom).selectinload(Showroom.names),
        joinedload(Sale.exhibit).joinedload(Exhibit.product).selectinload(Product.names),
    )
    found: Page[Sale] = page(loaded, _LATEST, cursor, PAGE_SIZE)
    told = found.of([_sale(row, language) for row in found.rows])
    # By their numbers: a cursor would name a sale by its id, which counts those of all makers.
    following = f"{NUMBERED}{told.number + 1}" if told.next_cursor else None
    return replace(told, next_cursor=following, previous_cursor=f"{NUMBERED}{told.number - 1}" if told.start else None)


def _sale(row: Sale, language: str) -> OwnSale:
    name = products.name_for(row.exhibit.product, language) if row.exhibit is not None else Shown("", language)
    return OwnSale(
        row.day, name, row.exhibit.code if row.exhibit is not None else "", called(row.showroom, language),
        row.quantity or 0, row.gross or Decimal(0), row.currency,
    )  # fmt: skip
