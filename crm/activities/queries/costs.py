"""What activities cost in the office's currency."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, case, func, literal, select, union_all

from crm.activities.models import Activity, BudgetLine, CostLine, StaffTime
from crm.core import here, reading
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
    return money_of(activity_ids).costs(with_staff=with_staff, own_only=own_only)


@dataclass(frozen=True)
class UnratedSum:
    """Lines of an activity without a rate, in one currency; `own`: whether the own body bears them."""

    activity_id: int
    own: bool
    currency: str
    lines: int
    amount: Decimal


@dataclass(frozen=True)
class ActivityMoney:
    """What stands in the books of many activities, in the office's currency, by (activity, whether the own body bears
    it); hours of staff by activity."""

    spent: Mapping[tuple[int, bool], Decimal]
    planned: Mapping[tuple[int, bool], Decimal]
    staff: Mapping[int, Decimal]
    unrated: Sequence[UnratedSum]
    _costs: dict[tuple[bool, bool], dict[int, Decimal]] = field(default_factory=dict)

    def costs(self, *, with_staff: bool = False, own_only: bool = False) -> dict[int, Decimal]:
        """As `cost_totals` counts them."""
        if (with_staff, own_only) not in self._costs:
            self._costs[with_staff, own_only] = self._added(with_staff=with_staff, own_only=own_only)
        return self._costs[with_staff, own_only]

    def _added(self, *, with_staff: bool, own_only: bool) -> dict[int, Decimal]:
        found = _by_activity(self.spent, own_only=own_only)
        for id, cost in self.staff.items() if with_staff else ():
            found[id] = found.get(id, Decimal(0)) + cost
        return found

    def plans(self, *, own_only: bool = False) -> dict[int, Decimal]:
        """{activity: what was budgeted}."""
        return _by_activity(self.planned, own_only=own_only)


def _by_activity(sums: Mapping[tuple[int, bool], Decimal], *, own_only: bool) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for (id, own), amount in sums.items():
        if own or not own_only:
            found[id] = found.get(id, Decimal(0)) + amount
    return found


def money_of(activity_ids: Collection[int]) -> ActivityMoney:
    """The books of some activities, out of one query."""
    rows: Any = reading.rows(union_all(_spent(activity_ids), _planned(activity_ids), _hours(activity_ids)))
    spent: dict[tuple[int, bool], Decimal] = {}
    planned: dict[tuple[int, bool], Decimal] = {}
    staff: dict[int, Decimal] = {}
    unrated: list[UnratedSum] = []
    ours = here.currency()
    for kind, id, own, currency, lines, amount, booked in rows:
        if kind == "plan":
            planned[id, bool(own)] = booked
        elif kind == "staff":
            staff[id] = staff.get(id, Decimal(0)) + Money(amount * booked, ours).amount
        elif currency:
            unrated.append(UnratedSum(id, bool(own), currency, lines, amount))
        else:
            spent[id, bool(own)] = booked
    return ActivityMoney(spent, planned, staff, unrated)


def _spent(activity_ids: Collection[int]) -> Select[Any]:
    own = case((CostLine.funding_source == "own", 1), else_=0)
    apart = case((CostLine.book_amount.is_(None), CostLine.currency), else_="")
    counted = (func.count(), func.sum(CostLine.amount), func.sum(CostLine.book_amount))
    found = select(literal("cost"), CostLine.activity_id, own, apart, *counted)
    return found.where(reading.among(CostLine.activity_id, activity_ids)).group_by(CostLine.activity_id, own, apart)


def _planned(activity_ids: Collection[int]) -> Select[Any]:
    own = case((BudgetLine.funding_source == "own", 1), else_=0)
    booked = func.sum(BudgetLine.book_amount)
    found = select(literal("plan"), BudgetLine.activity_id, own, literal(""), func.count(), booked, booked)
    rated = reading.among(BudgetLine.activity_id, activity_ids), BudgetLine.book_amount.is_not(None)
    return found.where(*rated).group_by(BudgetLine.activity_id, own)


def _hours(activity_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Each line of hours: it is rounded by itself."""
    one = literal(1)
    found = select(literal("staff"), StaffTime.activity_id, one, literal(""), one, StaffTime.hours, StaffTime.unit_cost)
    return found.where(reading.among(StaffTime.activity_id, activity_ids))


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
