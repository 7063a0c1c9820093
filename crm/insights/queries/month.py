"""What management decides on once a month: the fiscal year so far beside the same stretch of the year before, what is
open, the verdict. What waits for somebody is read by the page: it depends on who looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.core.database import db
from crm.core.money import Worth
from crm.core.months import by_month, months_until
from crm.insights.queries import population
from crm.insights.queries.cases import Case, cases, paths, talked
from crm.insights.queries.cohort import start_of
from crm.insights.queries.costs import unrated
from crm.insights.queries.hypothesis import hypothesis_figures
from crm.insights.queries.population import LeftOut
from crm.insights.queries.worth import worth_of
from crm.insights.queries.year import Year, YearCosts, YearFigures, year_costs, year_figures
from crm.insights.rules import Selection, TalkAgreement, talk_to_agreement
from crm.insights.rules.hypothesis import HypothesisFigures, Unrated
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
class HeldStretch:
    """The activities that ended in a stretch, what they cost, and what of it is not settled."""

    since: date
    until: date
    activities: int
    cancelled: int  #: among them
    running: int  #: beside them, in no number
    unsettled: int  #: of them, those whose costs are not all in
    cost: Decimal
    unrated: Unrated
    visits: int
    programmes: int  #: how many of the activities have a programme on record
    talks: int
    cases: int
    agreements: int
    signed: SignedWorth
    told: Tally


@dataclass(frozen=True)
class MonthFigures:
    """Everything on the page, as of one day: the fiscal year so far, and the last one to the same day.

    `rate_before` is of the first talks of the two years before, judged on that day.
    """

    as_of: date
    year: YearFigures
    now: HeldStretch
    before: HeldStretch
    rate_before: TalkAgreement
    costs: YearCosts
    trend: Mapping[str, Sequence[tuple[date, int]]]  #: {"talks", "agreements": (first day of a month, number)}
    verdict: HypothesisFigures
    left_out: LeftOut


def month_figures(*, as_of: date) -> MonthFigures:
    """The figures of everything that counts, whoever reads; a fixed number of queries."""
    year, found = year_figures(today=as_of), cases(Selection())
    before = year.year.before()
    return MonthFigures(
        as_of=as_of,
        year=year,
        now=_stretch(year.year.since, year.year.as_of, found, year.talks.now, year.agreements.now),
        before=_stretch(*before, found, year.talks.before, year.agreements.before),
        rate_before=_rate_before(found, year.year),
        costs=year_costs(today=as_of),
        trend=_trend(as_of),
        verdict=hypothesis_figures(Selection(), as_of=as_of, switches=USUAL),
        left_out=population.left_out(),
    )


def _stretch(since: date, until: date, found: list[Case], held_talks: int, signed: int) -> HeldStretch:
    span = Selection(since=since, until=until)
    held = population.held(span, until)
    ids = list(held.counted)
    open_costs = select(func.count()).select_from(Activity).where(Activity.id.in_(ids), Activity.costs_state == "open")
    took_place = [id for id in ids if id not in held.cancelled]
    visits, programmes = missions.visits_by(took_place, start_of(until + timedelta(days=1)))
    return HeldStretch(
        since=since,
        until=until,
        activities=len(ids),
        cancelled=len(held.cancelled),
        running=len(held.running),
        unsettled=db.session.scalar(open_costs) or 0,
        cost=sum(activities.cost_totals(ids).values(), Decimal(0)),
        unrated=unrated(ids, own_only=False),
        visits=visits,
        programmes=programmes,
        talks=held_talks,
        cases=len(talked(found, span, until)),
        agreements=signed,
        signed=_signed(since, until),
        told=outcomes.told_between(since, until),
    )


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
