"""The few numbers management opens the product for, and the fiscal year so far that they are counted over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.core.months import months_later
from crm.insights.queries import population
from crm.insights.queries.flags import flags
from crm.insights.queries.funnels import FunnelFigures, funnel_figures
from crm.insights.queries.pipeline import PipelineFigures, pipeline_figures
from crm.insights.rules import Selection
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
class Year:
    """The fiscal year so far."""

    number: int
    since: date
    until: date
    as_of: date  #: the end of the year, or today when that is earlier

    def before(self) -> tuple[date, date]:
        """The same stretch of the year before: from its first day to the same day of the calendar."""
        return offices.current().fiscal_year_dates(self.number - 1)[0], months_later(self.as_of, -12)


@dataclass(frozen=True)
class YearCosts:
    """What the activities of the fiscal year cost so far, by tier."""

    year: Year
    tiers: Sequence[TierCost]


@dataclass(frozen=True)
class Counted:
    """How many there are in the fiscal year so far, and were in the same stretch of the year before."""

    now: int
    before: int


@dataclass(frozen=True)
class YearFigures:
    """As of today: the fiscal year so far, the last two years for conversion, and what is open."""

    year: Year
    talks: Counted
    agreements: Counted
    conversion: FunnelFigures
    pipeline: PipelineFigures


def year_of(today: date) -> Year:
    """The fiscal year in which a day lies, as far as that day."""
    office = offices.current()
    number = office.fiscal_year(today)
    since, until = office.fiscal_year_dates(number)
    return Year(number, since, until, min(until, today))


def year_figures(*, today: date) -> YearFigures:
    """The numbers of everything that counts, whoever reads; a fixed number of queries."""
    year = year_of(today)
    now, before = (year.since, year.as_of), year.before()
    both = Selection(since=offices.current().fiscal_year_dates(year.number - 1)[0], until=year.until)
    return YearFigures(
        year=year,
        talks=Counted(talks(*now), talks(*before)),
        agreements=Counted(agreements(*now), agreements(*before)),
        conversion=funnel_figures(both, as_of=today),
        pipeline=pipeline_figures(Selection(), as_of=today),
    )


def year_costs(*, today: date) -> YearCosts:
    """What the activities of the fiscal year so far cost, by the tier that their place had then: those of the costs."""
    year = year_of(today)
    counted = population.held(Selection(since=year.since, until=year.until), today).counted
    held = select(Activity).where(Activity.id.in_(list(counted)))
    rows = db.session.execute(held.with_only_columns(Activity.id, Activity.place_id, Activity.start_on)).all()
    known = flags(held.with_only_columns(Activity.place_id), select(Organisation.id).where(Organisation.id < 0))
    spent = activities.cost_totals([row.id for row in rows])
    found: list[TierCost] = []
    for tier in (*TIERS, ""):
        mine = [row.id for row in rows if known.tier(row.place_id, row.start_on) == tier]
        if mine:
            found.append(TierCost(tier, len(mine), sum((spent.get(id, Decimal(0)) for id in mine), Decimal(0))))
    return YearCosts(year, found)


def talks(since: date, until: date) -> int:
    """How many talks were held between two days, both included."""
    return _number(population.talks().where(Meeting.held_on.between(since, until)))


def agreements(since: date, until: date) -> int:
    """How many commercial agreements were signed between two days, both included."""
    return _number(population.agreements().where(Agreement.signed_on.between(since, until)))


def _number(found: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
