"""Exchange rates: loaded, entered, taken out."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from crm.audit.services import action
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.money import CURRENCIES
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.places import rules
from crm.places.models import FxRate
from crm.places.services.checks import Loaded, check_day


def load_rates(rows: Iterable[Mapping[str, str]], *, by: Actor | None) -> Loaded:
    """Add the rates (`queries.own_data("rates")`) of days and pairs that have none."""
    known = {(d, b, q) for d, b, q in db.session.execute(select(FxRate.day, FxRate.base, FxRate.quote))}
    fresh = [row for row in rows if (date.fromisoformat(row["day"]), row["base"], row["quote"]) not in known]
    with action(rules.RATE_ADDED, by=by):
        for row in fresh:
            db.session.add(
                FxRate(
                    day=date.fromisoformat(row["day"]),
                    base=row["base"],
                    quote=row["quote"],
                    rate=Decimal(row["rate"]),
                    source=row["source"],
                )
            )
    return Loaded(len(fresh), 0)


def add_rate(*, day: date, base: str, quote: str, rate: Decimal, source: str, by: Actor | None) -> FxRate:
    """What one unit of `base` cost in `quote` on a day."""
    for side, currency in (("base", base), ("quote", quote)):
        if currency not in CURRENCIES:
            raise Refused(Text("The currency %(code)s is not known here.", code=currency), side)
    if base == quote:
        raise Refused(Text("Choose two different currencies."), "quote")
    if not rate.is_finite() or not 0 < rate < Decimal(10) ** 9:
        raise Refused(Text("A rate must be above zero."), "rate")
    check_day(day, "day")
    if db.session.scalar(select(FxRate.id).where(FxRate.day == day, FxRate.base == base, FxRate.quote == quote)):
        raise Refused(Text("There is already a rate of this pair on this day."), "day")
    row = FxRate(day=day, base=base, quote=quote, rate=rate, source=source)
    with action(rules.RATE_ADDED, by=by):
        db.session.add(row)
    return row


def remove_rate(rate: FxRate, *, by: Actor | None) -> None:
    """Take a wrong rate out of the table; the log keeps it."""
    with action(rules.RATE_REMOVED, by=by):
        db.session.delete(rate)
