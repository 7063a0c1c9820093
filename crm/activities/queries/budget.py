"""The budget of an activity: what was planned and spent by kind of cost and by who bears it, and who owes what."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.activities import rules
from crm.activities.models import Activity, BudgetLine, CostLine, Participant, ParticipantShare, StaffTime
from crm.activities.queries.costs import Apart, apart
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import db
from crm.core.permissions import Actor, Permission, Role, allows
from crm.core.records import only

ZERO = Decimal(0)


@dataclass(frozen=True)
class Compared:
    """Planned against actual, in the office's currency; `code` is a category, a funding source, or "" for the whole."""

    code: str
    planned: Decimal
    actual: Decimal
    planned_apart: Apart = ()  #: what of it no rate converts, in its own currencies: in neither sum
    actual_apart: Apart = ()

    @property
    def is_whole(self) -> bool:
        """Whether both sums hold everything, so that they can be compared."""
        return not self.planned_apart and not self.actual_apart

    @property
    def left(self) -> Decimal:
        return self.planned - self.actual

    @property
    def execution(self) -> float | None:
        return rules.execution(self.actual, self.planned)


@dataclass(frozen=True, order=True)
class RateUsed:
    """A rate that costs were counted at: the latest that was known for their days (INV-A4)."""

    currency: str
    day: date  #: of the rate
    rate: Decimal
    is_old: bool = field(compare=False)  #: older than rules.OLD_RATE days on the day of a payment


