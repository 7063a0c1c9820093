"""Products: the list, one, those of a maker."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import conditions, reading
from crm.core.conditions import Conditions, Own
from crm.core.database import db
from crm.core.folding import search_key
from crm.core.languages import FALLBACKS, Language
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.fields import queries as fields
from crm.lookup import queries as lookup
from crm.places.models import Place
from crm.places.rules import Shown
from crm.products.models import Certificate, Product, ProductPhoto
from crm.products.queries.entering import InCountry, access_limits, barred_from

SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "name": (OrderColumn(Product.sort_key), OrderColumn(Product.id)),
    "-name": (OrderColumn(Product.sort_key, descending=True), OrderColumn(Product.id, descending=True)),
    "-changed": (OrderColumn(Product.updated_at, descending=True), OrderColumn(Product.id, descending=True)),
}

#: What a column shows beside what every line has.
LIMITS: Final = "limits"


@dataclass(frozen=True)
class ProductLine:
    """A product with its name and its maker's for a reader."""

    product: Product
    name: Shown
    maker: Shown
    limits: Sequence[InCountry] = ()  #: where it is barred, or let in with conditions, if that was asked for


def visible_to(user: Actor | None, *, archived: bool = False) -> Select[Product]:
    """Every product that is not archived, or the archive, of makers that the user sees."""
    # By the maker of each product: asked as a list of makers, the database would write down all organisations first.
    maker = contacts.visible_organisations(user).where(Organisation.id == Product.maker_id).exists()
    return select(Product).where(stands(Product, archived=archived), maker)


#: Names, parts, maker and origin: a fixed number of queries, however many products.
LOADED: Final = (
    selectinload(Product.names),
    selectinload(Product.photos).joinedload(ProductPhoto.file),
    selectinload(Product.prices),
    selectinload(Product.certificates).joinedload(Certificate.file),
    joinedload(Product.maker).selectinload(Organisation.names),
    joinedload(Product.origin_place).selectinload(Place.names),
)


#: What a line names, in one query: a product has few names.
_NAMED: Final = (
    joinedload(Product.names),
    joinedload(Product.maker).joinedload(Organisation.names),
)


def loaded(statement: Select[Product]) -> Select[Product]:
    """With all that a page or a sheet shows."""
    return statement.options(*LOADED)


def one(id: int, *, user: Actor, archived: bool = False) -> Product:
    """The product with all that its page shows; NotVisible when there is none."""
    return only(loaded(visible_to(user, archived=archived)), id)


def by_key(key: str) -> Product | None:
    """The product whose public page has this key, with all that it shows; also where the page was withdrawn."""
    return db.session.scalar(loaded(select(Product).where(Product.public_key == key)))


def _called(text: str) -> ColumnElement[bool]:
    makers = select(Organisation.id).where(Organisation.id.in_(lookup.matching("organisations", text)))
    heading = Product.hs_heading == text
    if not (key := search_key(text)):
        return heading
    return or_(heading, Product.search_key.contains(key, autoescape=True), Product.maker_id.in_(makers))


@dataclass(frozen=True)
class Filter(Conditions):
    """Conditions of the list. The words are a name of the product or of its maker, or its HS heading."""

    q: str = conditions.text(_called)
    only: Collection[int] = conditions.only(Product.id)
    category: Collection[str] = conditions.codes(Product.category)
    tier: Collection[str] = conditions.codes(Product.price_tier)
    status: Collection[str] = conditions.codes(Product.status)
    maker: int | None = conditions.record(Product.maker_id)
    own: Collection[Own] = conditions.own(lambda asked: fields.fulfilling(Product.id, "products", asked))
    samples: bool | None = conditions.yes_no(Product.sample_available)
    published: bool | None = conditions.yes_no(Product.published)
    barred: str = conditions.code(lambda country: reading.among(Product.id, barred_from(country)))


def filtered(wanted: Filter, *, user: Actor) -> Select[Product]:
    """The visible products that fulfil every condition."""
    return visible_to(user).where(*wanted.where())


def products(
    wanted: Filter, *, user: Actor, language: str, sort: str = "name", cursor: str | None = None,
    size: int = PAGE_SIZE, parts: Collection[str] = (),
) -> Page[ProductLine]:  # fmt: skip
    """A page of the list, by name unless `sort` says otherwise; `parts` (LIMITS) are what its columns show besides."""
    matching = filtered(wanted, user=user)
    found: Page[Product] | None = fields.page_in_order("products", sort, matching, Product.id, cursor, size, *LOADED)
    found = found if found is not None else page(loaded(matching), SORTS[sort], cursor, size)
    rows = [line(product, language) for product in found.rows]
    if LIMITS in parts:
        limits = access_limits([row.product.id for row in rows])
        rows = [replace(row, limits=limits[row.product.id]) for row in rows]
    return found.of(rows)


def name_for(product: Product, language: str) -> Shown:
    """The name that suits readers of a language best."""
    return suiting({row.language: row.text for row in product.names}, language)


def suiting(names: Mapping[str, str], language: str) -> Shown:
    """Of names by their language the one that suits readers of a language best."""
    for tag in FALLBACKS.get(language, FALLBACKS[Language.JA]):
        if tag in names:
            return Shown(names[tag], tag)
    return Shown("", language)


def product_names(ids: Collection[int], language: str) -> dict[int, str]:
    """{id: name}, of the archive as well; for the log."""
    found = select(Product).where(Product.id.in_(ids)).options(selectinload(Product.names))
    return {row.id: name_for(row, language).text for row in db.session.scalars(found)} if ids else {}


def name_in(product: Product, language: str) -> Shown | None:
    """The name in one language, None when it has none."""
    return next((Shown(row.text, row.language) for row in product.names if row.language == language), None)


def line(product: Product, language: str) -> ProductLine:
    """A loaded product named for a reader."""
    return ProductLine(product, name_for(product, language), contacts.display_name(product.maker, language))


def shown(ids: Collection[int], language: str) -> list[ProductLine]:
    """Products that a record names, of the archive as well, by name."""
    found = db.session.scalars(_SHOWN, {"ids": list(ids)}).unique().all() if ids else ()
    return [line(product, language) for product in found]


_SHOWN: Final = (
    select(Product).where(reading.of_ids(Product.id)).order_by(Product.sort_key, Product.id).options(*_NAMED)
)


def of_maker(organisation_id: int, *, user: Actor, language: str) -> list[ProductLine]:
    """The products of one organisation, by name."""
    statement = visible_to(user).where(Product.maker_id == organisation_id).order_by(Product.sort_key, Product.id)
    return [line(product, language) for product in db.session.scalars(loaded(statement))]


def options(*, user: Actor, language: str, but: Collection[int] = ()) -> list[tuple[int, str]]:
    """The products that are not discontinued, but for some, as choices: [(id, "name — maker")]."""
    statement = visible_to(user).where(Product.id.not_in(but), Product.status != "discontinued")
    found = db.session.scalars(loaded(statement.order_by(Product.sort_key, Product.id)))
    lines = [line(product, language) for product in found]
    return [(found.product.id, f"{found.name.text} — {found.maker.text}") for found in lines]
