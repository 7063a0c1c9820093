"""The few numbers management opens the product for, and the fiscal year so far that they are counted over."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from crm.activities import queries as activities
from crm.agreements.models import Agreement
from crm.core import reading
from crm.core.months import months_later, months_until
from crm.insights.queries import population
from crm.insights.queries.cases import talk_paths
from crm.insights.queries.flags import tiers
from crm.insights.queries.pipeline import PipelineFigures, pipeline_figures
from crm.insights.queries.worth import SIGNED_VALUE, SignedValue
from crm.insights.rules import Selection, TalkAgreement, TalkPath, talk_to_agreement
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


def year_figures(
    *, today: date, paths: Sequence[TalkPath] | None = None, signed: Sequence[SignedValue] | None = None
) -> YearFigures:
    """The numbers of everything that counts, whoever reads; a fixed number of queries.
    `paths`: of the cases of both years; `signed`: the commercial agreements that were ever signed."""
    year = year_of(today)
    since = offices.current().fiscal_year_dates(year.number - 1)[0]
    days, signed = _days(today, signed)
    return YearFigures(
        year=year,
        days=days,
        signed=signed,
        talks=_counted(days["talks"], year),
        agreements=_counted(days["agreements"], year),
        rate=talk_to_agreement(
            talk_paths(since, year.until) if paths is None else paths, since=since, until=year.until, as_of=today
        ),
        pipeline=pipeline_figures(Selection(), as_of=today, observed=False),
    )


def _days(
    today: date, signed: Sequence[SignedValue] | None
) -> tuple[dict[str, Mapping[date, int]], Sequence[SignedValue]]:
    """How many talks were held and commercial agreements signed on each day, and these agreements: 24 months reach back
    to the first day of the last fiscal year, or before it."""
    span = months_until(today)[0], today
    held = population.talks_by_day().where(TalkFact.held_on.between(*span))
    if signed is None:
        found: Any = population.agreements().where(Agreement.signed_on.between(*span))
        mine: list[SignedValue] = list(reading.rows(found.with_only_columns(*SIGNED_VALUE)))
    else:
        mine = [row for row in signed if span[0] <= row.signed_on <= span[1]]
    rows: Any = reading.rows(held)
    talks = dict(map(tuple, rows))
    return {"talks": talks, "agreements": Counter(row.signed_on for row in mine)}, mine


def _counted(days: Mapping[date, int], year: Year) -> Counted:
    def within(first: date, last: date) -> int:
        return sum(number for day, number in days.items() if first <= day <= last)

    return Counted(within(year.since, year.as_of), within(*year.before()))


def year_costs(*, today: date) -> YearCosts:
    """What the activities of the fiscal year so far cost, by the tier that their place had then: those of the costs."""
    year = year_of(today)
    rows = population.held_rows(Selection())
    counted = population.held(Selection(since=year.since, until=year.until), today, rows=rows).counted
    held = [row for row in rows if row.id in counted]
    known = tiers({row.place_id for row in held})
    of = {row.id: known.tier(row.place_id, row.start_on) for row in held}
    return costs_by_tier(year, of, activities.cost_totals(list(counted)))


def costs_by_tier(year: Year, of: Mapping[int, str], spent: Mapping[int, Decimal]) -> YearCosts:
    """The same of activities of which it is known in which tier they were, and what they cost."""
    found: list[TierCost] = []
    for tier in (*TIERS, ""):
        mine = [id for id, known in of.items() if known == tier]
        if mine:
            found.append(TierCost(tier, len(mine), sum((spent.get(id, Decimal(0)) for id in mine), Decimal(0))))
    return YearCosts(year, found)
