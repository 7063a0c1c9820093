"""The parts of a product that are changed by themselves: photo, prices, certificates."""

from typing import TypeVar

from sqlalchemy import select

from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.products.models import Certificate, Product, ProductPhoto, ProductPrice
from crm.products.queries.products import visible_to

Part = TypeVar("Part", bound=ProductPhoto | ProductPrice | Certificate)


def part(model: type[Part], id: int, *, user: Actor, archived: bool = False) -> Part:
    """A photo, price or certificate of a product that the user sees; NotVisible otherwise. `archived`: taken out."""
    seen = visible_to(user).with_only_columns(Product.id)
    return only(select(model).where(model.product_id.in_(seen), stands(model, archived=archived)), id)
