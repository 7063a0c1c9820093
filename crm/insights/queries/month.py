"""What management decides on once a month: the fiscal year so far beside the same stretch of the year before, what is
open, the verdict. What waits for somebody is read by the page: it depends on who looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from crm.activities import queries as activities
from crm.agreements.models import Agreement
from crm.core.database import db
from crm.core.money import Worth
from crm.core.months import by_month, months_until
from crm.insights.queries import population
from crm.insights.queries.cases import Case, cases, paths, talked
from crm.insights.queries.cohort import start_of
from crm.insights.queries.hypothesis import hypothesis_figures
from crm.insights.queries.worth import worth_of
from crm.insights.queries.year import Counted, Year, YearCosts, YearFigures, year_costs, year_figures
from crm.insights.rules import Selection, TalkAgreement, talk_to_agreement
from crm.insights.rules.hypothesis import HypothesisFigures
from crm.insights.rules.ways import USUAL
from crm.meetings.models import Meeting
from crm.missions import queries as missions
from crm.office import queries as offices
from crm.outcomes import queries as outcomes
from crm.outcomes.rules import Tally


@dataclass(frozen=True)
class SignedWorth:
    """What the agreements signed in a stretch are worth; those without a rate, or without a value, are in none."""

    worth: Worth
    unconverted: int
    unvalued: int


@dataclass(frozen=True)
class MonthFigures:
    """Everything on the page, as of one day.

    `chain` counts the links from activity to agreement; `rate_before` is of the first talks a year earlier, as old then
    as those of `year.conversion` are now.
    """

    as_of: date
    year: YearFigures
    rate_before: TalkAgreement
    chain: Mapping[str, Counted]
    costs: YearCosts
    spent: tuple[Decimal, Decimal]
    signed: tuple[SignedWorth, SignedWorth]
    reported: tuple[Tally, Tally]
    trend: Mapping[str, Sequence[tuple[date, int]]]  #: {"talks", "agreements": (first day of a month, number)}
    verdict: HypothesisFigures


def month_figures(*, as_of: date) -> MonthFigures:
    """The figures of everything that counts, whoever reads; a fixed number of queries."""
    year = year_figures(today=as_of)
    now, before = (year.year.since, year.year.as_of), year.year.before()
    held, held_before = _held(*now), _held(*before)
    costs = activities.cost_totals([*held, *held_before])
    found = cases(Selection())
    first_talks = Counted(*(len(talked(found, Selection(since=a, until=b), b)) for a, b in (now, before)))
    visits = Counted(
        *(
            missions.visits_by(ids, start_of(end + timedelta(days=1)))
            for ids, end in ((held, now[1]), (held_before, before[1]))
        )
    )
    return MonthFigures(
        as_of=as_of,
        year=year,
        rate_before=_rate_before(found, year.year),
        chain={
            "activities": Counted(len(held), len(held_before)),
            "visits": visits,
            "talks": year.talks,
            "cases": first_talks,
            "agreements": year.agreements,
        },
        costs=year_costs(today=as_of),
        spent=(_sum(costs, held), _sum(costs, held_before)),
        signed=(_signed(*now), _signed(*before)),
        reported=(outcomes.told_between(*now), outcomes.told_between(*before)),
        trend=_trend(as_of),
        verdict=hypothesis_figures(Selection(), as_of=as_of, switches=USUAL),
    )


def _held(since: date, until: date) -> list[int]:
    return list(population.held(Selection(since=since, until=until), until).counted)


def _sum(costs: Mapping[int, Decimal], ids: Sequence[int]) -> Decimal:
    return sum((costs.get(id, Decimal(0)) for id in ids), Decimal(0))


def _rate_before(found: list[Case], year: Year) -> TalkAgreement:
    """Over the first talks of the two fiscal years before this one, seen on the same day a year ago."""
    since = offices.current().fiscal_year_dates(year.number - 2)[0]
    until = offices.current().fiscal_year_dates(year.number - 1)[1]
    return talk_to_agreement(paths(found), since=since, until=until, as_of=year.before()[1])


def _signed(since: date, until: date) -> SignedWorth:
    columns = (
        Agreement.id.label("agreement_id"), Agreement.signed_on, Agreement.value, Agreement.currency,
        Agreement.value_period,
    )  # fmt: skip
    found = population.agreements().where(Agreement.signed_on.between(since, until))
    rows: list[Any] = list(db.session.execute(found.with_only_columns(*columns)).all())
    worth, unconverted = worth_of(rows)
    return SignedWorth(sum(worth.values(), Worth()), unconverted, sum(row.value is None for row in rows))


def _trend(as_of: date) -> dict[str, Sequence[tuple[date, int]]]:
    held, signed = population.talks(), population.agreements()
    first = months_until(as_of)[0]
    days = {
        "talks": held.where(Meeting.held_on.between(first, as_of)).with_only_columns(Meeting.held_on),
        "agreements": signed.where(Agreement.signed_on.between(first, as_of)).with_only_columns(Agreement.signed_on),
    }
    return {name: by_month(db.session.scalars(found), as_of) for name, found in days.items()}
