"""What an activity carries: added behind the others, put in order, taken out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import here
from crm.core.database import db, touch
from crm.core.errors import Refused, or_not_visible
from crm.core.money import CURRENCIES
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.places import queries as places
from crm.products import queries, rules
from crm.products.kind import PRODUCT
from crm.products.models import CarriedProduct, Product


@dataclass(frozen=True)
class SampleInput:
    """What goes along of a product: how many, at which value each, how they pass customs, and with whom."""

    quantity: int | None = None
    unit_value: Decimal | None = None
    currency: str = field(default_factory=here.currency)
    customs: str = ""
    carrier_id: int | None = None  #: a participant


def carry(activity: Activity, product_id: int | None, *, by: Actor) -> CarriedProduct:
    """Have an activity carry a product, behind the others. Refused when it does already or `by` does not see it."""
    if product_id is None or not PRODUCT.is_visible(product_id, by):
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
    """Have an activity carry what an earlier one did, in its order, except what is no longer to be had; samples by
    number and value, but nobody who carries them."""
    still = select(Product.id).where(Product.archived_at.is_(None), Product.status != "discontinued")
    had = _rows(earlier)
    there = set(db.session.scalars(still.where(Product.id.in_([row.product_id for row in had]))))
    kept = [row for row in had if row.product_id in there]
    with action(rules.CARRIED, by=by):
        for position, row in enumerate(kept, 1):
            again = {name: getattr(row, name) for name in ("quantity", "unit_value", "currency", "customs")}
            db.session.add(CarriedProduct(activity_id=later.id, product_id=row.product_id, position=position, **again))


def list_sample(activity: Activity, product_id: int, content: SampleInput, *, by: Actor | None) -> None:
    """Write down what goes along of a product; NotVisible when the activity does not carry it.

    Refused for a number below one, a value without a number, a way or a currency that is none, and for a carrier who
    is not of the delegation.
    """
    row = _row(_rows(activity), product_id)
    _check_sample(activity, content)
    with action(rules.SAMPLES_LISTED, by=by):
        row.quantity, row.unit_value, row.currency = content.quantity, content.unit_value, content.currency
        row.customs, row.carrier_id = content.customs, content.carrier_id
        touch(activity)


def sample_doubts(activity: Activity, product_id: int, content: SampleInput) -> dict[str, Text]:
    """{field: that the country we go to bars the product}, where other samples of it go along than before."""
    row = _row(_rows(activity), product_id)
    if not content.quantity or content.quantity == row.quantity or activity.direction != "outbound":
        return {}
    return queries.access_doubts([product_id], places.country_of(activity.place_id), "quantity")


def _check_sample(activity: Activity, content: SampleInput) -> None:
    if content.quantity is not None and not 1 <= content.quantity <= rules.MOST:
        raise Refused(Text("Enter a whole number of at least 1."), "quantity")
    if content.unit_value is not None and (content.quantity is None or content.unit_value < 0):
        raise Refused(Text("Say how many samples go along."), "quantity")
    if content.currency not in CURRENCIES:
        raise Refused(Text("Choose one."), "currency")
    if content.customs and content.customs not in rules.CUSTOMS:
        raise Refused(Text("Choose one."), "customs")
    going = {part.id for part in activities.participants(activity.id) if part.status != "cancelled"}
    if content.carrier_id is not None and content.carrier_id not in going:
        raise Refused(Text("Choose one from the list."), "carrier_id")


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
    return or_not_visible(next((row for row in rows if row.product_id == product_id), None))
