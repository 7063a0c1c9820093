"""What the target market of a case lets in of its products, and what the management let go on (INV-M1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.access import queries as access
from crm.access.models import AccessRule
from crm.access.rules import AccessVerdict
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.negotiations.models import AccessOverride, Negotiation, NegotiationProduct
from crm.places import queries as places
from crm.products import queries as products
from crm.products.models import Product
from crm.products.queries import ProductLine
from crm.users.models import User


@dataclass(frozen=True)
class CaseGoods:
    """A product of a case with its name, and what holds for it in the target market; None for no country."""

    line: ProductLine
    verdict: AccessVerdict[AccessRule] | None


@dataclass(frozen=True)
class LetGoOn:
    """What the management let go on: which rule, who, when, why."""

    row: AccessOverride
    by: User | None


@dataclass(frozen=True)
class CaseAccess:
    """The products of a case in its target market."""

    country: str  #: "": nobody told where that is
    goods: Sequence[CaseGoods]
    let: Sequence[LetGoOn]
    waiting: Sequence[AccessRule]  #: that bar one of the products, and that nobody let go on


def market(case: Negotiation) -> str:
    """The country of the target place; without one, of the counterpart. "" for neither."""
    if case.place_id is not None:
        return places.country_of(case.place_id)
    return db.session.scalar(select(Organisation.country).where(Organisation.id == case.counterpart_id)) or ""


def waiting(case: Negotiation, on: date) -> list[AccessRule]:
    """The rules that bar a product of a case on a day, and that the management has not let go on."""
    found = products.access_by_id(_product_ids(case), market(case), on)
    barring = {rule.id: rule for verdict in found.values() for rule in verdict.barring}
    if not barring:
        return []
    let = set(
        db.session.scalars(select(AccessOverride.rule_id).where(AccessOverride.negotiation_id == case.id))
    )  # fmt: skip
    return [rule for id, rule in sorted(barring.items()) if id not in let]


def _product_ids(case: Negotiation) -> list[int]:
    statement = select(NegotiationProduct.product_id).where(NegotiationProduct.negotiation_id == case.id)
    return list(db.session.scalars(statement.join(Product).where(Product.archived_at.is_(None))))


def goods_of(case_ids: Collection[int]) -> dict[int, list[Product]]:
    """{case: its products, names loaded}, in the order in which they were chosen."""
    statement = select(NegotiationProduct).where(NegotiationProduct.negotiation_id.in_(case_ids))
    named = statement.options(joinedload(NegotiationProduct.product).selectinload(Product.names))
    found: dict[int, list[Product]] = {}
    for row in db.session.scalars(named.order_by(NegotiationProduct.id)):
        found.setdefault(row.negotiation_id, []).append(row.product)
    return found


def overrides(case: Negotiation) -> list[LetGoOn]:
    """What was let go on, the first first, rules with their words."""
    rule = joinedload(AccessOverride.rule).options(*access.LOADED)
    statement = select(AccessOverride).where(AccessOverride.negotiation_id == case.id).options(rule)
    rows = db.session.scalars(statement.order_by(AccessOverride.id)).unique().all()
    users = {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(row.by_id for row in rows)))}
    return [LetGoOn(row, users.get(row.by_id or 0)) for row in rows]


def access_of(case: Negotiation, on: date, language: str) -> CaseAccess:
    """What the page of a case (its goods loaded) tells: its products, what holds for them, what was let go on."""
    if not case.goods:
        return CaseAccess("", (), (), ())
    country = market(case)
    found = products.shown(case.product_ids, language)
    verdicts = products.access_of([line.product for line in found], country, on)
    goods = [CaseGoods(line, verdicts.get(line.product.id)) for line in found]
    let = overrides(case)
    known = {each.row.rule_id for each in let}
    barring = {
        rule.id: rule
        for each in goods
        if each.verdict is not None and each.line.product.archived_at is None
        for rule in each.verdict.barring
    }
    return CaseAccess(country, goods, let, [rule for id, rule in sorted(barring.items()) if id not in known])
