"""Which leads and cases are a firm's own: by who of ours they are for, and by the products that they name."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from crm.products.models import Product


def own(ours: Any, named: ColumnElement[bool], firm: int) -> ColumnElement[bool]:
    """Rows for the firm itself; or for nobody who makes products, such as our office, that name a product of the firm
    (`named`). A row for another maker is that maker's alone, whatever it names."""
    makers = select(Product.maker_id)
    return or_(ours == firm, and_(named, or_(ours.is_(None), ours.not_in(makers))))
