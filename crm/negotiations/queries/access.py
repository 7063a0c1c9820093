"""What the target market of a case lets in of its goods, and what the management let go on (INV-M1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.access import queries as access
from crm.access.models import AccessRule
from crm.access.rules import AccessVerdict
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.negotiations.models import AccessOverride, Negotiation, NegotiationProduct
from crm.places import queries as places
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import Product
from crm.products.queries import ProductLine
from crm.users.models import User


class Sold(Protocol):
    """What market access asks of a case: as it stands, or as somebody would write it."""

    @property
    def place_id(self) -> int | None: ...

    @property
    def counterpart_id(self) -> int | None: ...

    @property
    def our_organisation_id(self) -> int | None: ...

    @property
    def category(self) -> str: ...

    @property
    def product_ids(self) -> Collection[int]: ...


@dataclass(frozen=True)
class CaseGoods:
    """A product of a case with its name, and what holds for it in the target market; None for no country."""

    line: ProductLine
    verdict: AccessVerdict[AccessRule] | None


@dataclass(frozen=True)
class BarredGoods:
    """A rule that bars goods of a case, and which: products by their ids, or the category that the case names."""

    rule: AccessRule
    product_ids: frozenset[int]
    category: str = ""  #: "" where only products are barred


@dataclass(frozen=True)
class LetGoOn:
    """What the management let go on: which rule in which words, for what, who, when, why."""

    row: AccessOverride
    words: Shown  #: of the rule as the management saw it
    goods: Sequence[ProductLine]  #: for which it was given, of the catalogue
    category: str  #: or the category
    is_same: bool  #: whether the rule still says that
    by: User | None


@dataclass(frozen=True)
class CaseAccess:
    """The goods of a case in its target market."""

    country: str  #: "": nobody told where that is
    goods: Sequence[CaseGoods]
    of_category: AccessVerdict[AccessRule] | None  #: of what the case names by its category alone
    let: Sequence[LetGoOn]
    waiting: Sequence[BarredGoods]  #: what is barred, and nobody let go on


def market(case: Sold) -> str:
    """The country of the target place; without one, of the counterpart. "" for neither."""
    if case.place_id is not None:
        return places.country_of(case.place_id)
    return db.session.scalar(select(Organisation.country).where(Organisation.id == case.counterpart_id)) or ""


def waiting(case: Negotiation, on: date, written: Sold | None = None) -> list[BarredGoods]:
    """What rules bar of a case (its goods loaded) on a day, and the management has not let go on.

    `written`: as the case would be. What is archived of its products counts.
    """
    sold = written or case
    country = market(sold)
    found = products.access_by_id(sold.product_ids, country, on)
    return _left(sold, found, _of_category(sold, country, on), _overrides(case.id))


def _left(
    sold: Sold, found: Mapping[int, AccessVerdict[AccessRule]], of_category: AccessVerdict[AccessRule] | None,
    let: Collection[AccessOverride],
) -> list[BarredGoods]:  # fmt: skip
    """What is barred, by rule, but for what the management let go on under what the rule says now."""
    barring = {rule.id: rule for verdict in found.values() for rule in verdict.barring}
    by_category = {rule.id: rule for rule in of_category.barring} if of_category is not None else {}
    left = []
    for id, rule in sorted((barring | by_category).items()):
        given = [each.given_for for each in let if each.rule_id == id and is_same(each, rule)]
        barred = {key for key, verdict in found.items() if any(each.id == id for each in verdict.barring)}
        ids = frozenset(barred.difference(*(each["products"] for each in given)))
        category = sold.category if id in by_category else ""
        category = "" if category in {each["category"] for each in given} else category
        if ids or category:
            left.append(BarredGoods(rule, ids, category))
    return left


def is_same(row: AccessOverride, rule: AccessRule) -> bool:
    """Whether a rule (its texts loaded) still says what it said when the management let a case go on."""
    return bool(row.given_for) and row.given_for["rule"] == access.said(rule)


def _of_category(sold: Sold, country: str, on: date) -> AccessVerdict[AccessRule] | None:
    """What holds for the category of a case, made where our organisation is; None where a product tells more."""
    if not country or not sold.category:
        return None
    told = select(Product.id).where(Product.id.in_(sold.product_ids), Product.category == sold.category)
    if sold.product_ids and db.session.scalars(told.limit(1)).first() is not None:
        return None
    ours = db.session.get(Organisation, sold.our_organisation_id) if sold.our_organisation_id is not None else None
    return products.access_of_category(sold.category, ours, country, on)


def goods_of(case_ids: Collection[int]) -> dict[int, list[Product]]:
    """{case: its products, names loaded}, in the order in which they were chosen."""
    statement = select(NegotiationProduct).where(NegotiationProduct.negotiation_id.in_(case_ids))
    named = statement.options(joinedload(NegotiationProduct.product).selectinload(Product.names))
    found: dict[int, list[Product]] = {}
    for row in db.session.scalars(named.order_by(NegotiationProduct.id)):
        found.setdefault(row.negotiation_id, []).append(row.product)
    return found


def _overrides(case_id: int) -> list[AccessOverride]:
    """What was let go on, the first first, rules with their words."""
    rule = joinedload(AccessOverride.rule).options(*access.LOADED)
    statement = select(AccessOverride).where(AccessOverride.negotiation_id == case_id).options(rule)
    return list(db.session.scalars(statement.order_by(AccessOverride.id)).unique())


def _told(rows: Sequence[AccessOverride], language: str) -> list[LetGoOn]:
    if not rows:
        return []
    users = {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(row.by_id for row in rows)))}
    ids = {id for row in rows for id in row.given_for.get("products", ())}
    lines = {line.product.id: line for line in products.shown(ids, language)}
    told = []
    for row in rows:
        rule = row.given_for.get("rule")
        words = access.worded(rule["texts"], language) if rule else access.words_of(row.rule, language)
        goods = [lines[id] for id in row.given_for.get("products", ()) if id in lines]
        category = row.given_for.get("category", "")
        told.append(LetGoOn(row, words, goods, category, is_same(row, row.rule), users.get(row.by_id or 0)))
    return told


def access_of(case: Negotiation, on: date, language: str) -> CaseAccess:
    """What the page of a case (its goods loaded) tells: its goods, what holds for them, what was let go on."""
    if not case.goods and not case.category:
        return CaseAccess("", (), None, (), ())
    country = market(case)
    lines = products.shown(case.product_ids, language)
    found = products.access_of([line.product for line in lines], country, on)
    goods = [CaseGoods(line, found.get(line.product.id)) for line in lines]
    of_category, let = _of_category(case, country, on), _overrides(case.id)
    return CaseAccess(country, goods, of_category, _told(let, language), _left(case, found, of_category, let))
