"""What countries let in: which rules hold for goods, of whatever record, told by one statement for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased, contains_eager

from crm.access import rules
from crm.access.models import AccessRule, AccessText
from crm.access.rules import AccessVerdict, Goods
from crm.core import here, reading
from crm.core.database import db
from crm.places import queries as places
from crm.places.models import Place

#: A statement of `facts` about goods; it may carry more columns, which `Judged.row` hands on.
Asking: TypeAlias = Select[Any] | CompoundSelect[Any]
_NOTHING: Final = cast(null(), Integer)


def facts(
    *, key: Any, category: Any, country: Any, place: Any = _NOTHING, part: Any = _NOTHING, heading: Any = "",
    code_jp: Any = "", code_cn: Any = "",
) -> list[Any]:  # fmt: skip
    """The columns that `judged` asks of goods: whose they are (`key`, and which of its `part`s), what they are, where
    they are made, and the country that they are to enter."""
    told = {
        "key": key, "part": part, "category": category, "country": country, "place_id": place, "heading": heading,
        "code_jp": code_jp, "code_cn": code_cn,
    }  # fmt: skip
    return [(literal(value, String) if isinstance(value, str) else value).label(name) for name, value in told.items()]


@dataclass(frozen=True)
class Judged:
    """Goods with what holds for them in a country; `row` is what the statement said of them."""

    goods: Goods
    country: str
    verdict: AccessVerdict[AccessRule]
    row: Row[Any]

    @property
    def key(self) -> Any:
        return self.row.key

    @property
    def part(self) -> int | None:
        part: int | None = self.row.part
        return part


def judged(asking: Asking, on: date | None = None, **asked: Any) -> list[Judged]:
    """What holds on a day, today unless told, for each of some goods, in the order in which they are asked for.

    One statement, however many goods and countries; rules come with their words. `asked`: what the statement names.
    """
    day = on or here.today()
    found = db.session.execute(_statement(asking), {"on": day, **asked}).unique()
    rows: dict[tuple[Any, ...], Row[Any]] = {}
    holding: dict[tuple[Any, ...], list[AccessRule]] = {}
    above: dict[int, frozenset[int]] = {}
    for row in found:
        which = (row.key, row.part, row.country)
        rows.setdefault(which, row)
        rule: AccessRule | None = row.AccessRule
        if rule is None:
            continue
        holding.setdefault(which, []).append(rule)
        if rule.region_id is not None:
            above[rule.region_id] = _places(row.region_lies_in)
    return [_judge(row, holding.get(which, ()), day, above) for which, row in rows.items()]


def _judge(row: Row[Any], found: Sequence[AccessRule], on: date, above: Mapping[int, frozenset[int]]) -> Judged:
    codes = _codes(row.code_jp, row.code_cn)
    goods = Goods(row.category, row.heading, codes, row.place_id, _places(row.made_in))
    country = row.country or ""
    return Judged(goods, country, rules.verdict(goods, found, country, on, above), row)


def _codes(japan: str, china: str) -> dict[str, str]:
    return {country: told for country, told in (("JP", japan), ("CN", china)) if told}


def _places(told: str | None) -> frozenset[int]:
    return frozenset(int(id) for id in told.split(",")) if told else frozenset()


def _in_force() -> tuple[ColumnElement[bool], ...]:
    on = bindparam("on", type_=Date)
    return (
        AccessRule.archived_at.is_(None),
        or_(AccessRule.valid_from.is_(None), AccessRule.valid_from <= on),
        or_(AccessRule.valid_to.is_(None), AccessRule.valid_to >= on),
    )


def _may_be_about(asked: Any) -> ColumnElement[bool]:
    """Whether a rule may be about goods, by country and category; codes and regions are read in `rules.verdict`."""
    category = or_(AccessRule.category == "", AccessRule.category == asked.c.category)
    return and_(AccessRule.country == asked.c.country, category, *_in_force())


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=64)
def _statement(asking: Asking) -> Select[Any]:
    """Of each of the goods: itself, where it is made (its place and those above it), and each rule that may hold."""
    asked = asking.cte("asked")
    regions = select(AccessRule.region_id).where(*_in_force())
    begun = or_(Place.id.in_(select(asked.c.place_id)), Place.id.in_(regions))
    tree = select(Place.id.label("of_id"), Place.id, Place.parent_id).where(begun).cte("above", recursive=True)
    over = aliased(Place)
    tree = tree.union_all(select(tree.c.of_id, over.id, over.parent_id).where(over.id == tree.c.parent_id))

    told = func.aggregate_strings(cast(tree.c.id, String), ",").label("told")
    lines = select(tree.c.of_id, told).group_by(tree.c.of_id).cte("lines")
    made, region = lines.alias("made"), lines.alias("region")
    return (
        select(asked, made.c.told.label("made_in"), AccessRule, region.c.told.label("region_lies_in"))
        .select_from(asked)
        .outerjoin(made, made.c.of_id == asked.c.place_id)
        .outerjoin(AccessRule, _may_be_about(asked))
        .outerjoin(region, region.c.of_id == AccessRule.region_id)
        .outerjoin(AccessText, AccessText.rule_id == AccessRule.id)
        .options(contains_eager(AccessRule.texts))
        .order_by(asked.c.key, asked.c.part, AccessRule.id, AccessText.id)
    )


def may_be_prohibited(category: Any) -> ColumnElement[bool]:
    """That any country prohibits goods of a category: asked first where `barred_among` would look at very many."""
    barring = select(AccessRule.category).where(AccessRule.state == rules.PROHIBITED, *_in_force())
    return or_(category.in_(barring), barring.where(AccessRule.category == "").exists())


def barred_among(asking: Asking, on: date | None = None, *, sure: bool = False) -> list[Row[Any]]:
    """Of some goods, those that are barred on a day, or may be unless that is to be `sure`: what the statement, which
    names nothing, said of them.

    Made for very many. Of goods that are alike only one is judged: there are far fewer sorts of goods than records.
    """
    day = on or here.today()
    rows = [(row, _sort(row)) for row in reading.rows(_prohibited(asking), on=day)]
    sorts = {sort for _, sort in rows}
    known = list(db.session.scalars(select(AccessRule).where(*_in_force()), {"on": day})) if sorts else []
    places_of = {sort[-1] for sort in sorts} | {rule.region_id for rule in known}
    above = places.lineages(id for id in places_of if id is not None)
    barred = {sort for sort in sorts if _is_barred(sort, known, day, above, sure)}
    return [row for row, sort in rows if sort in barred]


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=64)
def _prohibited(asking: Asking) -> Select[Any]:
    every = asking.subquery()
    rule = select(AccessRule.id).where(AccessRule.state == rules.PROHIBITED, _may_be_about(every))
    return select(every).where(rule.exists())


def _sort(row: Row[Any]) -> tuple[Any, ...]:
    return (row.country, row.category, row.heading, row.code_jp, row.code_cn, row.place_id)


def _is_barred(sort: tuple[Any, ...], known: Sequence[AccessRule], on: date, above: rules.Above, sure: bool) -> bool:
    country, category, heading, code_jp, code_cn, place = sort
    goods = Goods(category, heading, _codes(code_jp, code_cn), place, above.get(place, frozenset()))
    found = rules.verdict(goods, known, country, on, above)
    return found.is_barred or (found.may_be_barred and not sure)
