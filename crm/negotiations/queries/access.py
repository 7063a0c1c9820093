"""Which goods of a case may enter its target market, and what the management gave its word for (INV-M1)."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload

from crm.access import queries as access
from crm.access.models import AccessRule
from crm.access.queries import Judged
from crm.access.rules import AccessVerdict
from crm.contacts.models import Organisation
from crm.core import keys, reading
from crm.core.database import db
from crm.core.permissions import Actor
from crm.negotiations import rules
from crm.negotiations.models import AccessOverride, Negotiation, NegotiationProduct
from crm.negotiations.queries.records import LISTED, visible_to
from crm.places.models import Place
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import Product
from crm.products.queries import ProductLine
from crm.users.models import User

#: Of goods that a form shows as barred: the rule, its version, and what stands for the goods as they are.
Mark = tuple[int, int, str]


@dataclass(frozen=True)
class BarredGoods:
    """A rule that bars goods of a case, and which: as the management's word names them (`AccessOverride.given_for`)."""

    rule: AccessRule
    goods: tuple[Mapping[str, Any], ...]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What a form that shows it carries."""
        return tuple((self.rule.id, self.rule.version, _mark(each)) for each in self.goods)

    @property
    def product_ids(self) -> set[int]:
        """Of the catalogue."""
        return {each["product"] for each in self.goods if each["product"] is not None}

    @property
    def category(self) -> str:
        """What the case names by its category alone; "" where only products are barred."""
        return next((each["category"] for each in self.goods if each["product"] is None), "")


@dataclass(frozen=True)
class Entering:
    """Which goods of a case may enter its target market: by product, and (None) what only its category tells."""

    goods: Mapping[int | None, Judged]
    words: Sequence[AccessOverride] = ()  #: of the management, the first first, rules with their words

    @property
    def country(self) -> str:
        """Of the target place; without one, of the counterpart."""
        return next((each.country for each in self.goods.values()), "")

    @property
    def waiting(self) -> list[BarredGoods]:
        """What is barred, by rule, and the management has not let go on as these goods and this rule are now."""
        barring = {rule.id: rule for each in self.goods.values() for rule in each.verdict.barring}
        left = []
        for id, rule in sorted(barring.items()):
            given = [told for row in self.words if row.rule_id == id and is_same(row, rule) for told in for_what(row)]
            barred = [as_they_are(each) for each in self.goods.values() if rule in each.verdict.barring]
            if lacking := tuple(told for told in barred if told not in given):
                left.append(BarredGoods(rule, lacking))
        return left


def as_they_are(judged: Judged) -> dict[str, Any]:
    """Goods as a word of the management names them: it holds for no others, nor for these once they are others."""
    goods = judged.goods
    return {
        "product": judged.part, "category": goods.category, "code": goods.code(judged.country),
        "place": goods.place_id,
    }  # fmt: skip


def _mark(goods: Mapping[str, Any]) -> str:
    return keys.digest(json.dumps(goods, sort_keys=True))[:12]


def for_what(word: AccessOverride) -> Sequence[Mapping[str, Any]]:
    """The goods for which a word was given, as they were."""
    told: Sequence[Mapping[str, Any]] = word.given_for.get("goods", ())
    return told


def is_same(word: AccessOverride, rule: AccessRule) -> bool:
    """Whether a rule (its texts loaded) still says what it said when the management gave its word."""
    return bool(word.given_for) and word.given_for["rule"] == access.said(rule)


# ------------------------------------------------------------------ what may enter


def entering(case_ids: Collection[int], on: date | None = None) -> dict[int, Entering]:
    """{case: which of its goods may enter its target market on a day, today unless told}. What is archived of its
    products counts. One statement, and one more for cases for which the management gave its word."""
    goods: dict[int, dict[int | None, Judged]] = {id: {} for id in case_ids}
    given = set()
    for each in access.judged(_of_cases(), on, ids=list(case_ids)) if case_ids else ():
        goods[each.key][each.part] = each
        if each.row.words:
            given.add(each.key)
    words = _words(given)
    return {id: Entering(found, words.get(id, ())) for id, found in goods.items()}


def waiting(case: Negotiation, on: date | None = None, *, also: Collection[int] = ()) -> list[BarredGoods]:
    """What of a case is barred on a day, today unless told, and the management has not let go on; `also` with these
    products."""
    found = entering([case.id], on)[case.id]
    if not also:
        return found.waiting
    more = {each.part: each for each in access.judged(_besides(), on, ids=list(also), case=case.id)}
    return Entering({**more, **found.goods}, found.words).waiting


def barred_options(case: Negotiation, on: date, user: Actor, language: str) -> list[tuple[int, str]]:
    """The products that a case may get only with the management's word of a day, as choices: [(id, "name — maker")]."""
    offered = products.options(user=user, language=language)
    judged = access.judged(_besides(), on, ids=[id for id, _name in offered], case=case.id)
    barred = {each.part for each in judged if each.verdict.barring}
    return [(id, name) for id, name in offered if id in barred]


