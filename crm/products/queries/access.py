"""What countries let in of the makers' products: what is asked of them, and what holds for each (INV-M1)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import literal, select
from sqlalchemy.orm import joinedload, load_only

from crm.access import queries as access
from crm.access.models import AccessRule
from crm.access.rules import AccessVerdict, Goods
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.places import queries as places
from crm.products.models import Product, ProductName
from crm.products.queries.products import ProductLine, line, loaded, visible_to

#: How many products are looked for in what a visitor asked about.
MOST_NAMED = 20


@dataclass(frozen=True)
class InCountry:
    """A country with what holds there for a product."""

    country: str
    verdict: AccessVerdict[AccessRule]


def goods_of(products: Iterable[Product]) -> dict[int, Goods]:
    """{product: what rules ask of it}, makers loaded. Made in its prefecture of origin, else where its maker is."""
    found = list(products)
    at = {row.id: row.origin_place_id or row.maker.place_id for row in found}
    above = places.lineages(id for id in at.values() if id is not None)
    return {
        row.id: Goods(
            category=row.category,
            heading=row.hs_heading,
            codes={code: told for code, told in (("JP", row.hs_code_jp), ("CN", row.hs_code_cn)) if told},
            place_id=(place_id := at[row.id]),
            regions=above.get(place_id, frozenset()) if place_id is not None else frozenset(),
        )
        for row in found
    }


def access_of_category(
    category: str, maker: Organisation | None, country: str, on: date | None = None
) -> AccessVerdict[AccessRule]:
    """What holds on a day, today unless told, for goods of which only category and maker are known."""
    place_id = maker.place_id if maker is not None else None
    regions = places.lineages([place_id]).get(place_id, frozenset()) if place_id is not None else frozenset()
    goods = Goods(category=category, place_id=place_id, regions=regions)
    return access.verdicts({0: goods}, country, on or here.today())[0]


def named_by(words: str, *, user: Actor, language: str) -> list[ProductLine]:
    """The products whose whole name stands in what somebody asked about, at most `MOST_NAMED`."""
    said = select(ProductName.product_id).where(literal(words).contains(ProductName.text))
    found = visible_to(user).where(Product.id.in_(said)).order_by(Product.sort_key, Product.id).limit(MOST_NAMED)
    return [line(product, language) for product in db.session.scalars(loaded(found))] if words else []


def access_of(
    products: Iterable[Product], country: str, on: date | None = None
) -> dict[int, AccessVerdict[AccessRule]]:
    """{product: what holds for it in a country on a day, today unless told}; {} for no country."""
    found = list(products)
    return access.verdicts(goods_of(found), country, on or here.today()) if country and found else {}


def access_by_country(product: Product) -> list[InCountry]:
    """What holds for a product today in every country that has rules on record."""
    found = access.by_country(goods_of([product])[product.id], here.today())
    return [InCountry(country, verdict) for country, verdict in found.items()]


def access_by_id(ids: Collection[int], country: str, on: date | None = None) -> dict[int, AccessVerdict[AccessRule]]:
    """The same by the ids of products."""
    if not country or not ids:
        return {}
    maker = joinedload(Product.maker).options(load_only(Organisation.place_id, raiseload=True))
    statement = select(Product).where(Product.id.in_(ids)).options(maker)
    return access_of(db.session.scalars(statement).unique(), country, on)


def access_doubts(ids: Collection[int], country: str, field: str = "product_id") -> dict[str, Text]:
    """{field: that one of these products is barred from a country today}; {} where none is."""
    for found in access_by_id(ids, country).values():
        if found.is_barred:
            return {field: access.barred_by(found.barring[0])}
    return {}
