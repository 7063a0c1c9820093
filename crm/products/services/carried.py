"""What an activity carries: added behind the others, put in order, taken out."""

from collections.abc import Sequence

from sqlalchemy import select

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core.database import db, touch
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.products import queries, rules
from crm.products.models import CarriedProduct, Product


def carry(activity: Activity, product_id: int | None, *, by: Actor) -> CarriedProduct:
    """Have an activity carry a product, behind the others. Refused when it does already or `by` does not see it."""
    if product_id is None or not queries.is_visible(product_id, by):
        raise Refused(Text("Choose one from the list."), "product_id")
    rows = _rows(activity)
    if any(row.product_id == product_id for row in rows):
        raise Refused(Text("This product is carried already."), "product_id")
    row = CarriedProduct(
        activity_id=activity.id, product_id=product_id, position=max((row.position for row in rows), default=0) + 1
    )
    with action(rules.CARRIED, by=by):
        db.session.add(row)
        touch(activity)
    return row


def carry_along(earlier: Activity, later: Activity, *, by: Actor | None) -> None:
    """Have an activity carry what an earlier one did, in its order, except what is no longer to be had."""
    still = select(Product.id).where(Product.archived_at.is_(None), Product.status != "discontinued")
    had = [row.product_id for row in _rows(earlier)]
    there = set(db.session.scalars(still.where(Product.id.in_(had))))
    kept = [id for id in had if id in there]
    with action(rules.CARRIED, by=by):
        for position, id in enumerate(kept, 1):
            db.session.add(CarriedProduct(activity_id=later.id, product_id=id, position=position))


def leave(activity: Activity, product_id: int, *, by: Actor | None) -> None:
    """Have an activity carry a product no longer; NotVisible when it does not."""
    row = _row(_rows(activity), product_id)
    with action(rules.LEFT, by=by):
        db.session.delete(row)
        touch(activity)


def move(activity: Activity, product_id: int, *, down: bool, by: Actor) -> None:
    """Have a carried product change places with the one before or behind it that is seen; NotVisible when it is not
    carried. At the end of the list nothing happens."""
    rows = _rows(activity)
    row = _row(rows, product_id)
    seen = {product.id for product in queries.carried(activity.id, user=by)}
    shown = [other for other in rows if other.product_id in seen or other is row]
    place = shown.index(row) + (1 if down else -1)
    if not 0 <= place < len(shown):
        return
    rows.remove(row)
    rows.insert(rows.index(shown[place]) + (1 if down else 0), row)
    with action(rules.ARRANGED, by=by):
        for position, other in enumerate(rows, 1):
            other.position = position
        touch(activity)


def _rows(activity: Activity) -> list[CarriedProduct]:
    statement = select(CarriedProduct).where(CarriedProduct.activity_id == activity.id)
    return list(db.session.scalars(statement.order_by(CarriedProduct.position, CarriedProduct.id)))


def _row(rows: Sequence[CarriedProduct], product_id: int) -> CarriedProduct:
    found = next((row for row in rows if row.product_id == product_id), None)
    if found is None:
        raise NotVisible
    return found