#: A case that does not go on, and what of it is barred.
HeldUp = tuple[Negotiation, Sequence[BarredGoods]]


def held_up(cases: Iterable[Negotiation], stage: str, on: date | None = None) -> list[HeldUp]:
    """Those of the cases that may not move to `stage` on a day, today unless told, without the management's word."""
    leading = {case.id: case for case in cases if rules.leads_on(case.stage, stage)}
    found = entering(leading, on)
    return [(case, found[id].waiting) for id, case in leading.items() if found[id].waiting]


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _besides() -> Select[Any]:
    """What is asked of products that a case is to get."""
    target, theirs = aliased(Place), aliased(Organisation)
    asked = products.entering(func.coalesce(target.country, theirs.country), key=Negotiation.id, part=Product.id)
    asked = asked.join(Negotiation, Negotiation.id == bindparam("case", type_=Integer))
    asked = asked.join(theirs, theirs.id == Negotiation.counterpart_id)
    return asked.outerjoin(target, target.id == Negotiation.place_id).where(reading.of_ids(Product.id))


def _goods(which: Any, these: Callable[[Any], Any] = lambda _category: true()) -> CompoundSelect[Any]:
    """What is asked of the goods of some cases, of `these` categories alone: of each product, and of a category that
    no product is of."""
    target, theirs, ours = aliased(Place), aliased(Organisation), aliased(Organisation)
    country = func.coalesce(target.country, theirs.country)
    words = select(AccessOverride.id).where(AccessOverride.negotiation_id == Negotiation.id).exists().label("words")

    def of_cases(statement: Any) -> Any:
        return (
            statement.join(theirs, theirs.id == Negotiation.counterpart_id)
            .outerjoin(target, target.id == Negotiation.place_id)
            .where(which)
            .add_columns(words)
        )

    named = (
        products.entering(country, key=Negotiation.id, part=Product.id)
        .join(NegotiationProduct, NegotiationProduct.product_id == Product.id)
        .join(Negotiation, Negotiation.id == NegotiationProduct.negotiation_id)
    )
    told = access.facts(key=Negotiation.id, category=Negotiation.category, country=country, place=ours.place_id)
    alike = select(NegotiationProduct.id).join(Product, Product.id == NegotiationProduct.product_id)
    alike = alike.where(NegotiationProduct.negotiation_id == Negotiation.id, Product.category == Negotiation.category)
    by_category = select(*told).select_from(Negotiation).join(ours, ours.id == Negotiation.our_organisation_id)
    by_category = of_cases(by_category).where(Negotiation.category != "", these(Negotiation.category), ~alike.exists())
    return union_all(of_cases(named).where(these(Product.category)), by_category)


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _of_cases() -> CompoundSelect[Any]:
    return _goods(reading.of_ids(Negotiation.id))


def _words(case_ids: Collection[int]) -> dict[int, list[AccessOverride]]:
    if not case_ids:
        return {}
    rule = joinedload(AccessOverride.rule).joinedload(AccessRule.texts)
    statement = select(AccessOverride).where(AccessOverride.negotiation_id.in_(case_ids)).options(rule)
    found: dict[int, list[AccessOverride]] = {}
    for row in db.session.scalars(statement.order_by(AccessOverride.id)).unique():
        found.setdefault(row.negotiation_id, []).append(row)
    return found


# ------------------------------------------------------------------ what nobody decided


def undecided(on: date) -> ColumnElement[bool]:
    """That a case stands at terms or beyond with barred goods for which no word of the management holds."""
    return reading.among(Negotiation.id, _undecided(on))


