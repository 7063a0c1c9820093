"""Settlements: the list, one with its lines and shares, what is left to settle, and the figures of a period."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from sqlalchemy import Executable, Integer, Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import conditions, reading
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.languages import LOCALES
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor, Permission, allows
from crm.core.records import only, stands
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import Product, ProductName
from crm.showrooms import rules
from crm.showrooms.models import (
    Exhibit,
    PartnerAnswer,
    Sale,
    Settlement,
    SettlementCost,
    SettlementLine,
    SettlementShare,
    Showroom,
    StockMovement,
)
from crm.showrooms.queries.showrooms import called, visible_to
from crm.showrooms.rules import partners, settling

SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "-period": (OrderColumn(Settlement.ends_on, descending=True), OrderColumn(Settlement.id, descending=True)),
    "period": (OrderColumn(Settlement.ends_on), OrderColumn(Settlement.id)),
}


@dataclass(frozen=True)
class SettlementRow:
    """A settlement of a showroom named for a reader."""

    settlement: Settlement
    showroom: Shown
    verdict: str  #: of the partner on these figures; "" where nothing was said


@dataclass(frozen=True)
class ShareLine:
    """What a maker named for a reader gets."""

    share: SettlementShare
    maker: Shown


@dataclass(frozen=True)
class SoldLine:
    """A sale of a settlement, its product and maker named for a reader."""

    line: SettlementLine
    name: Shown
    maker: Shown
    code: str  #: of its label


def visible_settlements(user: Actor | None, *, archived: bool = False) -> Select[Settlement]:
    """Every settlement that is not archived, or the archive, of showrooms that the user sees."""
    shown = visible_to(user).with_only_columns(Showroom.id)
    return select(Settlement).where(stands(Settlement, archived=archived), Settlement.showroom_id.in_(shown))


def settlement(id: int, *, user: Actor | None, archived: bool = False) -> Settlement:
    """One settlement with all that its page and its paper show; NotVisible when there is none."""
    if user is None:
        found = only(visible_settlements(None, archived=archived), id, *_WHOLE)
    else:
        rows = db.session.scalars(_whole(user, archived), reading.by(user, id=id))
        found = or_not_visible(rows.unique().one_or_none())
    reading.fill([found], Settlement.expenses)
    reading.fill([found.showroom], Showroom.names)
    sold = [row.sale.exhibit.product for row in found.lines if row.sale.exhibit is not None]
    reading.fill(sold, Product.names)
    owners = [row.sale.movement.owner for row in found.lines if row.sale.movement is not None]
    makers = [*owners, *(share.maker for share in found.shares)]
    reading.fill([found.showroom.operator, *makers], Organisation.names)
    return found


_WHOLE: Final = (
    joinedload(Settlement.showroom).options(
        selectinload(Showroom.contracts), joinedload(Showroom.operator), joinedload(Showroom.place)
    ),
    selectinload(Settlement.lines)
    .joinedload(SettlementLine.sale)
    .options(
        joinedload(Sale.exhibit).joinedload(Exhibit.product),
        joinedload(Sale.movement).joinedload(StockMovement.owner),
    ),
    selectinload(Settlement.shares).joinedload(SettlementShare.maker),
)


@reading.kept
def _whole(user: Actor, archived: bool) -> Select[Settlement]:
    asked = visible_settlements(user, archived=archived).where(Settlement.id == bindparam("id", type_=Integer))
    return asked.options(*_WHOLE)


@dataclass(frozen=True)
class SettlementFilter(Conditions):
    """Conditions of the list. The words are a number or an invoice."""

    q: str = conditions.text(
        lambda words: (
            Settlement.number.icontains(words, autoescape=True) | Settlement.invoice.icontains(words, autoescape=True)
        )
    )
    showroom: int | None = conditions.record(Settlement.showroom_id)
    status: Collection[str] = conditions.codes(Settlement.status)
    only: Collection[int] = conditions.only(Settlement.id)


def filtered_settlements(wanted: SettlementFilter, *, user: Actor) -> Select[Settlement]:
    """The visible settlements that fulfil every condition."""
    return visible_settlements(user).where(*wanted.where())


def settlements(
    wanted: SettlementFilter,
    *,
    user: Actor,
    language: str,
    sort: str = "-period",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[SettlementRow]:
    """A page of the list, the latest period first unless `sort` says otherwise."""
    statement = filtered_settlements(wanted, user=user).options(
        joinedload(Settlement.showroom).selectinload(Showroom.names)
    )
    found: Page[Settlement] = page(statement, SORTS[sort], cursor, size)
    said = verdicts([row.id for row in found.rows])
    return found.of([SettlementRow(row, called(row.showroom, language), said.get(row.id, "")) for row in found.rows])


def drafts_waiting(user: Actor, language: str) -> Sequence[SettlementRow]:
    """The drafts that a user sees, which wait for management; the longest waiting first."""
    if not allows(user.role, Permission.SHOWROOMS_READ):
        return ()
    statement = visible_settlements(user).where(Settlement.status == "draft").options(
        joinedload(Settlement.showroom).joinedload(Showroom.names)
    )  # fmt: skip
    rows = db.session.scalars(statement.order_by(Settlement.settled_on, Settlement.id)).unique().all()
    said = verdicts([row.id for row in rows])
    return [SettlementRow(row, called(row.showroom, language), said.get(row.id, "")) for row in rows]


def verdicts(settlement_ids: Collection[int]) -> dict[int, str]:
    """{settlement: what the partner said of it last, of its figures now; a dispute until it is answered}."""
    rows = reading.by_first(_verdicts(), list(settlement_ids))
    return {id: said[-1].verdict for id, said in rows.items()}


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _verdicts() -> Executable:
    waits = (PartnerAnswer.verdict == partners.DISPUTED) & PartnerAnswer.replied_at.is_(None)
    said = select(PartnerAnswer.settlement_id, PartnerAnswer.verdict).where(
        reading.of_ids(PartnerAnswer.settlement_id), PartnerAnswer.archived_at.is_(None),
        PartnerAnswer.superseded_at.is_(None) | waits,
    )  # fmt: skip
    return said.order_by(waits, PartnerAnswer.id)


def latest(showroom_id: int, *, user: Actor, limit: int = 6) -> Sequence[Settlement]:
    """The latest settlements of a showroom."""
    return db.session.scalars(_latest(user, limit), reading.by(user, showroom=showroom_id)).all()


@reading.kept
def _latest(user: Actor, limit: int) -> Select[Settlement]:
    found = visible_settlements(user).where(Settlement.showroom_id == bindparam("showroom", type_=Integer))
    return found.order_by(Settlement.ends_on.desc(), Settlement.id.desc()).limit(limit)


def last_day(showroom_id: int, *, drafts: bool = True) -> date | None:
    """The last day that a settlement of a showroom covers, drafts among them or not."""
    statement = select(func.max(Settlement.ends_on)).where(
        Settlement.showroom_id == showroom_id, Settlement.archived_at.is_(None)
    )
    return db.session.scalar(statement if drafts else statement.where(Settlement.status != "draft"))


def next_number(showroom_id: int, ends_on: date | None) -> str:
    """The number of a further settlement: month of its last day, and how many the showroom had."""
    made = select(func.count()).select_from(Settlement).where(Settlement.showroom_id == showroom_id)
    number = (db.session.scalar(made) or 0) + 1
    return f"{ends_on:%Y%m}-{number:02}" if ends_on is not None else f"{number:02}"


def to_settle(showroom_id: int, until: date, currency: str, *, but: int | None = None) -> Sequence[Sale]:
    """The reconciled sales up to a day that no settlement has but that one: also late ones of periods before."""
    elsewhere = select(SettlementLine.sale_id)
    if but is not None:
        elsewhere = elsewhere.where(SettlementLine.settlement_id != but)
    statement = select(Sale).where(
        Sale.showroom_id == showroom_id, Sale.archived_at.is_(None), Sale.state == rules.RECONCILED,
        Sale.day <= until, Sale.currency == currency, Sale.id.not_in(elsewhere),
    )  # fmt: skip
    return db.session.scalars(statement.options(joinedload(Sale.movement)).order_by(Sale.day, Sale.id)).all()


def sales_in(settlement_id: int) -> Sequence[Sale]:
    """The sales of a settlement."""
    lines = select(SettlementLine.sale_id).where(SettlementLine.settlement_id == settlement_id)
    return db.session.scalars(select(Sale).where(Sale.id.in_(lines)).order_by(Sale.id)).all()


def sold_by(sale_ids: Collection[int]) -> dict[int, tuple[int, Decimal, Decimal]]:
    """{sale: (whose goods it sold, what buyers paid, the tax in it)} of reconciled sales."""
    statement = select(Sale.id, StockMovement.owner_id, Sale.gross, Sale.tax).join(
        StockMovement, StockMovement.id == Sale.movement_id
    )
    rows = db.session.execute(statement.where(Sale.id.in_(sale_ids)))
    return {id: (owner, gross or Decimal(0), tax or Decimal(0)) for id, owner, gross, tax in rows}


def rates_of_sales(sale_ids: Collection[int]) -> dict[int, tuple[Decimal, date | None]]:
    """{sale: the exchange rate by which its settlement converted it, and the day of that}; None for an average."""
    rate = func.coalesce(SettlementLine.rate, Settlement.rate)
    day = func.coalesce(SettlementLine.rate_on, Settlement.rate_on)
    of_sales = select(SettlementLine.sale_id, rate, day).where(SettlementLine.sale_id.in_(sale_ids), rate.is_not(None))
    rows = db.session.execute(of_sales.join(Settlement, Settlement.id == SettlementLine.settlement_id))
    return {id: (of, on) for id, of, on in rows}


def rented_already(settlement: Settlement) -> Sequence[str]:
    """The numbers of other settlements of its showroom that keep back rent and share days with it."""
    rented = select(SettlementCost.settlement_id).where(SettlementCost.kind == "rent")
    statement = select(Settlement.number).where(
        Settlement.showroom_id == settlement.showroom_id, Settlement.id != settlement.id,
        Settlement.archived_at.is_(None), Settlement.begins_on <= settlement.ends_on,
        Settlement.ends_on >= settlement.begins_on, Settlement.id.in_(rented),
    )  # fmt: skip
    return db.session.scalars(statement.order_by(Settlement.id)).all()


def unsettled(showroom_id: int) -> bool:
    """Whether a sale of a showroom is in no settlement yet, the unreconciled ones included."""
    statement = select(Sale.id).where(
        Sale.showroom_id == showroom_id, Sale.archived_at.is_(None), Sale.id.not_in(select(SettlementLine.sale_id))
    )
    return db.session.scalar(statement.limit(1)) is not None


def is_settled(sale_id: int) -> bool:
    """Whether a settlement has the sale, a draft included."""
    return db.session.scalar(select(SettlementLine.id).where(SettlementLine.sale_id == sale_id)) is not None


def remitted_for(sale: Sale, settled: Settlement) -> Decimal:
    """What was left of a sale for its maker in the settlement that has it, before costs."""
    commission = db.session.scalar(select(SettlementLine.commission).where(SettlementLine.sale_id == sale.id))
    return remitted_of(sale, commission, settled)


def remitted_of(sale: Sale, commission: Decimal | None, settled: Settlement) -> Decimal:
    """The same where the commission on the sale is known."""
    part = settling.SoldPart(
        sale.quantity or 0, sale.gross or Decimal(0), sale.tax or Decimal(0), commission or Decimal(0)
    )
    return settling.remitted_for(part, settled.withholding_rate, settled.currency)


def settlement_of(sale_id: int) -> Settlement | None:
    """The settlement that has a sale."""
    statement = select(Settlement).join(SettlementLine, SettlementLine.settlement_id == Settlement.id)
    return db.session.scalar(statement.where(SettlementLine.sale_id == sale_id))


def share_lines(found: Settlement, language: str) -> list[ShareLine]:
    """What each maker gets, for a reader: approved, by the names of that day."""
    return [ShareLine(share, _maker(share.told, share.maker, language)) for share in found.shares]


def sold_lines(found: Settlement, language: str) -> list[SoldLine]:
    """The sales of a settlement by their days, for a reader: of whoever owned the goods; approved, by the names of that
    day."""
    told = {share.maker_id: share.told for share in found.shares}
    rows = []
    for row in sorted(found.lines, key=lambda line: (line.sale.day or date.min, line.sale_id)):
        if row.sale.exhibit is not None and row.sale.movement is not None:
            owner = row.sale.movement.owner
            named = products.suiting(row.told["names"], language) if row.told else None
            name = named or products.name_for(row.sale.exhibit.product, language)
            code = row.told["code"] if row.told else row.sale.exhibit.code
            rows.append(SoldLine(row, name, _maker(told.get(owner.id, {}), owner, language), code))
    return rows


def _maker(told: Mapping[str, Sequence[str]], maker: Organisation, language: str) -> Shown:
    return Shown(*told[language]) if language in told else contacts.display_name(maker, language)


def goods_told(sale_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """{sale: how its product is called now, as a line of a settlement keeps it}."""
    statement = select(Sale.id, Exhibit.code, ProductName.language, ProductName.text).join(
        Exhibit, Exhibit.id == Sale.exhibit_id
    ).join(ProductName, ProductName.product_id == Exhibit.product_id)  # fmt: skip
    found: dict[int, dict[str, Any]] = {}
    for id, code, language, text in db.session.execute(statement.where(Sale.id.in_(sale_ids))):
        found.setdefault(id, {"code": code, "names": {}})["names"][language] = text
    return found


def makers_told(ids: Collection[int]) -> dict[int, dict[str, list[str]]]:
    """{maker: how it is called now, as a share of a settlement keeps it}."""
    named = {language: contacts.listed_names(ids, language) for language in LOCALES}
    return {id: {language: list(names[id]) for language, names in named.items()} for id in ids}
