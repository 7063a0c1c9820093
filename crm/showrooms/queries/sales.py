"""Sales of showrooms: the list, one, and the book that a further sale is judged by."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import conditions, here
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.money import Money
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import Product
from crm.products.rules import RETAIL
from crm.showrooms import rules
from crm.showrooms.models import Exhibit, Sale, SalesSheet, Showroom, ShowroomContract, StockMovement
from crm.showrooms.queries.exhibits import loaded_exhibits, visible_exhibits
from crm.showrooms.queries.settlements import last_day
from crm.showrooms.queries.showrooms import called, governing, terms_on, visible_to
from crm.showrooms.queries.stocks import moved_of
from crm.showrooms.rules.amounts import OFF, is_far, usual
from crm.showrooms.rules.naming import ExhibitNames
from crm.showrooms.rules.stock import sellable, short

SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "-recorded": (OrderColumn(Sale.id, descending=True),),
    "recorded": (OrderColumn(Sale.id),),
}


@dataclass(frozen=True)
class SaleLine:
    """A sale named for a reader; product and maker are None where nobody knows which exhibit it was."""

    sale: Sale
    name: Shown | None
    maker: Shown | None
    showroom: Shown


@dataclass(frozen=True)
class ToldSale:
    """What is told of a sale before it is judged; None is what could not be read."""

    exhibit: Exhibit | None
    day: date | None
    quantity: int | None
    gross: Decimal | None
    unknown: str = ""  #: the fault of an exhibit that was not found
    returned: bool = False  #: whether the remarks say that the goods came back
    doubted: bool = False  #: whether a weekday is told that is not that of the day


@dataclass
class Ledger:
    """What a showroom's further sales are judged by: its terms, its stock, the sales that are known."""

    showroom: Showroom
    exhibits: Sequence[Exhibit]
    movements: dict[int, list[Any]]  #: by exhibit; each is Moved
    known: set[tuple[int, date, int, Decimal]]  #: (exhibit, day, pieces, amount) of the sales so far
    waiting: Counter[str]  #: the rows of sheets, as they were written, that wait for a word
    prices: dict[tuple[int, str], list[Decimal]]  #: {(exhibit, currency): of one piece of what was sold so far}
    settled_until: date | None = None  #: the last day that a settlement covers which is no draft
    today: date = field(default_factory=here.today)

    def names(self) -> ExhibitNames:
        """By what the exhibits are called on a sheet."""
        return ExhibitNames(
            (row.id, row.code, row.size, [name.text for name in row.product.names]) for row in self.exhibits
        )

    @property
    def unsettled_since(self) -> date | None:
        """The first day of which sales are to be settled: behind the last settlement, else that of the first terms."""
        if self.settled_until is not None:
            return self.settled_until + timedelta(days=1)
        return min((each.begins_on for each in self.showroom.contracts), default=None)

    def in_period(self, month: int, day: int) -> date | None:
        """The day that a date without a year most likely means: the only one between `unsettled_since` and today, else
        the latest of them; None where there is none. A guess: it is shown as one."""
        if (since := self.unsettled_since) is None:
            return None
        for year in range(self.today.year, since.year - 1, -1):
            with suppress(ValueError):  # 29 February
                if since <= (found := date(year, month, day)) <= self.today:
                    return found
        return None

    def ahead(self, month: int, day: int) -> date | None:
        """The day of this year that a date without a year names, where that is still to come; None where it is not."""
        with suppress(ValueError):
            return found if (found := date(self.today.year, month, day)) > self.today else None
        return None

    def terms(self, day: date, currency: str = "") -> ShowroomContract | None:
        """The terms by which a sale of a day, in a currency, is settled."""
        return governing(self.showroom.contracts, day, currency)

    def currency(self, day: date | None, exhibit: Exhibit | None) -> str:
        """In what sales of a day are told: the currency of the terms; without any that of the tag, else ours."""
        terms = self.terms(day or self.today)
        tag = exhibit.currency if exhibit is not None else here.currency()
        return terms.currency if terms is not None else tag

    def fault(self, told: ToldSale) -> str:
        """Why a sale cannot be reconciled; "" where nothing speaks against it."""
        if told.returned or (told.quantity or 0) < 0 or (told.gross or 0) < 0:
            return "returned"
        if told.day is None or told.day > self.today:
            return "no_day" if told.day is None else "future"
        if told.doubted:
            return "other_weekday"
        if not told.quantity:
            return "no_quantity"
        if not told.gross:
            return "no_amount"
        if told.exhibit is None:
            return told.unknown or "unknown_product"
        if terms_on(self.showroom.contracts, told.day) is None:
            return "after_term"
        if self.showroom.opened_on is not None and told.day < self.showroom.opened_on:
            return "before_opening"
        if (told.exhibit.id, told.day, told.quantity, told.gross) in self.known:
            return "double"
        if price := self._price_fault(told.exhibit, told.day, told.quantity, told.gross):
            return price
        if not self.holds(told.exhibit.id, told.day, told.quantity):
            return "more_than_shelf"
        moved = self.movements[told.exhibit.id]
        dated = any(each.expires_on is not None for each in moved)
        return "past_date" if dated and sellable(moved, told.day) < told.quantity else ""

    def _price_fault(self, exhibit: Exhibit, day: date, quantity: int, gross: Decimal) -> str:
        """Why a price cannot be that of a tag: far from it, or its very number in another currency."""
        currency = self.currency(day, exhibit)
        if exhibit.price is None:
            return "far_others" if is_far(gross, quantity, self.usual_price(exhibit, currency)) else ""
        far = is_far(gross, quantity, exhibit.price)
        if exhibit.currency == currency:
            off = is_far(gross, quantity, exhibit.price, OFF)
            return "far_price" if far else "off_price" if off else ""
        return "" if far else "tag_currency"

    def usual_price(self, exhibit: Exhibit, currency: str) -> Decimal | None:
        """What one piece of an exhibit without a tag usually costs: as its other sales, else as the product at retail,
        else as the product to anybody; None where nobody knows."""
        sold = self.prices.get((exhibit.id, currency), [])
        told = [price for price in exhibit.product.prices if price.currency == currency]
        retail = [price.amount for price in told if price.kind in RETAIL]
        return usual(sold) or usual(retail) or usual([price.amount for price in told])

    def holds(self, exhibit_id: int, day: date, quantity: int) -> bool:
        """Whether the shelf holds that many on a day, with all that moved later (INV-S1)."""
        return short([*self.movements[exhibit_id], Going("sold", quantity, day)]) is None


