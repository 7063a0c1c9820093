"""What activities cost, and what a lead and a talk cost (DOMAIN §3.5): sums over sums, never a mean of ratios."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, or_, select

from crm.activities import queries as activities
from crm.activities.models import Activity, BudgetLine, CostLine
from crm.activities.queries import Filter
from crm.activities.rules import ACTIVITY_TYPES, execution
from crm.core.database import db
from crm.core.permissions import Actor
from crm.insights.rules import Selection, cost_per
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.meetings import queries as meetings

ZERO = Decimal(0)


@dataclass(frozen=True)
class CostRow:
    """Activities of one type ("" all) that ended in the period, in yen. Activities without a talk keep their cost."""

    code: str
    activities: int
    cost: Decimal
    planned: Decimal
    leads: int
    talks: int

    @property
    def per_lead(self) -> Decimal | None:
        return cost_per(self.cost, self.leads)

    @property
    def per_talk(self) -> Decimal | None:
        return cost_per(self.cost, self.talks)

    @property
    def execution(self) -> float | None:
        return execution(self.cost, self.planned)


@dataclass(frozen=True)
class CostFigures:
    """The rows by type of activity, their sum, and how many costs no rate turns into yen."""

    rows: Sequence[CostRow]
    total: CostRow
    unconverted: int


def cost_figures(
    wanted: Selection, *, user: Actor, as_of: date, with_staff: bool = False, net: bool = False
) -> CostFigures:
    """The cost of visible activities that ended in the period, but not after `as_of`; cancelled ones are left out.

    `with_staff` counts hours of staff, `net` only what the own body bears: subsidies, fees and partners are taken
    off, in the plan as well. Partner and category say nothing about an activity and do not narrow. Six queries.
    """
    until = min(wanted.until, as_of) if wanted.until is not None else as_of
    statement = activities.filtered(
        Filter(
            types=wanted.types,
            directions=[wanted.direction] if wanted.direction else (),
            initiative_id=wanted.initiative_id,
            tiers=[wanted.tier] if wanted.tier else (),
            ended_from=wanted.since,
            ended_until=until,
        ),
        user=user,
    )
    if wanted.owner_id is not None:
        statement = statement.where(
            or_(Activity.coordinator_id == wanted.owner_id, Activity.leader_id == wanted.owner_id)
        )
    found = db.session.execute(statement.with_only_columns(Activity.id, Activity.type))
    types: dict[int, str] = dict(found.all())
    ids = list(types)
    costs = activities.cost_totals(ids, with_staff=with_staff, own_only=net)
    parts = (costs, _planned(ids, net), _leads(ids, user), meetings.talks_by_activity(ids, user=user))
    rows = [
        CostRow(code, len(mine), *_sums(mine, parts))
        for code in ACTIVITY_TYPES
        if (mine := [id for id, kind in types.items() if kind == code])
    ]
    return CostFigures(rows, CostRow("", len(ids), *_sums(ids, parts)), _unconverted(ids))


def _sums(
    ids: Iterable[int], parts: tuple[dict[int, Decimal], dict[int, Decimal], dict[int, int], dict[int, int]]
) -> tuple[Decimal, Decimal, int, int]:
    mine = list(ids)
    costs, planned, found_leads, talks = parts
    return (
        sum((costs.get(id, ZERO) for id in mine), ZERO),
        sum((planned.get(id, ZERO) for id in mine), ZERO),
        sum(found_leads.get(id, 0) for id in mine),
        sum(talks.get(id, 0) for id in mine),
    )


def _planned(ids: Collection[int], net: bool) -> dict[int, Decimal]:
    statement = select(BudgetLine.activity_id, func.sum(BudgetLine.amount_jpy)).where(
        BudgetLine.activity_id.in_(ids), BudgetLine.amount_jpy.is_not(None)
    )
    if net:
        statement = statement.where(BudgetLine.funding_source == "own")
    found = db.session.execute(statement.group_by(BudgetLine.activity_id))
    return {id: Decimal(total or 0) for id, total in found}


def _leads(ids: Collection[int], user: Actor) -> dict[int, int]:
    seen = leads.visible_to(user).where(Lead.activity_id.in_(ids))
    counted = seen.with_only_columns(Lead.activity_id, func.count()).group_by(Lead.activity_id)
    return dict(db.session.execute(counted).all())


def _unconverted(ids: Collection[int]) -> int:
    lines = select(func.count()).where(CostLine.activity_id.in_(ids), CostLine.amount_jpy.is_(None))
    return db.session.scalar(lines) or 0
