"""What activities cost, and what a lead, a talk and an agreement cost (domain.md §3.5): sums over sums, never a mean of
ratios."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, case, func, literal, or_, select, union_all

from crm.activities import queries as activities
from crm.activities.models import CostLine
from crm.activities.rules import ACTIVITY_TYPES, execution
from crm.agreements.queries import Attributed, parts_by_activity
from crm.core import reading
from crm.core.database import db
from crm.insights.queries import population
from crm.insights.queries.cohort import grown_from, qualified_itself
from crm.insights.rules import CostPer, Selection, cost_per, cost_per_agreement
from crm.insights.rules.hypothesis import Unrated
from crm.insights.rules.ways import USUAL, Switches
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.negotiations.rules import number

ZERO = Decimal(0)


@dataclass(frozen=True)
class CostRow:
    """Activities that ended in the period: of one type (`code`, "" all), or the one of `activity_id`.

    Activities without a talk keep their cost, and so do the `cancelled` among them. `agreements` is a sum of parts and
    need not be whole.
    """

    code: str
    activity_id: int | None
    activities: int
    cancelled: int
    cost: Decimal
    planned: Decimal
    leads: int
    qualified: int
    talks: int
    agreements: Fraction
    unsettled: int = 0  #: of the activities those whose costs are not all in

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
class Running:
    """Activities that are not over yet, and what has come of them so far: in no figure, beside them."""

    activities: int
    cases: int
    agreements: Fraction


@dataclass(frozen=True)
class CostFigures:
    """The rows by type of activity, their sum, and what stands beside it: costs without a rate, activities that are
    running, and the agreements of the period that fall to no activity (None: the conditions are about activities,
    which those have none of)."""

    rows: Sequence[CostRow]
    total: CostRow
    unrated: Unrated
    running: Running
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
    cancelled: frozenset[int]
    unsettled: frozenset[int] = frozenset()

    def row(self, ids: Collection[int], *, code: str = "", activity_id: int | None = None) -> CostRow:
        """The row of some activities."""
        return CostRow(
            code=code,
            activity_id=activity_id,
            activities=len(ids),
            cancelled=len(self.cancelled & set(ids)),
            cost=sum((self.costs.get(id, ZERO) for id in ids), ZERO),
            planned=sum((self.planned.get(id, ZERO) for id in ids), ZERO),
            leads=sum(self.leads.get(id, 0) for id in ids),
            qualified=sum(self.qualified.get(id, 0) for id in ids),
            talks=sum(self.talks.get(id, 0) for id in ids),
            agreements=sum((self.agreements.get(id, Fraction(0)) for id in ids), Fraction(0)),
            unsettled=len(self.unsettled & set(ids)),
        )


def cost_figures(
    wanted: Selection,
    *,
    as_of: date,
    switches: Switches = USUAL,
    rows: Sequence[Any] | None = None,
    money: activities.ActivityMoney | None = None,
) -> CostFigures:
    """The cost of the activities that `population.held` counts, and what came of them.

    Partner and category say nothing about an activity and do not narrow. A fixed number of queries.
    `rows` as `population.held` takes them; `money`: the books of these activities, for whoever has read them.
    """
    held = population.held(wanted, as_of, rows=rows)
    signed = signed_for(wanted, held, as_of, switches.how)
    counted = _counts(held)
    money = activities.money_of(list(held.counted)) if money is None else money
    sums = _sums(held, switches, signed, counted, money)
    by_type = [
        sums.row(mine, code=code)
        for code in ACTIVITY_TYPES
        if (mine := [id for id, kind in held.counted.items() if kind == code])
    ]
    nowhere = without_activity(signed, wanted)
    return CostFigures(
        by_type,
        sums.row(list(held.counted)),
        unrated_of(money.unrated, held.counted, own_only=switches.net),
        Running(
            len(held.running),
            counted.running_cases,
            sum((sums.agreements.get(id, Fraction(0)) for id in held.running), Fraction(0)),
        ),
        None if nowhere is None else sum((row.parts[None] for row in nowhere), Fraction(0)),
    )


def signed_for(wanted: Selection, held: population.HeldActivities, as_of: date, how: str) -> list[Attributed]:
    """The agreements that can be put down to these activities, or that were signed in the period."""
    since = min(held.begun or as_of, wanted.since or date.min)
    return population.attributed_agreements(as_of, how, since=since, named=[*held.counted, *held.running])


def sums_of(held: population.HeldActivities, *, switches: Switches, signed: Sequence[Attributed]) -> Sums:
    """Everything that the rows add up, for the activities that are counted."""
    return _sums(held, switches, signed, _counts(held), activities.money_of(list(held.counted)))


def _sums(
    held: population.HeldActivities,
    switches: Switches,
    signed: Sequence[Attributed],
    counted: "_Counts",
    money: activities.ActivityMoney,
) -> Sums:
    return Sums(
        costs=money.costs(with_staff=switches.staff, own_only=switches.net),
        planned=money.plans(own_only=switches.net),
        leads=counted.leads,
        qualified=counted.qualified,
        talks=counted.talks,
        agreements=parts_by_activity(signed),
        cancelled=held.cancelled,
        unsettled=held.unsettled,
    )


@dataclass
class _Counts:
    """{activity: its leads, those that were ever qualified (by themselves, or by a negotiation made from them), its
    talks}, and the negotiations of the activities that are running."""

    leads: dict[int, int]
    qualified: dict[int, int]
    talks: dict[int, int]
    running_cases: int = 0


def _counts(held: population.HeldActivities) -> _Counts:
    """All of them out of one query."""
    grown = grown_from().subquery()
    qualified = or_(qualified_itself(), grown.c.reached >= number("qualified"))
    leads = (
        population.leads()
        .where(reading.among(Lead.activity_id, held.counted))
        .outerjoin(grown, grown.c.lead_id == Lead.id)
        .with_only_columns(literal("lead"), Lead.activity_id, func.count(), func.sum(case((qualified, 1), else_=0)))
        .group_by(Lead.activity_id)
    )
    held_talks = meetings.number_by_activity(list(held.counted), but=activities.left_out())
    talks: Any = held_talks.with_only_columns(literal("talk"), *held_talks.selected_columns, literal(0))
    running: Any = population.cases_of_running(held)
    running = running.with_only_columns(literal("case"), literal(0), func.count(), literal(0))
    found = _Counts({}, {}, {})
    rows: Any = db.session.execute(union_all(leads, talks, running))
    for kind, id, counted, told in rows:
        if kind == "lead":
            found.leads[id], found.qualified[id] = counted, int(told)
        elif kind == "talk":
            found.talks[id] = counted
        else:
            found.running_cases = counted
    return found


def without_activity(signed: Iterable[Attributed], wanted: Selection) -> list[Attributed] | None:
    """The agreements of the period with a part that falls to no activity; None under a condition on activities."""
    if population.about_activities(wanted):
        return None
    return [
        row
        for row in signed
        if None in row.parts and wanted.covers(row.signed_on) and wanted.initiative_id in (None, row.initiative_id)
    ]


def decimal(part: Fraction) -> Decimal:
    """A fraction as a number to calculate and to show with."""
    return Decimal(part.numerator) / Decimal(part.denominator)


def unrated_lines(ids: Collection[int], *, own_only: bool) -> Select[Any]:
    """The costs of some activities that have no rate, the latest first."""
    lines = select(CostLine).where(CostLine.activity_id.in_(ids), CostLine.book_amount.is_(None))
    return lines.where(CostLine.funding_source == "own") if own_only else lines


def unrated_of(found: Sequence[activities.UnratedSum], ids: Collection[int], *, own_only: bool) -> Unrated:
    """How many they are, and what they come to, of some activities."""
    mine = [row for row in found if row.activity_id in ids and (row.own or not own_only)]
    amounts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in mine:
        amounts[row.currency] += row.amount
    return Unrated(sum(row.lines for row in mine), [(amount, code) for code, amount in sorted(amounts.items())])
