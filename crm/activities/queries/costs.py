"""What activities cost in the office's currency."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select

from crm.activities.models import Activity, BudgetLine, CostLine, StaffTime
from crm.core import here
from crm.core.database import db
from crm.core.money import Money
from crm.core.records import stands

#: [(amount, currency)], one of each currency.
Apart = Sequence[tuple[Decimal, str]]


def apart(lines: Iterable[BudgetLine | CostLine]) -> Apart:
    """What of some lines no rate turns into the office's currency."""
    found: dict[str, Decimal] = {}
    for line in lines:
        if line.book_amount is None:
            found[line.currency] = found.get(line.currency, Decimal(0)) + line.amount
    return [(amount, currency) for currency, amount in found.items()]


@dataclass(frozen=True)
class CostSummary:
    """What an activity cost, by category, and the lines without a rate (counted apart, INV-A4)."""

    total: Money
    by_category: dict[str, Money]
    unconverted: list[CostLine]

    @property
    def apart(self) -> Apart:
        return apart(self.unconverted)


def counted_costs(lines: Collection[CostLine]) -> CostSummary:
    """The sum of cost lines at the rates of the days they were paid."""
    by_category: dict[str, Money] = {}
    for line in lines:
        if line.book_amount is not None:
            before = by_category.get(line.category, Money.zero(here.currency()))
            by_category[line.category] = before + Money(line.book_amount, here.currency())
    total = sum(by_category.values(), start=Money.zero(here.currency()))
    return CostSummary(total, by_category, [line for line in lines if line.book_amount is None])


def cost_totals(
    activity_ids: Collection[int], *, with_staff: bool = False, own_only: bool = False
) -> dict[int, Decimal]:
    """{activity id: in the office's currency} for many activities; those without converted costs are absent.

    `with_staff` counts the hours of staff, too, each line rounded by itself (§3.5); `own_only` leaves out what
    subsidies, participants and partners bear.
    """
    statement = select(CostLine.activity_id, func.sum(CostLine.book_amount)).where(
        CostLine.activity_id.in_(activity_ids), CostLine.book_amount.is_not(None)
    )
    if own_only:
        statement = statement.where(CostLine.funding_source == "own")
    found = db.session.execute(statement.group_by(CostLine.activity_id))
    totals = {id: Decimal(total or 0) for id, total in found}
    if with_staff:
        for row in db.session.scalars(select(StaffTime).where(StaffTime.activity_id.in_(activity_ids))):
            totals[row.activity_id] = totals.get(row.activity_id, Decimal(0)) + row.cost
    return totals


def used_of(initiative_id: int, source: str, year: tuple[date, date]) -> Decimal:
    """What all activities of an initiative that began in a fiscal year took from a source, in the office's currency.

    One sum, whoever asks: whoever reports on a part of a grant must know whether the whole of it is overspent.
    """
    statement = _drawing(initiative_id, source, year).with_only_columns(func.sum(CostLine.book_amount))
    return Decimal(db.session.scalar(statement) or 0)


def still_open(initiative_id: int, source: str, year: tuple[date, date], *, but: int) -> int:
    """How many of these beside one have a cost book that is open: the sum is not final yet."""
    others = _drawing(initiative_id, source, year).where(Activity.id != but, Activity.costs_state == "open")
    return db.session.scalar(others.with_only_columns(func.count(Activity.id.distinct()))) or 0


def _drawing(initiative_id: int, source: str, year: tuple[date, date]) -> Select[Any]:
    """The costs on a source of the activities of an initiative that began in a fiscal year."""
    return (
        select(CostLine.id)
        .join(Activity, Activity.id == CostLine.activity_id)
        .where(Activity.initiative_id == initiative_id, Activity.start_on.between(*year))
        .where(CostLine.funding_source == source, stands(Activity))
    )
