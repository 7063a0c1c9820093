"""Saying what an initiative launches."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.audit.services import action
from crm.core.categories import PRICE_TIERS
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.money import CURRENCIES, exact
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives.models import Initiative
from crm.initiatives.services import check_days
from crm.launches import queries, rules
from crm.launches.models import Launch, LaunchProduct
from crm.products.kind import PRODUCT

MOST_MONEY = Decimal(10) ** 12


@dataclass(frozen=True)
class LaunchInput:
    """The products of a line, the price aimed at, and the day of the launch."""

    product_ids: Collection[int]
    price_tier: str = ""
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    currency: str = ""
    begins_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said of a launch at all."""
        return not (self.product_ids or self.price_tier or self.price_from or self.price_to or self.begins_on)


def write(initiative: Initiative, content: LaunchInput, *, by: Actor) -> Launch | None:
    """Write what an initiative launches; where nothing is said any more, it launches nothing.

    Refused without a product, for products that `by` does not see, an unknown price tier or currency, prices that are
    none or out of order, and a day out of reason.
    """
    row = queries.launch(initiative.id)
    if content.is_empty:
        if row is not None:
            with action(rules.DROPPED, by=by):
                db.session.delete(row)
                touch(initiative)
        return None
    held = {each.product_id for each in row.products} if row is not None else set()
    _check(content, held, by)
    wanted = set(content.product_ids)
    with action(rules.WRITTEN, by=by):
        if row is None:
            row = Launch(initiative_id=initiative.id, products=[])
            db.session.add(row)
        for name in ("price_tier", "price_from", "price_to", "currency", "begins_on"):
            setattr(row, name, getattr(content, name))
        db.session.flush()
        for each in row.products:
            if each.product_id not in wanted:
                db.session.delete(each)  # said, since the log does not hear of what only falls out of a list
        row.products = [each for each in row.products if each.product_id in wanted] + [
            LaunchProduct(launch_id=row.id, product_id=id) for id in sorted(wanted - held)
        ]
        touch(initiative)
    return row


def _check(content: LaunchInput, held: Collection[int], by: Actor) -> None:
    wanted = set(content.product_ids)
    if not wanted:
        raise Refused(Text("Choose at least one product of the line."), "product_ids")
    if len(wanted) > rules.MOST_PRODUCTS:
        raise Refused(Text("A line has at most %(most)s products.", most=rules.MOST_PRODUCTS), "product_ids")
    if not wanted <= {*held, *PRODUCT.visible_among(wanted, by)}:
        raise Refused(Text("Choose one from the list."), "product_ids")
    if content.price_tier and content.price_tier not in PRICE_TIERS:
        raise Refused(Text("Choose one."), "price_tier")
    if content.currency not in CURRENCIES:
        raise Refused(Text("Choose one."), "currency")
    for name in ("price_from", "price_to"):
        price: Decimal | None = getattr(content, name)
        if price is not None and not 0 < exact(price, content.currency, name) < MOST_MONEY:
            raise Refused(Text("Enter a price above zero."), name)
    if content.price_from is not None and content.price_to is not None and content.price_to < content.price_from:
        raise Refused(Text("The highest price is below the lowest one."), "price_to")
    check_days(content.begins_on, None, first="begins_on")
