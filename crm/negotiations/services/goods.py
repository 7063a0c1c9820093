"""The products of the catalogue that a case is about."""

from collections.abc import Collection

from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.negotiations.models import Negotiation, NegotiationProduct
from crm.products import queries as products
from crm.products.models import Product

FROM_LIST = Text("Choose one from the list.")


def check_offered(fresh: Collection[int], by: Actor | None) -> None:
    """Refused unless `by` sees each of the products that are newly named."""
    offered = products.visible_to(by).where(Product.id.in_(fresh)).with_only_columns(Product.id)
    if fresh and set(db.session.scalars(offered)) != set(fresh):
        raise Refused(FROM_LIST, field="product_ids")


def sell(negotiation: Negotiation, product_ids: Collection[int]) -> None:
    """Inside an action: the case, its goods loaded, is about these."""
    held = set(negotiation.product_ids)
    if held == set(product_ids):
        return
    for each in negotiation.goods:
        if each.product_id not in product_ids:
            db.session.delete(each)  # said, since the log does not hear of what only falls out of a list
    negotiation.goods = [each for each in negotiation.goods if each.product_id in product_ids] + [
        NegotiationProduct(product_id=id) for id in dict.fromkeys(product_ids) if id not in held
    ]
    touch(negotiation)
