"""The few numbers management opens the product for; Insights has the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements import queries as agreements
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.core.permissions import Actor
from crm.insights.queries import FunnelFigures, PipelineFigures, funnel_figures, pipeline_figures
from crm.insights.queries.flags import flags
from crm.insights.rules import Selection
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.office import queries as offices
from crm.places.rules import TIERS


@dataclass(frozen=True)
class TierCost:
    """The activities of a tier ("" unknown) that ended in the fiscal year so far, and what they cost."""

    tier: str
    activities: int
    cost: Decimal


@dataclass(frozen=True)
class Figures:
    """As of today: the fiscal year so far, the last two years for conversion, and what is open."""

    fiscal_year: int
    since: date
    until: date
    as_of: date  #: the end of the year, or today when that is earlier
    talks: int
    agreements: int
    conversion: FunnelFigures
    pipeline: PipelineFigures
    costs: Sequence[TierCost]


def figures(user: Actor, *, today: date) -> Figures:
    """The numbers of what a user sees; a fixed number of queries."""
    office = offices.current()
    year = office.fiscal_year(today)
    since, until = office.fiscal_year_dates(year)
    held = meetings.talks(user=user).where(Meeting.held_on.between(since, until))
    talks = db.session.scalar(select(func.count()).select_from(held.subquery())) or 0
    both = Selection(since=office.fiscal_year_dates(year - 1)[0], until=until)
    conversion = funnel_figures(both, user=user, as_of=today)
    this_year = Selection(since=since, until=until)
    return Figures(
        fiscal_year=year,
        since=since,
        until=until,
        as_of=min(until, today),
        talks=talks,
        agreements=len(agreements.signed_commercial(user=user, since=since, until=min(until, today))),
        conversion=conversion,
        pipeline=pipeline_figures(Selection(), user=user, as_of=today),
        costs=_costs(this_year, user, today),
    )


def _costs(wanted: Selection, user: Actor, today: date) -> list[TierCost]:
    ended = activities.visible_to(user).where(
        Activity.end_on.between(wanted.since, min(wanted.until or today, today)), Activity.status != "cancelled"
    )
    rows = db.session.execute(ended.with_only_columns(Activity.id, Activity.place_id, Activity.start_on)).all()
    known = flags(ended.with_only_columns(Activity.place_id), select(Organisation.id).where(Organisation.id < 0))
    costs = activities.cost_totals([row.id for row in rows])
    found: list[TierCost] = []
    for tier in (*TIERS, ""):
        mine = [row.id for row in rows if known.tier(row.place_id, row.start_on) == tier]
        if mine:
            found.append(TierCost(tier, len(mine), sum((costs.get(id, Decimal(0)) for id in mine), Decimal(0))))
    return found
