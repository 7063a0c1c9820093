"""How far an initiative has come: its goals counted from the records, its funding against what was spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, or_, select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements import queries as agreements
from crm.agreements.models import Agreement
from crm.core import clock, here
from crm.core.database import db
from crm.initiatives import queries as initiatives
from crm.initiatives.models import Initiative, InitiativeGoal
from crm.insights.queries import population
from crm.leads.models import Lead
from crm.meetings.models import Meeting

#: Activities in these states were not held, whatever their dates say.
_NOT_HELD = ("draft", "cancelled")


@dataclass(frozen=True)
class GoalFigure:
    """A goal and what was achieved of it by its day, or so far."""

    goal: InitiativeGoal
    achieved: Decimal
    pace: float | None = None  #: how much of the time from the start of the initiative to its day has passed, 0 to 1

    @property
    def share(self) -> float:
        return float(self.achieved / self.goal.target)

    @property
    def reached(self) -> bool:
        return self.achieved >= self.goal.target


@dataclass(frozen=True)
class Progress:
    """The goals of an initiative, and its money: what sources promise, what its activities have cost."""

    goals: Sequence[GoalFigure]
    promised: Decimal
    spent: Decimal


def progress(initiative_id: int, *, today: date) -> Progress:
    """How far an initiative has come."""
    own = select(Activity.id).where(Activity.initiative_id == initiative_id, population.counted_activity())
    ids = list(db.session.scalars(own))
    promised = sum((row.amount for row in initiatives.funding(initiative_id)), Decimal(0))
    spent = sum(activities.cost_totals(ids).values(), Decimal(0))
    begun = db.session.scalar(select(Initiative.start_on).where(Initiative.id == initiative_id))
    found = [
        GoalFigure(goal, _achieved(goal, ids, min(goal.due_on or today, today)), pace(begun, goal.due_on, today))
        for goal in initiatives.goals(initiative_id)
    ]
    return Progress(found, promised, spent)


def pace(since: date | None, due: date | None, today: date) -> float | None:
    """The share of the time between two days that has passed; None where one of them is open, or both are one."""
    if since is None or due is None or due <= since:
        return None
    return min(max((today - since) / (due - since), 0.0), 1.0)


def _achieved(goal: InitiativeGoal, ids: Sequence[int], until: date) -> Decimal:
    if goal.measure == "own":
        return goal.achieved or Decimal(0)
    return Decimal(db.session.scalar(select(func.count()).select_from(_counted(goal, ids, until).subquery())) or 0)


def _counted(goal: InitiativeGoal, ids: Sequence[int], until: date) -> Select[Any]:
    """The ids of what counts for a goal up to a day, by the rules of counting (§3.1)."""
    if goal.measure == "activities":
        held = select(Activity.id).where(Activity.id.in_(ids), Activity.end_on <= until)
        held = held.where(activities.over(max(until, here.today())))
        return held.where(Activity.status.not_in(_NOT_HELD))
    if goal.measure == "leads":
        end = clock.from_wall(datetime.combine(until, time.max), here.zone())
        leads = population.leads().with_only_columns(Lead.id)
        return leads.where(Lead.activity_id.in_(ids), Lead.captured_at <= end)
    if goal.measure == "talks":
        talks = population.talks().with_only_columns(Meeting.id)
        mine = or_(Meeting.initiative_id == goal.initiative_id, Meeting.activity_id.in_(ids))
        return talks.where(mine, Meeting.held_on <= until)
    signed = population.agreements().with_only_columns(Agreement.id).where(Agreement.signed_on <= until)
    return signed.where(or_(Agreement.initiative_id == goal.initiative_id, agreements.came_from(ids)))
