"""What activities cost in yen."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from crm.activities.models import CostLine, StaffTime
from crm.core.database import db
from crm.core.money import BOOK_CURRENCY, Money


@dataclass(frozen=True)
class CostSummary:
    """What an activity cost in yen, by category, and the lines without a rate (counted apart, INV-A4)."""

    total: Money
    by_category: dict[str, Money]
    unconverted: list[CostLine]


def costs_in_jpy(lines: Collection[CostLine]) -> CostSummary:
    """The sum of cost lines in yen at the rates of the days they were paid."""
    by_category: dict[str, Money] = {}
    for line in lines:
        if line.amount_jpy is not None:
            before = by_category.get(line.category, Money.zero(BOOK_CURRENCY))
            by_category[line.category] = before + Money(line.amount_jpy, BOOK_CURRENCY)
    total = sum(by_category.values(), start=Money.zero(BOOK_CURRENCY))
    return CostSummary(total, by_category, [line for line in lines if line.amount_jpy is None])


def cost_totals(
    activity_ids: Collection[int], *, with_staff: bool = False, own_only: bool = False
) -> dict[int, Decimal]:
    """{activity id: yen} for many activities; those without converted costs are absent.

    `with_staff` counts the hours of staff, too, each line rounded to whole yen (§3.5); `own_only` leaves out what
    subsidies, participants and partners bear.
    """
    statement = select(CostLine.activity_id, func.sum(CostLine.amount_jpy)).where(
        CostLine.activity_id.in_(activity_ids), CostLine.amount_jpy.is_not(None)
    )
    if own_only:
        statement = statement.where(CostLine.funding_source == "own")
    found = db.session.execute(statement.group_by(CostLine.activity_id))
    totals = {id: Decimal(total or 0) for id, total in found}
    if with_staff:
        for row in db.session.scalars(select(StaffTime).where(StaffTime.activity_id.in_(activity_ids))):
            totals[row.activity_id] = totals.get(row.activity_id, Decimal(0)) + row.cost
    return totals
