"""Products as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.products import queries
from crm.products.models import Product

PRODUCT = Kind(
    Product,
    queries.visible_to,
    noun=N_("Product"),
    plural=N_("Products"),
    page="products.record",
    names=queries.product_names,
    has_tasks=True,
)
