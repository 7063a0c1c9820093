"""What an activity carries of the makers' products, and what it could."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.activities.kind import ACTIVITY
from crm.activities.models import Participant
from crm.contacts.models import Person
from crm.core.database import db
from crm.core.errors import NotVisible, or_not_visible
from crm.core.permissions import Actor
from crm.products.models import CarriedProduct, Product
from crm.products.queries.products import ProductLine, line, loaded, options, visible_to


@dataclass(frozen=True)
class Sample:
    """A product that is carried, with what goes along of it."""

    line: ProductLine
    row: CarriedProduct  #: carrier loaded, with the names of the person

    @property
    def is_unsized(self) -> bool:
        """Whether it goes along without anybody having told how many pieces: blank in what customs is shown."""
        return self.row.quantity is None and bool(self.line.product.sample_available)

    @property
    def is_valued_apart(self) -> bool:
        """Whether customs are told another value than each of its prices in that currency."""
        prices = [price.amount for price in self.line.product.prices if price.currency == self.row.currency]
        return bool(prices) and self.row.unit_value is not None and self.row.unit_value not in prices

    @property
    def is_begun(self) -> bool:
        """Whether anything was told of how it goes through customs."""
        return bool(self.row.quantity or self.row.customs or self.row.carrier)


def carried(activity_id: int, *, user: Actor) -> Sequence[Product]:
    """What an activity carries, in its order; NotVisible when the user does not see the activity."""
    if not ACTIVITY.is_visible(activity_id, user):
        raise NotVisible
    statement = visible_to(user).join(CarriedProduct, CarriedProduct.product_id == Product.id)
    ordered = statement.where(CarriedProduct.activity_id == activity_id).order_by(
        CarriedProduct.position, CarriedProduct.id
    )
    return db.session.scalars(loaded(ordered)).unique().all()


def samples(activity_id: int, *, user: Actor, language: str) -> list[Sample]:
    """The same with how many samples of each go along, how, and with whom."""
    statement = select(CarriedProduct).where(CarriedProduct.activity_id == activity_id)
    carrier = joinedload(CarriedProduct.carrier).joinedload(Participant.person).selectinload(Person.names)
    rows = {row.product_id: row for row in db.session.scalars(statement.options(carrier))}
    return [Sample(line(found, language), rows[found.id]) for found in carried(activity_id, user=user)]


def sample(activity_id: int, product_id: int, *, user: Actor, language: str) -> Sample:
    """One of them; NotVisible when the activity does not carry the product or the user does not see them."""
    return or_not_visible(
        next((s for s in samples(activity_id, user=user, language=language) if s.row.product_id == product_id), None)
    )


def sample_values(found: Sequence[Sample]) -> dict[tuple[str, str], Decimal]:
    """{(way through customs, currency): value of all samples}, in the order in which they are listed."""
    sums: dict[tuple[str, str], Decimal] = {}
    for each in found:
        if each.row.value is not None:
            key = each.row.customs, each.row.currency
            sums[key] = sums.get(key, Decimal(0)) + each.row.value
    return sums


def carried_ids(activity_id: int) -> set[int]:
    """What an activity that the caller found to be visible carries."""
    return set(db.session.scalars(select(CarriedProduct.product_id).where(CarriedProduct.activity_id == activity_id)))


def addable(activity_id: int, *, user: Actor, language: str) -> list[tuple[int, str]]:
    """The products that an activity does not carry yet and could, as choices: [(id, "name — maker")]."""
    return options(user=user, language=language, but=carried_ids(activity_id))