@dataclass(frozen=True)
class Going:
    """Goods that would go out."""

    kind: str
    quantity: int
    day: date
    expires_on: date | None = None


def visible_sales(user: Actor | None, *, archived: bool = False) -> Select[Sale]:
    """Every sale that is not archived, or the archive, of showrooms that the user sees."""
    shown = visible_to(user).with_only_columns(Showroom.id)
    return select(Sale).where(stands(Sale, archived=archived), Sale.showroom_id.in_(shown))


def _loaded(statement: Select[Sale]) -> Select[Sale]:
    return statement.options(
        joinedload(Sale.showroom).options(selectinload(Showroom.names)),
        joinedload(Sale.movement).joinedload(StockMovement.owner).selectinload(Organisation.names),
        joinedload(Sale.exhibit).joinedload(Exhibit.product).options(
            selectinload(Product.names), joinedload(Product.maker).selectinload(Organisation.names)
        ),
    )  # fmt: skip


def sale(id: int, *, user: Actor, archived: bool = False) -> Sale:
    """One sale, named; NotVisible when there is none."""
    return only(_loaded(visible_sales(user, archived=archived)), id)


def _of_maker(maker_id: int) -> ColumnElement[bool]:
    """Sales of goods that a maker owned; what waits for a word moved none and is of the maker of its product."""
    owned = select(StockMovement.id).where(StockMovement.owner_id == maker_id)
    theirs = select(Exhibit.id).join(Product, Product.id == Exhibit.product_id).where(Product.maker_id == maker_id)
    return Sale.movement_id.in_(owned) | (Sale.movement_id.is_(None) & Sale.exhibit_id.in_(theirs))


@dataclass(frozen=True)
class SaleFilter(Conditions):
    """Conditions of the list of sales. The words stand in the row of the sheet or in the remarks."""

    q: str = conditions.text(
        lambda words: (
            Sale.written.icontains(words, autoescape=True)
            | Sale.note.icontains(words, autoescape=True)
            | Sale.explanation.icontains(words, autoescape=True)
        )
    )
    showroom: int | None = conditions.record(Sale.showroom_id)
    exhibit: int | None = conditions.record(Sale.exhibit_id)
    maker: int | None = conditions.record(_of_maker)
    sheet: int | None = conditions.record(Sale.sheet_id)
    state: Collection[str] = conditions.codes(Sale.state)
    since: date | None = conditions.day(lambda day: Sale.day >= day)
    until: date | None = conditions.day(lambda day: Sale.day <= day)
    only: Collection[int] = conditions.only(Sale.id)


def filtered_sales(wanted: SaleFilter, *, user: Actor) -> Select[Sale]:
    """The visible sales that fulfil every condition."""
    return visible_sales(user).where(*wanted.where())


