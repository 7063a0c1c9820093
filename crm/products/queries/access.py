"""What countries let in of the makers' products: what is asked of them, and what holds for each (INV-M1)."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, literal, select

from crm.access import queries as access
from crm.access.models import AccessRule
from crm.access.rules import AccessVerdict
from crm.contacts.models import Organisation
from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.products import rules
from crm.products.models import Product, ProductName
from crm.products.queries.entering import InCountry, access_everywhere, entering
from crm.products.queries.products import ProductLine, line, loaded, visible_to

#: How many products are looked for in what a visitor asked about.
MOST_NAMED = 20


def access_of_category(category: str, maker: Organisation | None, country: str) -> AccessVerdict[AccessRule]:
    """What holds today for goods of which only category and maker are known."""
    place = literal(maker.place_id if maker is not None else None, Integer)
    goods = select(*access.facts(key=literal(0), category=category, country=country, place=place))
    [told] = access.judged(goods)
    return told.verdict


def named_by(words: str, *, user: Actor, language: str) -> list[ProductLine]:
    """The products whose whole name stands in what somebody asked about, at most `MOST_NAMED`."""
    said = select(ProductName.product_id).where(literal(words).contains(ProductName.text))
    found = visible_to(user).where(Product.id.in_(said)).order_by(Product.sort_key, Product.id).limit(MOST_NAMED)
    return [line(product, language) for product in db.session.scalars(loaded(found))] if words else []


def all_names() -> list[tuple[str, int]]:
    """(name, product) of all languages and products, archived ones too, in the order in which they were entered."""
    rows = select(ProductName.text, ProductName.product_id).order_by(ProductName.product_id, ProductName.id)
    return [(text, id) for text, id in db.session.execute(rows)]


def access_of(products: Iterable[Product], country: str) -> dict[int, AccessVerdict[AccessRule]]:
    """{product: what holds for it in a country today}; {} for no country."""
    return access_by_id([product.id for product in products], country)


def access_by_id(ids: Collection[int], country: str) -> dict[int, AccessVerdict[AccessRule]]:
    """The same by the ids of products."""
    if not country or not ids:
        return {}
    return {each.key: each.verdict for each in access.judged(_of_country(), ids=list(ids), country=country)}


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _of_country() -> Select[Any]:
    return entering(bindparam("country", type_=String)).where(reading.of_ids(Product.id))


def access_by_country(product: Product) -> list[InCountry]:
    """What holds for a product today in every country that has rules on record."""
    return access_everywhere([product.id])[product.id]


def unready_doubts(product_id: int, field: str = "product_id") -> dict[str, Text]:
    """{field: that the product is not for sale yet, or no more, by its own status}."""
    status = db.session.scalar(select(Product.status).where(Product.id == product_id))
    if status in (None, "offered"):
        return {}
    return {field: Text("Its status is “%(status)s”: change it if it is sold.", status=Text(rules.STATUSES[status]))}


def access_doubts(ids: Collection[int], country: str, field: str = "product_id") -> dict[str, Text]:
    """{field: that one of these products is barred from a country today, or may be}; {} where none is. What is sure
    comes first."""
    found = sorted(access_by_id(ids, country).values(), key=lambda verdict: not verdict.is_barred)
    told = [text for verdict in found if (text := access.bar_told(verdict)) is not None]
    return {field: told[0]} if told else {}