@dataclass(frozen=True)
class Budget:
    """Everything planned, booked and owed for one activity, loaded. Lines without a rate count in no sum (INV-A4)."""

    lines: Sequence[BudgetLine]
    costs: Sequence[CostLine]  #: receipt and approver loaded, in the order they were paid
    staff: Sequence[StaffTime]  #: user loaded
    shares: Sequence[ParticipantShare]  #: delegate and organisation loaded
    with_staff: bool  #: whether hours of staff are counted as cost

    @property
    def total(self) -> Compared:
        actual = _sum(self.costs) + (self.staff_cost if self.with_staff else ZERO)
        return Compared("", _sum(self.lines), actual, apart(self.lines), apart(self.costs))

    @property
    def staff_cost(self) -> Decimal:
        """What the hours of staff cost, whether they are counted or not."""
        return sum((row.cost for row in self.staff), ZERO)

    @property
    def by_category(self) -> list[Compared]:
        extra = {"staff_time": self.staff_cost} if self.with_staff and self.staff else {}
        return _compared("category", rules.COST_CATEGORIES, self.lines, self.costs, extra)

    @property
    def by_source(self) -> list[Compared]:
        extra = {"own": self.staff_cost} if self.with_staff and self.staff else {}
        return _compared("funding_source", rules.FUNDING_SOURCES, self.lines, self.costs, extra)

    @property
    def net(self) -> Decimal:
        """What the own body bears: the cost without subsidies, fees of participants and partners (§3.5)."""
        return sum((row.actual for row in self.by_source if row.code == "own"), ZERO)

    @property
    def net_apart(self) -> Apart:
        """What of it no rate converts."""
        return apart(line for line in self.costs if line.funding_source == "own")

    @property
    def unconverted(self) -> list[CostLine]:
        """Costs that no rate turns into the office's currency."""
        return [line for line in self.costs if line.book_amount is None]

    @property
    def rates(self) -> list[RateUsed]:
        """The rates of its costs, each once."""
        found: dict[tuple[str, date], RateUsed] = {}
        for line in self.costs:
            if line.fx_day is not None and line.fx_rate is not None and line.currency != here.currency():
                key = (line.currency, line.fx_day)
                is_old = (line.paid_on - line.fx_day).days > rules.OLD_RATE or (key in found and found[key].is_old)
                found[key] = RateUsed(line.currency, line.fx_day, line.fx_rate, is_old)
        return sorted(found.values())

    @property
    def unplannable(self) -> list[BudgetLine]:
        """Planned lines that no rate turns into the office's currency."""
        return [line for line in self.lines if line.book_amount is None]

    @property
    def unapproved(self) -> list[CostLine]:
        return [line for line in self.costs if line.approved_by_id is None]

    @property
    def due(self) -> Decimal:
        return sum((row.due for row in self.shares), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((row.paid for row in self.shares), ZERO)

    def received(self, code: str) -> tuple[Decimal, Decimal] | None:
        """(owed, received) of a funding source; None where nobody is asked for money of it."""
        shares = [row for row in self.shares if row.funding_source == code]
        return (sum((row.due for row in shares), ZERO), sum((row.paid for row in shares), ZERO)) if shares else None

    def of_source(self, code: str) -> "Budget":
        """The same for one funding source alone; hours of staff belong to none but the own budget."""
        return Budget(
            [line for line in self.lines if line.funding_source == code],
            [line for line in self.costs if line.funding_source == code],
            self.staff if code == "own" else [],
            [row for row in self.shares if row.funding_source == code],
            self.with_staff,
        )


def _sum(lines: Iterable[BudgetLine | CostLine]) -> Decimal:
    return sum((line.book_amount for line in lines if line.book_amount is not None), ZERO)


def _compared(
    column: str,
    table: Mapping[str, str],
    lines: Sequence[BudgetLine],
    costs: Sequence[CostLine],
    extra: Mapping[str, Decimal],
) -> list[Compared]:
    """A row for each code of the table for which anything was planned or spent, in the order of the table."""
    planned: dict[str, Decimal] = {}
    actual = dict(extra)
    for rows, sums in ((lines, planned), (costs, actual)):
        for row in rows:
            code = getattr(row, column)
            sums[code] = sums.get(code, ZERO) + (row.book_amount or ZERO)
    order = [*table, *sorted({*planned, *actual} - set(table))]
    return [
        Compared(
            code,
            planned.get(code, ZERO),
            actual.get(code, ZERO),
            *(apart(row for row in rows if getattr(row, column) == code) for rows in (lines, costs)),
        )
        for code in order
        if code in planned or code in actual
    ]


def budget(activity_id: int, *, with_staff: bool = False) -> Budget:
    """The budget of an activity that the caller has seen to be visible, in four queries."""
    lines = select(BudgetLine).where(BudgetLine.activity_id == activity_id).order_by(BudgetLine.id)
    costs = select(CostLine).where(CostLine.activity_id == activity_id).order_by(CostLine.paid_on, CostLine.id)
    staff = select(StaffTime).where(StaffTime.activity_id == activity_id).order_by(StaffTime.id)
    return Budget(
        db.session.scalars(lines).all(),
        db.session.scalars(costs.options(joinedload(CostLine.receipt), joinedload(CostLine.approved_by))).all(),
        db.session.scalars(staff.options(joinedload(StaffTime.user))).all(),
        shares(activity_id),
        with_staff,
    )


def plan_and_costs(activity: Activity) -> Budget:
    """The same of an activity whose costs are loaded, with neither hours of staff nor shares: what its sums need."""
    return Budget(budget_lines([activity.id]), activity.costs, (), (), with_staff=False)


@dataclass(frozen=True)
class FeeLine:
    """A delegate's agreed fee beside the share for the participation fee that the budget holds."""

    participant: Participant
    due: Decimal  #: what the share says

    @property
    def in_book_currency(self) -> bool:
        return self.participant.fee is None or self.participant.fee_currency == here.currency()

    @property
    def differs(self) -> bool:
        return not self.in_book_currency or (self.participant.fee or ZERO) != self.due


@dataclass(frozen=True)
class Fees:
    """The fees agreed with the delegates against their shares and against what the budget plans from fees."""

    lines: Sequence[FeeLine]  #: whoever agreed on a fee or owes a share for it
    planned: Decimal

    @property
    def agreed(self) -> Decimal:
        """In the office's currency; fees in another are not in it."""
        return sum((line.participant.fee or ZERO for line in self.lines if line.in_book_currency), ZERO)

    @property
    def due(self) -> Decimal:
        return sum((line.due for line in self.lines), ZERO)

    @property
    def differing(self) -> list[FeeLine]:
        return [line for line in self.lines if line.differs]


def fees(activity: Activity, known: Budget) -> Fees:
    """The agreed fees of a delegation (participants loaded) beside the shares of its budget. Asks nothing."""
    borne = known.of_source(rules.FEE)
    due = {row.participant_id: row.due for row in borne.shares if row.participant_id is not None}
    lines = [
        FeeLine(part, due.get(part.id, ZERO))
        for part in activity.participants
        if part.id in due or (part.fee is not None and part.status != "cancelled")
    ]
    return Fees(lines, borne.total.planned)


def shares(activity_id: int) -> list[ParticipantShare]:
    """What each delegate or company owes, in the order it was written."""
    statement = select(ParticipantShare).where(ParticipantShare.activity_id == activity_id)
    statement = statement.order_by(ParticipantShare.id).options(
        joinedload(ParticipantShare.participant).joinedload(Participant.organisation).selectinload(Organisation.names),
        joinedload(ParticipantShare.organisation).selectinload(Organisation.names),
    )
    return list(db.session.scalars(statement).unique())


def cost(activity_id: int, line_id: int) -> CostLine:
    """One cost of a visible activity; NotVisible when it has none with this id."""
    return only(select(CostLine).where(CostLine.activity_id == activity_id), line_id, joinedload(CostLine.receipt))


def budget_lines(activity_ids: Collection[int]) -> list[BudgetLine]:
    """The planned lines of some activities."""
    statement = select(BudgetLine).where(BudgetLine.activity_id.in_(activity_ids)).order_by(BudgetLine.id)
    return list(db.session.scalars(statement))


def sees_budgets(user: Actor) -> bool:
    """Whether a user may see what activities may cost and have cost, on pages and on papers."""
    return allows(Role(user.role), Permission.BUDGETS_READ)
