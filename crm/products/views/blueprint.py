"""The blueprint, and what its templates share."""

from flask import Blueprint, url_for

from crm.core import clock
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.products import rules
from crm.products.models import ProductPhoto
from crm.web.locale import zone

bp = Blueprint("products", __name__, url_prefix="/products")


@bp.context_processor
def tables() -> dict[str, object]:
    """What every template of the capability needs."""
    return {
        "rules": rules,
        "categories": PRODUCT_CATEGORIES,
        "tiers": PRICE_TIERS,
        "photo_url": photo_url,
        "today": clock.today(zone()),
    }


def photo_url(photo: ProductPhoto) -> str:
    """Where the thumbnail is: every photo has an address of its own, so that none is shown for the one before."""
    return url_for("products.photo", id=photo.id, small=1)
