"""What activities cost, and what a lead, a talk and an agreement cost (domain.md §3.5): sums over sums, never a mean of
ratios."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, or_, select

from crm.activities import queries as activities
from crm.activities.models import Activity, BudgetLine, CostLine
from crm.activities.queries import Filter
from crm.activities.rules import ACTIVITY_TYPES, execution
from crm.agreements.queries import Attributed, attributed, parts_by_activity
from crm.agreements.rules.attribution import FIRST
from crm.core.database import db
from crm.core.permissions import Actor
from crm.insights.queries.cohort import QUALIFIED, furthest
from crm.insights.rules import CostPer, Selection, cost_per, cost_per_agreement
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.negotiations import queries as negotiations
from crm.negotiations.models import NegotiationLead
from crm.negotiations.rules import number

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Switches:
    """How costs and agreements are counted.

    `staff` counts hours of staff, `net` only what the own body bears: subsidies, fees and partners are taken off, in
    the plan as well. `how` puts agreements down to activities (rules.ATTRIBUTIONS). `narrow` counts only Beijing and
    Shanghai as major, every other city with a tier as regional; only the hypothesis asks for it.
    """

    staff: bool = False
    net: bool = False
    how: str = FIRST
    narrow: bool = False


@dataclass(frozen=True)
class CostRow:
    """Activities that ended in the period: of one type (`code`, "" all), or the one of `activity_id`.

    Activities without a talk keep their cost. `agreements` is a sum of parts and need not be whole.
    """

    code: str
    activity_id: int | None
    activities: int
    cost: Decimal
    planned: Decimal
    leads: int
    qualified: int
    talks: int
    agreements: Fraction

    @property
    def per_lead(self) -> Decimal | None:
        return cost_per(self.cost, self.leads)

    @property
    def per_qualified(self) -> Decimal | None:
        return cost_per(self.cost, self.qualified)

    @property
    def per_talk(self) -> Decimal | None:
        return cost_per(self.cost, self.talks)

    @property
    def per_agreement(self) -> CostPer:
        return cost_per_agreement(self.cost, decimal(self.agreements))

    @property
    def execution(self) -> float | None:
        return execution(self.cost, self.planned)


@dataclass(frozen=True)
class CostFigures:
    """The rows by type of activity, their sum, how many costs no rate converts, and how many agreements of the
    period fall to no activity (None: the conditions are about activities, which those have none of)."""

    rows: Sequence[CostRow]
    total: CostRow
    unconverted: int
    unattributed: Fraction | None


@dataclass(frozen=True)
class Sums:
    """What belongs to each activity, by its id; what is absent is nothing."""

    costs: dict[int, Decimal]
    planned: dict[int, Decimal]
    leads: dict[int, int]
    qualified: dict[int, int]
    talks: dict[int, int]
    agreements: dict[int | None, Fraction]

    def row(self, ids: Collection[int], *, code: str = "", activity_id: int | None = None) -> CostRow:
        """The row of some activities."""
        return CostRow(
            code=code,
            activity_id=activity_id,
            activities=len(ids),
            cost=sum((self.costs.get(id, ZERO) for id in ids), ZERO),
            planned=sum((self.planned.get(id, ZERO) for id in ids), ZERO),
            leads=sum(self.leads.get(id, 0) for id in ids),
            qualified=sum(self.qualified.get(id, 0) for id in ids),
            talks=sum(self.talks.get(id, 0) for id in ids),
            agreements=sum((self.agreements.get(id, Fraction(0)) for id in ids), Fraction(0)),
        )


def cost_figures(wanted: Selection, *, user: Actor, as_of: date, switches: Switches = Switches()) -> CostFigures:
    """The cost of visible activities that ended in the period, but not after `as_of`; cancelled ones are left out.

    Partner and category say nothing about an activity and do not narrow. A fixed number of queries.
    """
    types = ended(wanted, user=user, as_of=as_of)
    signed = attributed(user=user, until=as_of, how=switches.how)
    sums = sums_of(list(types), user=user, switches=switches, signed=signed)
    rows = [
        sums.row(mine, code=code)
        for code in ACTIVITY_TYPES
        if (mine := [id for id, kind in types.items() if kind == code])
    ]
    nowhere = without_activity(signed, wanted)
    return CostFigures(
        rows,
        sums.row(list(types)),
        _unconverted(list(types)),
        None if nowhere is None else sum((row.parts[None] for row in nowhere), Fraction(0)),
    )


def ended(wanted: Selection, *, user: Actor, as_of: date) -> dict[int, str]:
    """{id: type} of the visible activities that ended in the period, but not after `as_of`; the latest first."""
    until = min(wanted.until, as_of) if wanted.until is not None else as_of
    statement = activities.filtered(
        Filter(
            type=wanted.types,
            direction=[wanted.direction] if wanted.direction else (),
            initiative=wanted.initiative_id,
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
    columns = statement.with_only_columns(Activity.id, Activity.type)
    return dict(db.session.execute(columns.order_by(Activity.end_on.desc(), Activity.id.desc())).all())


def sums_of(ids: Collection[int], *, user: Actor, switches: Switches, signed: Sequence[Attributed]) -> Sums:
    """Everything that the rows add up, for some activities."""
    seen = _leads(ids, user)
    return Sums(
        costs=activities.cost_totals(ids, with_staff=switches.staff, own_only=switches.net),
        planned=_planned(ids, switches.net),
        leads=Counter(activity_id for activity_id, _qualified in seen),
        qualified=Counter(activity_id for activity_id, qualified in seen if qualified),
        talks=meetings.talks_by_activity(ids, user=user),
        agreements=parts_by_activity(signed),
    )


def without_activity(signed: Iterable[Attributed], wanted: Selection) -> list[Attributed] | None:
    """The agreements of the period with a part that falls to no activity; None under a condition on activities."""
    if wanted.types or wanted.direction or wanted.tier or wanted.owner_id is not None:
        return None
    return [
        row
        for row in signed
        if None in row.parts and wanted.covers(row.signed_on) and wanted.initiative_id in (None, row.initiative_id)
    ]


def decimal(part: Fraction) -> Decimal:
    """A fraction as a number to calculate and to show with."""
    return Decimal(part.numerator) / Decimal(part.denominator)


def _planned(ids: Collection[int], net: bool) -> dict[int, Decimal]:
    statement = select(BudgetLine.activity_id, func.sum(BudgetLine.book_amount)).where(
        BudgetLine.activity_id.in_(ids), BudgetLine.book_amount.is_not(None)
    )
    if net:
        statement = statement.where(BudgetLine.funding_source == "own")
    found = db.session.execute(statement.group_by(BudgetLine.activity_id))
    return {id: Decimal(total or 0) for id, total in found}


def _leads(ids: Collection[int], user: Actor) -> list[tuple[int, bool]]:
    """[(activity id, whether it is qualified)] of the visible leads: by itself, or by a negotiation made from it."""
    seen = leads.visible_to(user).where(Lead.activity_id.in_(ids))
    linked = select(NegotiationLead).where(
        NegotiationLead.lead_id.in_(seen.with_only_columns(Lead.id)),
        NegotiationLead.negotiation_id.in_(negotiations.visible_ids(user)),
    )
    reached = furthest(linked.with_only_columns(NegotiationLead.negotiation_id))
    pairs = db.session.execute(linked.with_only_columns(NegotiationLead.lead_id, NegotiationLead.negotiation_id))
    further = {lead_id for lead_id, case_id in pairs if reached.get(case_id, 1) >= number("qualified")}
    rows = db.session.execute(seen.with_only_columns(Lead.id, Lead.activity_id, Lead.status))
    return [(activity_id, status in QUALIFIED or id in further) for id, activity_id, status in rows]


def _unconverted(ids: Collection[int]) -> int:
    lines = select(func.count()).where(CostLine.activity_id.in_(ids), CostLine.book_amount.is_(None))
    return db.session.scalar(lines) or 0
