"""What an activity carries of the makers' products, and what it could."""

from collections.abc import Sequence

from sqlalchemy import select

from crm.activities import queries as activities
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor
from crm.products.models import CarriedProduct, Product
from crm.products.queries.products import line, loaded, visible_to


def carried(activity_id: int, *, user: Actor) -> Sequence[Product]:
    """What an activity carries, in its order; NotVisible when the user does not see the activity."""
    if not activities.is_visible(activity_id, user):
        raise NotVisible
    statement = visible_to(user).join(CarriedProduct, CarriedProduct.product_id == Product.id)
    ordered = statement.where(CarriedProduct.activity_id == activity_id).order_by(
        CarriedProduct.position, CarriedProduct.id
    )
    return db.session.scalars(loaded(ordered)).unique().all()


def carried_ids(activity_id: int) -> set[int]:
    """What an activity that the caller found to be visible carries."""
    return set(db.session.scalars(select(CarriedProduct.product_id).where(CarriedProduct.activity_id == activity_id)))


def addable(activity_id: int, *, user: Actor, language: str) -> list[tuple[int, str]]:
    """The products that an activity does not carry yet and could, as choices: [(id, "name — maker")]."""
    taken = select(CarriedProduct.product_id).where(CarriedProduct.activity_id == activity_id)
    statement = visible_to(user).where(Product.id.not_in(taken), Product.status != "discontinued")
    found = db.session.scalars(loaded(statement.order_by(Product.sort_key, Product.id)))
    lines = [line(product, language) for product in found]
    return [(found.product.id, f"{found.name.text} — {found.maker.text}") for found in lines]
