"""The few numbers management opens the product for, and the fiscal year so far that they are counted over."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.core import reading
from crm.core.database import db
from crm.core.months import months_later, months_until
from crm.insights.queries import population
from crm.insights.queries.cases import Case, cases_between
from crm.insights.queries.flags import tiers
from crm.insights.queries.funnels import agreements_of
from crm.insights.queries.pipeline import PipelineFigures, pipeline_figures
from crm.insights.queries.worth import SIGNED_VALUE, SignedValue
from crm.insights.rules import Selection, TalkAgreement
from crm.meetings.models import TalkFact
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
    """As of today: the fiscal year so far, the last two years for the rate, and what is open."""

    year: Year
    days: Mapping[str, Mapping[date, int]]  #: {"talks", "agreements": how many of each day of the last 24 months}
    signed: Sequence[SignedValue]  #: the commercial agreements among them
    talks: Counted
    agreements: Counted
    rate: TalkAgreement  #: of first talks of this and the last fiscal year
    pipeline: PipelineFigures


def year_of(today: date) -> Year:
    """The fiscal year in which a day lies, as far as that day."""
    office = offices.current()
    number = office.fiscal_year(today)
    since, until = office.fiscal_year_dates(number)
    return Year(number, since, until, min(until, today))


def year_figures(*, today: date, among: list[Case] | None = None) -> YearFigures:
    """The numbers of everything that counts, whoever reads; a fixed number of queries.
    `among`: the cases of both years."""
    year = year_of(today)
    both = Selection(since=offices.current().fiscal_year_dates(year.number - 1)[0], until=year.until)
    days, signed = _days(today)
    return YearFigures(
        year=year,
        days=days,
        signed=signed,
        talks=_counted(days["talks"], year),
        agreements=_counted(days["agreements"], year),
        rate=agreements_of(cases_between(both) if among is None else among, both, today),
        pipeline=pipeline_figures(Selection(), as_of=today, observed=False),
    )


def _days(today: date) -> tuple[dict[str, Mapping[date, int]], Sequence[SignedValue]]:
    """How many talks were held and commercial agreements signed on each day, and these agreements: 24 months reach back
    to the first day of the last fiscal year, or before it."""
    span = months_until(today)[0], today
    held = population.talks_by_day().where(TalkFact.held_on.between(*span))
    found = population.agreements().where(Agreement.signed_on.between(*span)).with_only_columns(*SIGNED_VALUE)
    signed: list[Any] = list(db.session.execute(found))
    talks = {row[0]: row[1] for row in db.session.execute(held)}
    return {"talks": talks, "agreements": Counter(row.signed_on for row in signed)}, signed


def _counted(days: Mapping[date, int], year: Year) -> Counted:
    def within(first: date, last: date) -> int:
        return sum(number for day, number in days.items() if first <= day <= last)

    return Counted(within(year.since, year.as_of), within(*year.before()))


def year_costs(*, today: date) -> YearCosts:
    """What the activities of the fiscal year so far cost, by the tier that their place had then: those of the costs."""
    year = year_of(today)
    counted = list(population.held(Selection(since=year.since, until=year.until), today).counted)
    return costs_by_tier(year, counted, activities.cost_totals(counted))


def costs_by_tier(year: Year, counted: Collection[int], spent: Mapping[int, Decimal]) -> YearCosts:
    """The same of activities of which it is known what they cost."""
    held = select(Activity).where(reading.among(Activity.id, counted))
    rows = db.session.execute(held.with_only_columns(Activity.id, Activity.place_id, Activity.start_on)).all()
    known = tiers({row.place_id for row in rows})
    found: list[TierCost] = []
    for tier in (*TIERS, ""):
        mine = [row.id for row in rows if known.tier(row.place_id, row.start_on) == tier]
        if mine:
            found.append(TierCost(tier, len(mine), sum((spent.get(id, Decimal(0)) for id in mine), Decimal(0))))
    return YearCosts(year, found)
