"""Which products of the catalogue leads asked about."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, select

from crm.core.database import db
from crm.core.permissions import Actor
from crm.leads import rules
from crm.leads.models import AskedProduct, Lead
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import Product, ProductName


def asked(lead_id: int) -> Sequence[AskedProduct]:
    """What a lead that the caller found to be visible asked about."""
    return db.session.scalars(
        select(AskedProduct).where(AskedProduct.lead_id == lead_id).order_by(AskedProduct.id)
    ).all()


def goods_of(lead: Lead, *, user: Actor) -> tuple[list[int], str]:
    """(products, other goods in words) that a lead asked about: those of the catalogue that the user sees and that are
    not discontinued; and what else stands in its interest."""
    named = select(AskedProduct.product_id).where(AskedProduct.lead_id == lead.id)
    sold = products.visible_to(user).where(Product.id.in_(named), Product.status != "discontinued")
    ids = list(db.session.scalars(sold.with_only_columns(Product.id).order_by(Product.sort_key, Product.id)))
    if not ids:
        return [], lead.interest
    names = set(db.session.scalars(select(ProductName.text).where(ProductName.product_id.in_(ids))))
    return ids, "; ".join(name for name in rules.asked_about(lead.interest) if name not in names)


def in_language(lead: Lead, language: str, *, user: Actor) -> tuple[list[Shown], str]:
    """(names, other words) of what a lead asked about, for readers of a language: the products of the catalogue
    that the user sees, those of the archive and discontinued ones too; and what else stands in its interest."""
    named = select(AskedProduct.product_id).where(AskedProduct.lead_id == lead.id)
    ids: set[int] = set()
    for archived in (False, True):
        seen = products.visible_to(user, archived=archived).where(Product.id.in_(named))
        ids.update(db.session.scalars(seen.with_only_columns(Product.id)))
    if not ids:
        return [], lead.interest
    names = set(db.session.scalars(select(ProductName.text).where(ProductName.product_id.in_(ids))))
    rest = "; ".join(name for name in rules.asked_about(lead.interest) if name not in names)
    return [line.name for line in products.shown(ids, language)], rest


def asked_at(activity_id: int) -> dict[int, set[int]]:
    """{lead: the products that it names} of the leads of an activity that name some, whoever reads."""
    rows = select(AskedProduct.lead_id, AskedProduct.product_id).join(Lead, Lead.id == AskedProduct.lead_id)
    found: dict[int, set[int]] = {}
    for lead, product in db.session.execute(rows.where(Lead.activity_id == activity_id)):
        found.setdefault(lead, set()).add(product)
    return found


def about(product_id: int) -> ColumnElement[bool]:
    """Leads that asked about a product."""
    return Lead.id.in_(select(AskedProduct.lead_id).where(AskedProduct.product_id == product_id))


def products_of(lead_ids: Collection[int], language: str) -> dict[int, list[Shown]]:
    """{lead: the products it asked about, by name}, without those that asked about none."""
    rows = select(AskedProduct.lead_id, AskedProduct.product_id).where(AskedProduct.lead_id.in_(lead_ids))
    pairs = db.session.execute(rows).all() if lead_ids else []
    found: dict[int, list[Shown]] = {}
    for line in products.shown({product for _lead, product in pairs}, language):
        for lead in (lead for lead, product in pairs if product == line.product.id):
            found.setdefault(lead, []).append(line.name)
    return found


def asked_products(leads: Select[Lead], *, user: Actor, language: str) -> list[tuple[int, str]]:
    """The products that some leads asked about and the user sees, as choices: [(id, name)], by name."""
    ids = select(AskedProduct.product_id).where(AskedProduct.lead_id.in_(leads.with_only_columns(Lead.id)))
    found = db.session.scalars(products.visible_to(user).where(Product.id.in_(ids)).with_only_columns(Product.id)).all()
    return [(line.product.id, line.name.text) for line in products.shown(found, language)]
