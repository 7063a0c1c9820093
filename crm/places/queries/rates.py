"""Reading exchange rates."""

from bisect import bisect_right
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, String, and_, bindparam, case, func, or_, select

from crm.core import paging, reading
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.places import rules
from crm.places.models import FxRate


@dataclass(frozen=True)
class Rate:
    """The price of one unit of the first currency in the second, and the day it is of."""

    rate: Decimal
    day: date
    source: str


def rates(*, cursor: str | None = None) -> paging.Page[FxRate]:
    """Exchange rates, latest first."""
    order = (paging.OrderColumn(FxRate.day, descending=True), paging.OrderColumn(FxRate.id, descending=True))
    return paging.page(select(FxRate), order, cursor)


def fx_rate(id: int) -> FxRate:
    """One entry of the rate table; NotVisible when there is none."""
    return or_not_visible(db.session.get(FxRate, id))


def rate(base: str, quote: str, on: date) -> Rate | None:
    """What one unit of `base` costs in `quote`: the latest rate up to that day, None when there is none.

    A rate entered in the opposite direction is turned round when it is the later one.
    """
    return rates_of([base], quote, on).get(base)


def rates_of(bases: Collection[str], quote: str, on: date) -> dict[str, Rate]:
    """{base: as `rate` finds it}, for many currencies in one query; those without a rate are absent."""
    found = {base: Rate(Decimal(1), on, "") for base in bases if base == quote}
    others = set(bases) - {quote}
    if not others:
        return found
    for row in reading.rows(_latest(), quote=quote, others=sorted(others), on=on):
        found[row.of] = Rate(row.rate if row.direct else rules.inverse(row.rate), row.day, row.source)
    return found


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _latest() -> Select[Any]:
    """The latest rate of each of these currencies up to a day, whichever way round it was entered."""
    quote, others = bindparam("quote", type_=String), bindparam("others", type_=String, expanding=True)
    direct = FxRate.quote == quote
    base = case((direct, FxRate.base), else_=FxRate.quote).label("of")
    pair = or_(and_(direct, FxRate.base.in_(others)), and_(FxRate.base == quote, FxRate.quote.in_(others)))
    place = func.row_number().over(partition_by=base, order_by=(FxRate.day.desc(), direct.desc())).label("place")
    ranked = select(base, direct.label("direct"), FxRate.rate, FxRate.day, FxRate.source, place)
    latest = ranked.where(pair, FxRate.day <= bindparam("on", type_=Date)).subquery()
    return select(latest).where(latest.c.place == 1)


def rates_over_time(bases: Collection[str], quote: str) -> Callable[[str, date], Rate | None]:
    """A function of (base, day) that answers as `rate` does, for many days out of one query."""
    others = set(bases) - {quote}
    known: dict[str, list[tuple[date, bool, Decimal, str]]] = {base: [] for base in others}
    pair = or_(
        and_(FxRate.quote == quote, FxRate.base.in_(others)), and_(FxRate.base == quote, FxRate.quote.in_(others))
    )
    for row in db.session.scalars(select(FxRate).where(pair)) if others else ():
        direct = row.quote == quote
        known[row.base if direct else row.quote].append((row.day, direct, row.rate, row.source))
    for rows in known.values():
        rows.sort()

    def price(base: str, on: date) -> Rate | None:
        if base == quote:
            return Rate(Decimal(1), on, "")
        place = bisect_right(known.get(base, []), (on, True, Decimal("Infinity")))
        if not place:
            return None
        day, direct, found, source = known[base][place - 1]
        return Rate(found if direct else rules.inverse(found), day, source)

    return price
