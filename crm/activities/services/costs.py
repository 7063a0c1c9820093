"""What was paid for an activity, counted in yen at the rate of the day (INV-A4)."""

from datetime import date
from decimal import Decimal

from crm.activities import rules
from crm.activities.models import Activity, CostLine
from crm.audit.services import action
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.money import CURRENCIES, Money, convert
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives.services import EARLIEST, LATEST
from crm.places import queries as places

#: Beyond any mission's budget; in yen it still fits NUMERIC(16, 0) at any rate that is kept.
MOST = Decimal(10) ** 11


def book_cost(
    activity: Activity,
    *,
    category: str,
    paid_on: date,
    amount: Decimal,
    currency: str,
    by: Actor | None,
    note: str = "",
) -> CostLine:
    """Money that was paid, counted in yen at the rate of the day (INV-A4).

    Without a rate the line is kept and counted apart. Refused for an unknown category or currency and for an
    amount that is not above zero or too large.
    """
    if category not in rules.COST_CATEGORIES:
        raise Refused(Text("Choose one."), "category")
    if currency not in CURRENCIES:
        raise Refused(Text("The currency %(code)s is not known here.", code=currency[:10]), "currency")
    if not 0 < amount < MOST:
        raise Refused(Text("Write an amount above zero and below %(most)s.", most=f"{MOST:,}"), "amount")
    if not EARLIEST <= paid_on <= LATEST:
        raise Refused(Text("Write a day between 1900 and 2199."), "paid_on")
    paid = Money(amount, currency)
    found = places.rate(currency, rules.BOOK_CURRENCY, paid_on)
    line = CostLine(
        activity_id=activity.id,
        category=category,
        paid_on=paid_on,
        amount=paid.amount,
        currency=currency,
        note=note,
        fx_rate=found.rate if found else None,
        amount_jpy=convert(paid, found.rate, rules.BOOK_CURRENCY).amount if found else None,
    )
    with action(rules.COST_BOOKED, by=by):
        db.session.add(line)
        touch(activity)
    return line


def remove_cost(activity: Activity, line: CostLine, *, by: Actor | None) -> None:
    """Take a cost out that was booked by mistake; the log keeps it."""
    with action(rules.COST_REMOVED, by=by):
        db.session.delete(line)
        touch(activity)
