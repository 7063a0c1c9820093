"""What is asked of products that are to enter a country, and where that is told of many of them at once."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, String, func, literal, select, true

from crm.access import queries as access
from crm.access.models import AccessRule
from crm.access.rules import PROHIBITED, RESTRICTED, AccessVerdict
from crm.contacts.models import Organisation
from crm.core import reading
from crm.places.rules import COUNTRIES
from crm.products.models import Product


@dataclass(frozen=True)
class InCountry:
    """A country with what holds there for a product."""

    country: str
    verdict: AccessVerdict[AccessRule]


def entering(country: Any, *, key: Any = Product.id, part: Any = None) -> Select[Any]:
    """What is asked of products that are to enter a country, for `access.judged`; whose they are, if not their own.
    Made in the prefecture of origin, else where the maker is.
    """
    more = {} if part is None else {"part": part}
    told = access.facts(
        key=key, category=Product.category, country=country, heading=Product.hs_heading,
        place=func.coalesce(Product.origin_place_id, Organisation.place_id),
        code_jp=Product.hs_code_jp, code_cn=Product.hs_code_cn, **more,
    )  # fmt: skip
    return select(*told).select_from(Product).join(Organisation, Organisation.id == Product.maker_id)


def access_everywhere(ids: Collection[int]) -> dict[int, list[InCountry]]:
    """{product: what holds for it today in every country that has rules on record}."""
    told: dict[int, list[InCountry]] = {id: [] for id in ids}
    for each in access.judged(_in_each_country(), ids=list(ids)) if ids else ():
        told[each.key].append(InCountry(each.country, each.verdict))
    order = list(COUNTRIES)
    return {id: sorted(found, key=lambda each: order.index(each.country)) for id, found in told.items()}


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _in_each_country() -> Select[Any]:
    there = access.visible_to(None).with_only_columns(AccessRule.country).distinct().subquery()
    return entering(there.c.country).join(there, true()).where(reading.of_ids(Product.id))


def barred_from(country: str) -> list[int]:
    """The ids of the products that are barred from a country today."""
    return [row.key for row in access.barred_among(entering(literal(country, String)), sure=True)]


def access_limits(ids: Collection[int]) -> dict[int, list[InCountry]]:
    """{product: the countries that bar it, or let it in with conditions only, today}."""
    return {
        id: [each for each in found if each.verdict.state in (PROHIBITED, RESTRICTED)]
        for id, found in access_everywhere(ids).items()
    }
