"""Exhibits: what stands where, and what of it is on the shelf."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.access import queries as access
from crm.access.models import AccessRule
from crm.access.rules import AccessVerdict
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import conditions, here, reading
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.folding import search_key
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor, Role, Shell
from crm.core.records import only, stands
from crm.lookup import queries as lookup
from crm.places.models import Place
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import Product
from crm.showrooms import rules
from crm.showrooms.models import Exhibit, Showroom, StockMovement
from crm.showrooms.queries.showrooms import called, of_role, visible_to
from crm.showrooms.queries.stocks import EFFECT, STANDS, Stock, stocks_of
from crm.showrooms.rules import sizes
from crm.wordings import queries as wordings

SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "place": (OrderColumn(Exhibit.showroom_id), OrderColumn(Exhibit.slot), OrderColumn(Exhibit.id)),
    "code": (OrderColumn(Exhibit.code), OrderColumn(Exhibit.id)),
    "-code": (OrderColumn(Exhibit.code, descending=True), OrderColumn(Exhibit.id, descending=True)),
    "-changed": (OrderColumn(Exhibit.updated_at, descending=True), OrderColumn(Exhibit.id, descending=True)),
}
#: What a column shows beside what every line has.
ACCESS: Final = "access"


@dataclass(frozen=True)
class ExhibitLine:
    """An exhibit named for a reader, with its stock."""

    exhibit: Exhibit
    name: Shown
    maker: Shown
    showroom: Shown
    stock: Stock
    #: Where it stands and its size, in the words of the reader where somebody gave them.
    slot: Shown = Shown("", "")
    size: Shown = Shown("", "")
    access: AccessVerdict[AccessRule] = AccessVerdict()  #: in the country of the showroom, if that was asked for


def visible_exhibits(user: Actor | None, *, archived: bool = False) -> Select[Exhibit]:
    """Every exhibit that is not archived, or the archive, of showrooms that the user sees."""
    shown = visible_to(user).with_only_columns(Showroom.id)
    return select(Exhibit).where(stands(Exhibit, archived=archived), Exhibit.showroom_id.in_(shown))


def label(name: str, exhibit: Exhibit, size: str = "") -> str:
    """What an exhibit is called among others of its product: with its code and its size, as the page says it or as it
    was typed."""
    return " · ".join(filter(None, (name, exhibit.code, size or exhibit.size)))


#: The names of the product of an exhibit and of its maker.
_GOODS: Final = joinedload(Exhibit.product).options(
    selectinload(Product.names), joinedload(Product.maker).selectinload(Organisation.names)
)


def loaded_exhibits(statement: Select[Exhibit]) -> Select[Exhibit]:
    """With the names of product, maker and showroom."""
    return statement.options(joinedload(Exhibit.showroom).selectinload(Showroom.names), _GOODS)


def exhibit(id: int, *, user: Actor, archived: bool = False) -> Exhibit:
    """One exhibit, named, with the terms and the place of its showroom; NotVisible when there is none."""
    room = joinedload(Exhibit.showroom).options(selectinload(Showroom.contracts), joinedload(Showroom.place))
    return only(loaded_exhibits(visible_exhibits(user, archived=archived)), id, room)


def _held() -> ColumnElement[int]:
    """How many are on the shelf, by what each movement changes there."""
    total = select(func.coalesce(func.sum(EFFECT), 0))
    return total.where(StockMovement.exhibit_id == Exhibit.id, STANDS).correlate(Exhibit).scalar_subquery()


def _shelved(there: bool) -> ColumnElement[bool]:
    return _held() > 0 if there else _held() == 0


def _called(text: str) -> ColumnElement[bool]:
    makers = Product.maker_id.in_(lookup.matching("organisations", text))
    key = search_key(text)
    named = or_(Product.search_key.contains(key, autoescape=True), makers) if key else makers
    return or_(Exhibit.code == text, Exhibit.product_id.in_(select(Product.id).where(named)))


def _of_maker(maker_id: int) -> ColumnElement[bool]:
    return Exhibit.product_id.in_(select(Product.id).where(Product.maker_id == maker_id))


def _goods_expiring() -> ColumnElement[bool]:
    """Exhibits with goods on the shelf that expire soon, or have."""
    return _expires_before(here.today() + rules.EXPIRING + timedelta(days=1))


def _expires_before(day: date) -> ColumnElement[bool]:
    """Exhibits with goods on the shelf that expire before a day, by their lots: what was sold first is gone."""
    dated = select(StockMovement.exhibit_id).where(StockMovement.archived_at.is_(None), StockMovement.expires_on < day)
    stocks = stocks_of(list(db.session.scalars(dated.distinct())))
    return reading.among(Exhibit.id, {id for id, held in stocks.items() if held.expiring(day - timedelta(days=1))})


def _entering() -> Select[Any]:
    """What is asked of exhibits that are to enter the country of their showroom."""
    asked = products.entering(Place.country, key=Exhibit.id).join(Exhibit, Exhibit.product_id == Product.id)
    return asked.join(Showroom, Showroom.id == Exhibit.showroom_id).join(Place, Place.id == Showroom.place_id)


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _entering_of() -> Select[Any]:
    return _entering().where(reading.of_ids(Exhibit.id))


def _barred() -> ColumnElement[bool]:
    """Exhibits that the country of their showroom bars today."""
    return reading.among(Exhibit.id, {row.key for row in access.barred_among(_entering(), sure=True)})


@dataclass(frozen=True)
class ExhibitFilter(Conditions):
    """Conditions of the list. The words are a name of the product or its maker, or the code of the exhibit."""

    q: str = conditions.text(_called)
    only: Collection[int] = conditions.only(Exhibit.id)
    showroom: int | None = conditions.record(Exhibit.showroom_id)
    product: int | None = conditions.record(Exhibit.product_id)
    maker: int | None = conditions.record(_of_maker)
    shelf: bool | None = conditions.yes_no(_shelved)
    expiring: bool = conditions.flag(_goods_expiring)
    before: date | None = conditions.day(_expires_before)
    barred: bool = conditions.flag(_barred)


def filtered_exhibits(wanted: ExhibitFilter, *, user: Actor) -> Select[Exhibit]:
    """The visible exhibits that fulfil every condition."""
    return visible_exhibits(user).where(*wanted.where())


def exhibits(
    wanted: ExhibitFilter,
    *,
    user: Actor,
    language: str,
    sort: str = "place",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    parts: Collection[str] = (),
) -> Page[ExhibitLine]:
    """A page of the list, by showroom and shelf unless `sort` says otherwise; `parts` (ACCESS): what columns show
    besides."""
    found: Page[Exhibit] = page(loaded_exhibits(filtered_exhibits(wanted, user=user)), SORTS[sort], cursor, size)
    lines = exhibit_lines(found.rows, language)
    return found.of(with_access(lines) if ACCESS in parts else lines)


def with_access(lines: Sequence[ExhibitLine]) -> list[ExhibitLine]:
    """The same with what the country of the showroom lets in today; one query."""
    ids = [line.exhibit.id for line in lines]
    told = {each.key: each.verdict for each in access.judged(_entering_of(), ids=ids)} if ids else {}
    return [replace(line, access=told[line.exhibit.id]) for line in lines]


def exhibit_lines(rows: Sequence[Exhibit], language: str) -> list[ExhibitLine]:
    """Loaded exhibits named for a reader, their stock counted at once."""
    stocks, usual = stocks_of([row.id for row in rows]), here.han_language()
    words = wordings.in_language(language, [text for row in rows for text in (row.slot, row.size)])
    return [
        ExhibitLine(
            row, products.name_for(row.product, language), contacts.display_name(row.product.maker, language),
            called(row.showroom, language), stocks[row.id],
            slot=Shown(*words.kept(row.slot, usual)), size=Shown(*words.kept(row.size, usual)),
        )
        for row in rows
    ]  # fmt: skip


def exhibit_names(ids: Collection[int], *, user: Actor, language: str) -> dict[int, str]:
    """{id: name and code} of those among the exhibits that the user sees."""
    rows = db.session.scalars(loaded_exhibits(visible_exhibits(user).where(Exhibit.id.in_(ids))))
    return {row.id: f"{products.name_for(row.product, language).text} {row.code}".strip() for row in rows}


def shelf(showroom_id: int, *, user: Actor | None, language: str, room: Showroom | None = None) -> list[ExhibitLine]:
    """All exhibits of a showroom, shelf by shelf. `room`: the showroom, of a caller that has it with its names; it is
    not asked for again."""
    rows = by_size(db.session.scalars(_shelf(of_role(user), room is None), {"showroom": showroom_id}).all())
    reading.fill([row.product for row in rows], Product.names)
    reading.fill([row.product.maker for row in rows], Organisation.names)
    return exhibit_lines(rows, language)


def by_size(rows: Sequence[Exhibit]) -> list[Exhibit]:
    """Exhibits with those of one product on one shelf in the order of their sizes, where its first one stands."""
    first: dict[tuple[str, int], int] = {}
    for place, row in enumerate(rows):
        first.setdefault((row.slot, row.product_id), place)
    return sorted(rows, key=lambda row: (first[row.slot, row.product_id], sizes.rank(row.size)))


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=2 * len(Role) + 2)
def _shelf(reader: Shell | None, with_room: bool) -> Select[Exhibit]:
    loaded = [joinedload(Exhibit.product).joinedload(Product.maker)]
    loaded += [joinedload(Exhibit.showroom).selectinload(Showroom.names)] if with_room else []
    found = visible_exhibits(reader).where(Exhibit.showroom_id == bindparam("showroom", type_=Integer))
    return found.options(*loaded).order_by(Exhibit.slot, Exhibit.code, Exhibit.id)


def gone_of(showroom_id: int, ids: Collection[int], language: str) -> list[ExhibitLine]:
    """Those of these that were exhibits of a showroom, and are archived by now."""
    if not ids:
        return []
    statement = visible_exhibits(None, archived=True).where(Exhibit.showroom_id == showroom_id, Exhibit.id.in_(ids))
    return exhibit_lines(db.session.scalars(loaded_exhibits(statement).order_by(Exhibit.id)).all(), language)


def of_product(product_id: int, *, user: Actor, language: str) -> list[ExhibitLine]:
    """Where a product is shown."""
    return of_products([product_id], user=user, language=language)


def of_products(product_ids: Collection[int], *, user: Actor, language: str) -> list[ExhibitLine]:
    """Where some products are shown."""
    statement = visible_exhibits(user).where(Exhibit.product_id.in_(product_ids))
    return exhibit_lines(db.session.scalars(loaded_exhibits(statement).order_by(Exhibit.id)).all(), language)


def of_maker(organisation_id: int, *, user: Actor, language: str) -> list[ExhibitLine]:
    """What of an organisation's products is shown anywhere."""
    statement = visible_exhibits(user).where(_of_maker(organisation_id))
    ordered = loaded_exhibits(statement).order_by(Exhibit.showroom_id, Exhibit.slot, Exhibit.id)
    return exhibit_lines(db.session.scalars(ordered).all(), language)


def movement(id: int, *, user: Actor, archived: bool = False) -> StockMovement:
    """One movement of an exhibit that the user sees; NotVisible otherwise. `archived`: taken out."""
    seen = visible_exhibits(user).with_only_columns(Exhibit.id)
    statement = select(StockMovement).where(
        StockMovement.exhibit_id.in_(seen), stands(StockMovement, archived=archived)
    )
    return only(statement, id)
