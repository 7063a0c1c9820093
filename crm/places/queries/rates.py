"""Reading exchange rates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, or_, select

from crm.core import paging
from crm.core.database import db
from crm.core.errors import NotVisible
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
    order = (paging.Column(FxRate.day, descending=True), paging.Column(FxRate.id, descending=True))
    return paging.page(select(FxRate), order, cursor)


def fx_rate(id: int) -> FxRate:
    """One entry of the rate table; NotVisible when there is none."""
    found = db.session.get(FxRate, id)
    if found is None:
        raise NotVisible
    return found


def rate(base: str, quote: str, on: date) -> Rate | None:
    """What one unit of `base` costs in `quote`: the latest rate up to that day, None when there is none.

    A rate entered in the opposite direction is turned round when it is the later one.
    """
    if base == quote:
        return Rate(Decimal(1), on, "")
    pair = or_(and_(FxRate.base == base, FxRate.quote == quote), and_(FxRate.base == quote, FxRate.quote == base))
    statement = select(FxRate).where(pair, FxRate.day <= on)
    found = db.session.scalars(statement.order_by(FxRate.day.desc(), (FxRate.base == base).desc()).limit(1)).first()
    if found is None:
        return None
    direct = found.base == base
    return Rate(found.rate if direct else rules.inverse(found.rate), found.day, found.source)