def _undecided(on: date) -> list[int]:
    barred = access.barred_among(_past_terms(), on)
    told = {row.key for row in barred if row.words}
    decided = {id for id, each in entering(told, on).items() if not each.waiting}
    return sorted({row.key for row in barred} - decided)


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _past_terms() -> CompoundSelect[Any]:
    past = reading.one_of(Negotiation.stage, rules.HELD_UP) & Negotiation.archived_at.is_(None)
    return _goods(past, access.may_be_prohibited)


def undecided_cases(user: Actor, on: date, *, most: int) -> tuple[list[Negotiation], int]:
    """The first `most` cases that wait for the management's word, the longest in their stage first, and how many of
    them there are."""
    ids = _undecided(on)
    if not ids:
        return [], 0
    found = visible_to(user).where(reading.among(Negotiation.id, ids)).add_columns(func.count().over().label("number"))
    ordered = found.options(*LISTED).order_by(Negotiation.stage_entered_at, Negotiation.id).limit(most)
    rows = db.session.execute(ordered).unique().all()
    return [row[0] for row in rows], rows[0].number if rows else 0


# ------------------------------------------------------------------ as pages tell it


@dataclass(frozen=True)
class CaseGoods:
    """A product of a case with its name, and what holds for it in the target market."""

    line: ProductLine
    verdict: AccessVerdict[AccessRule]


@dataclass(frozen=True)
class LetGoOn:
    """What the management let go on: which rule in which words, for what, who, when, why."""

    row: AccessOverride
    words: Shown  #: of the rule as the management saw it
    goods: Sequence[ProductLine]  #: for which it was given, of the catalogue
    category: str  #: or the category
    is_same: bool  #: whether the rule still says that
    holds: bool  #: whether it lets any goods of the case, as they are now, go on
    by: User | None


@dataclass(frozen=True)
class CaseAccess:
    """The goods of a case in its target market."""

    country: str  #: "": nobody told where that is
    goods: Sequence[CaseGoods]
    of_category: AccessVerdict[AccessRule] | None  #: of what the case names by its category alone
    let: Sequence[LetGoOn]
    waiting: Sequence[BarredGoods]  #: what is barred, and nobody let go on


def access_of(found: Entering, language: str) -> CaseAccess:
    """What the page of a case tells: its goods, what holds for them, what was let go on."""
    named = {id for id in found.goods if id is not None}
    given = {each["product"] for row in found.words for each in for_what(row) if each["product"] is not None}
    lines = {line.product.id: line for line in products.shown(named | given, language)} if named | given else {}
    by_category = found.goods.get(None)
    return CaseAccess(
        found.country,
        [CaseGoods(line, found.goods[id].verdict) for id, line in lines.items() if id in named],
        by_category.verdict if by_category is not None else None,
        _told(found, lines, language),
        found.waiting,
    )


def _told(found: Entering, lines: Mapping[int, ProductLine], language: str) -> list[LetGoOn]:
    ids = {row.by_id for row in found.words}
    users = {row.id: row for row in db.session.scalars(select(User).where(User.id.in_(ids)))} if ids else {}
    now = [as_they_are(each) for each in found.goods.values()]
    told = []
    for row in found.words:
        rule = row.given_for.get("rule")
        words = access.worded(rule["texts"], language) if rule else access.words_of(row.rule, language)
        goods = [lines[each["product"]] for each in for_what(row) if each["product"] in lines]
        category = next((each["category"] for each in for_what(row) if each["product"] is None), "")
        same = is_same(row, row.rule)
        holds = same and any(each in now for each in for_what(row))
        told.append(LetGoOn(row, words, goods, category, same, holds, users.get(row.by_id or 0)))
    return told


def goods_of(case_ids: Collection[int]) -> dict[int, list[Product]]:
    """{case: its products, names loaded}, in the order in which they were chosen."""
    statement = select(NegotiationProduct).where(NegotiationProduct.negotiation_id.in_(case_ids))
    named = statement.options(joinedload(NegotiationProduct.product).selectinload(Product.names))
    found: dict[int, list[Product]] = {}
    for row in db.session.scalars(named.order_by(NegotiationProduct.id)):
        found.setdefault(row.negotiation_id, []).append(row.product)
    return found