def sales(
    wanted: SaleFilter,
    *,
    user: Actor,
    language: str,
    sort: str = "-recorded",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[SaleLine]:
    """A page of the list, the latest recorded first unless `sort` says otherwise."""
    found: Page[Sale] = page(_loaded(filtered_sales(wanted, user=user)), SORTS[sort], cursor, size)
    return found.of([sale_line(row, language) for row in found.rows])


def sale_line(row: Sale, language: str) -> SaleLine:
    """A loaded sale named for a reader."""
    shown = called(row.showroom, language)
    if row.exhibit is None:
        return SaleLine(row, None, None, shown)
    product = row.exhibit.product
    maker = row.movement.owner if row.movement is not None else product.maker
    return SaleLine(row, products.name_for(product, language), contacts.display_name(maker, language), shown)


def sums(wanted: SaleFilter, *, user: Actor) -> list[Money]:
    """What the reconciled sales that match come to, in each currency."""
    found = filtered_sales(wanted, user=user).where(Sale.state == rules.RECONCILED)
    grouped = found.with_only_columns(Sale.currency, func.sum(Sale.gross)).group_by(Sale.currency)
    return [
        Money(total, currency)
        for currency, total in db.session.execute(grouped.order_by(Sale.currency))
        if total is not None
    ]


def unreconciled(showroom_id: int) -> int:
    """How many sales of a showroom that the caller found to be visible wait for a word."""
    statement = select(func.count()).select_from(Sale)
    waiting = statement.where(
        Sale.showroom_id == showroom_id, Sale.state == rules.UNRECONCILED, Sale.archived_at.is_(None)
    )
    return db.session.scalar(waiting) or 0


def ledger(showroom: Showroom, *, user: Actor | None) -> Ledger:
    """The book of a showroom (contracts loaded): six queries, however many sales."""
    statement = visible_exhibits(user).where(Exhibit.showroom_id == showroom.id)
    priced = joinedload(Exhibit.product).selectinload(Product.prices)
    rows = db.session.scalars(loaded_exhibits(statement).options(priced).order_by(Exhibit.id)).all()
    statement_of_sales = select(Sale).where(
        Sale.showroom_id == showroom.id, Sale.state == rules.RECONCILED, Sale.archived_at.is_(None)
    )
    known: set[tuple[int, date, int, Decimal]] = set()
    prices: dict[tuple[int, str], list[Decimal]] = defaultdict(list)
    for row in db.session.scalars(statement_of_sales):
        if row.exhibit_id and row.day and row.quantity and row.gross:
            known.add((row.exhibit_id, row.day, row.quantity, row.gross))
            prices[row.exhibit_id, row.currency].append(row.gross / row.quantity)
    rows_of_sheets = select(Sale.written).where(
        Sale.showroom_id == showroom.id,
        Sale.state == rules.UNRECONCILED,
        Sale.archived_at.is_(None),
        Sale.written != "",
    )
    movements = moved_of([row.id for row in rows])
    rows_waiting = Counter(db.session.scalars(rows_of_sheets))
    return Ledger(showroom, rows, movements, known, rows_waiting, prices, last_day(showroom.id, drafts=False))


def sheet(id: int, *, user: Actor, archived: bool = False) -> SalesSheet:
    """One sheet of sales; NotVisible when there is none."""
    seen = visible_to(user).with_only_columns(Showroom.id)
    statement = select(SalesSheet).where(SalesSheet.showroom_id.in_(seen), stands(SalesSheet, archived=archived))
    return only(statement, id)


def sheet_names(ids: Collection[int], *, user: Actor) -> dict[int, str]:
    """{id: name of the file} of those among the sheets that the user sees."""
    seen = visible_to(user).with_only_columns(Showroom.id)
    statement = select(SalesSheet).where(SalesSheet.id.in_(ids), SalesSheet.showroom_id.in_(seen))
    return {row.id: row.name for row in db.session.scalars(statement)}


def sheet_of_bytes(showroom_id: int, checksum: str) -> SalesSheet | None:
    """The sheet of these very bytes whose rows are recorded in the showroom already."""
    statement = select(SalesSheet).where(
        SalesSheet.showroom_id == showroom_id, SalesSheet.checksum == checksum, SalesSheet.recorded,
        SalesSheet.archived_at.is_(None),
    )  # fmt: skip
    return db.session.scalars(statement).first()


def sales_of_sheet(sheet_id: int) -> Sequence[Sale]:
    """The sales that came of a sheet that the caller found to be visible."""
    statement = select(Sale).where(Sale.sheet_id == sheet_id, Sale.archived_at.is_(None)).order_by(Sale.row)
    return db.session.scalars(statement.options(joinedload(Sale.movement))).all()
