"""What was paid for an activity, counted in the office's currency at the rate of the day (INV-A4), approved, and the
book closed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm.activities import rules
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity, BudgetLine, CostLine
from crm.activities.queries import above
from crm.audit.services import action
from crm.core import clock, here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.money import CURRENCIES, Money, convert
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.files import services as files
from crm.files.services import SentFile
from crm.initiatives.services import EARLIEST, LATEST
from crm.places import queries as places

#: Beyond any mission's budget; counted in the office's currency it still fits NUMERIC(16, 2) at any rate that is kept.
MOST = Decimal(10) ** 11


@dataclass(frozen=True)
class CostInput:
    """A cost as typed."""

    category: str
    paid_on: date
    amount: Decimal
    currency: str
    note: str = ""
    payee: str = ""
    funding_source: str = "own"
    budget_line_id: int | None = None


def in_book_currency(amount: Decimal, currency: str, day: date) -> dict[str, Any]:
    """{fx_rate, fx_day, book_amount} by the latest rate that was known for the day; all None without one."""
    found = places.rate(currency, here.currency(), day)
    if found is None:
        return {"fx_rate": None, "fx_day": None, "book_amount": None}
    counted = convert(Money(amount, currency), found.rate, here.currency()).amount
    return {"fx_rate": found.rate, "fx_day": found.day, "book_amount": counted}


def check_money(
    category: str, funding_source: str, amount: Decimal, currency: str, *, may_be_zero: bool = False
) -> None:
    """Refuse an unknown kind, source or currency, and an amount that is not above zero or too large.

    A planned line `may_be_zero`: the office knows that the cost will come, not yet how high it is.
    """
    if category not in rules.COST_CATEGORIES:
        raise Refused(Text("Choose one."), "category")
    if funding_source not in rules.FUNDING_SOURCES:
        raise Refused(Text("Choose one."), "funding_source")
    if currency not in CURRENCIES:
        raise Refused(Text("The currency %(code)s is not known here.", code=currency[:10]), "currency")
    if may_be_zero and amount == 0:
        return
    if not 0 < amount < MOST:
        raise Refused(Text("Enter an amount above zero and below %(most)s.", most=f"{MOST:,}"), "amount")


def check_open(activity: Activity) -> None:
    """Refuse to touch the money of a closed activity: its report has been approved."""
    if activity.status == "closed":
        raise Refused(Text("This activity is closed. Move it back to “Reporting” before you change its amounts."))


def book_cost(activity: Activity, wanted: CostInput, *, by: Actor | None, receipt: SentFile | None = None) -> CostLine:
    """Money that was paid, counted at the rate of the day (INV-A4).

    Without a rate the line is kept and counted apart. Refused for an unknown category, source or currency, a line of
    another budget, an amount that is not above zero or too large, a receipt that is no PDF or picture, and while the
    activity is closed.
    """
    columns = _columns(activity, wanted)
    line = CostLine(activity_id=activity.id, **columns)
    with action(rules.COST_BOOKED, by=by):
        line.receipt_id = _kept(activity, receipt, by)
        db.session.add(line)
        _reopen(activity)
    return line


def change_cost(
    activity: Activity, line: CostLine, wanted: CostInput, *, by: Actor | None, receipt: SentFile | None = None
) -> None:
    """Write a cost anew; a new receipt takes the place of the old one, which stays in the files. Approval is lost."""
    columns = _columns(activity, wanted)
    with action(rules.COST_CHANGED, by=by):
        for name, value in columns.items():
            setattr(line, name, value)
        line.receipt_id = _kept(activity, receipt, by) or line.receipt_id
        line.approved_by_id, line.approved_at = None, None
        _reopen(activity)


def _columns(activity: Activity, wanted: CostInput) -> dict[str, Any]:
    check_open(activity)
    check_money(wanted.category, wanted.funding_source, wanted.amount, wanted.currency)
    if not EARLIEST <= wanted.paid_on <= LATEST:
        raise Refused(Text("Enter a date between 1900 and 2199."), "paid_on")
    planned = select(BudgetLine.id).where(BudgetLine.activity_id == activity.id)
    if wanted.budget_line_id is not None and wanted.budget_line_id not in set(db.session.scalars(planned)):
        raise Refused(Text("Choose one from the list."), "budget_line_id")
    paid = Money(wanted.amount, wanted.currency)
    return {
        "category": wanted.category,
        "funding_source": wanted.funding_source,
        "budget_line_id": wanted.budget_line_id,
        "paid_on": wanted.paid_on,
        "amount": paid.amount,
        "currency": wanted.currency,
        "payee": wanted.payee,
        "note": wanted.note,
        **in_book_currency(paid.amount, wanted.currency, wanted.paid_on),
    }


def _kept(activity: Activity, receipt: SentFile | None, by: Actor | None) -> int | None:
    if receipt is None:
        return None
    return files.store_sent(receipt, "receipt", record=(ACTIVITY, activity.id), by=by).id


def _reopen(activity: Activity) -> None:
    """What was said about the cost book holds no longer: somebody has to look again (INV-A2)."""
    activity.costs_state = "open"
    touch(activity)


def remove_cost(activity: Activity, line: CostLine, *, by: Actor | None) -> None:
    """Take a cost out that was booked by mistake; the log keeps it. A booth whose fee it was has none on record again.
    Refused while the activity is closed."""
    check_open(activity)
    with action(rules.COST_REMOVED, by=by):
        above.unlink(line.id)
        db.session.delete(line)
        _reopen(activity)


def approve_costs(activity: Activity, *, by: Actor, line_id: int | None = None) -> int:
    """Approve one cost, or all that wait for it; how many were. Refused while the activity is closed."""
    check_open(activity)
    waiting = select(CostLine).where(CostLine.activity_id == activity.id, CostLine.approved_by_id.is_(None))
    if line_id is not None:
        waiting = waiting.where(CostLine.id == line_id)
    lines = db.session.scalars(waiting).all()
    with action(rules.COST_APPROVED, by=by):
        for line in lines:
            line.approved_by_id, line.approved_at = by.id, clock.now()
        touch(activity)
    return len(lines)


def convert_again(activity: Activity, *, by: Actor | None) -> int:
    """Count the lines that had no rate when they were written; how many have one now."""
    check_open(activity)
    planned = select(BudgetLine).where(BudgetLine.activity_id == activity.id, BudgetLine.book_amount.is_(None))
    booked = select(CostLine).where(CostLine.activity_id == activity.id, CostLine.book_amount.is_(None))
    today = here.today()
    dated: list[tuple[BudgetLine | CostLine, date]] = [(line, today) for line in db.session.scalars(planned)]
    dated += [(line, line.paid_on) for line in db.session.scalars(booked)]
    count = 0
    with action(rules.COST_CONVERTED, by=by):
        for line, day in dated:
            values = in_book_currency(line.amount, line.currency, day)
            count += values["book_amount"] is not None
            for name, value in values.items():
                setattr(line, name, value)
        touch(activity)
    return count


def settle_costs(activity: Activity, *, state: str, by: Actor | None) -> None:
    """Say that all costs are booked, that there were none, or that the book is open again (INV-A2).

    Refused when that contradicts what is booked, while a cost has no rate or the fee of a booth is not among them, and
    while the activity is closed. A cancelled fair may never be charged the fee of its booth.
    """
    check_open(activity)
    if state not in rules.COST_STATES:
        raise Refused(Text("Choose one."))
    booked = db.session.scalars(select(CostLine).where(CostLine.activity_id == activity.id)).all()
    if state == "none" and booked:
        raise Refused(Text("Costs are booked, so you cannot say that there were none."))
    if state == "booked" and not booked:
        raise Refused(Text("No cost is booked yet. If there were none, say so."))
    if state != "open" and activity.status != "cancelled" and (missing := above.unbooked(activity.id)):
        raise Refused(
            Text("The fee of booth %(name)s is not among the costs. Book it, or say which cost it is.",
                 name=missing[0].label)
        )  # fmt: skip
    if state == "booked" and any(line.book_amount is None for line in booked):
        raise Refused(Text("A cost has no exchange rate for its day. Enter the rate first, then convert it."))
    with action(rules.COSTS_SETTLED, by=by):
        activity.costs_state = state
