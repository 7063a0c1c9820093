"""What management decides on once a month: the fiscal year so far beside the same stretch of the year before, what is
open, the verdict. What waits for somebody is read by the page: it depends on who looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crm.activities import queries as activities
from crm.agreements.rules import COMMERCIAL
from crm.core.money import Worth
from crm.core.months import by_month, months_later
from crm.insights.queries import population
from crm.insights.queries.cases import talk_paths
from crm.insights.queries.cohort import start_of
from crm.insights.queries.costs import CostRow, cost_figures, unrated_of
from crm.insights.queries.ground import ever_signed, own_flags
from crm.insights.queries.hypothesis import verdict_figures
from crm.insights.queries.population import HeldActivities, LeftOut
from crm.insights.queries.worth import SignedValue, worth_of
from crm.insights.queries.year import Year, YearCosts, YearFigures, costs_by_tier, year_figures
from crm.insights.rules import Selection, TalkAgreement, TalkPath, talk_to_agreement
from crm.insights.rules.hypothesis import Unrated, VerdictFigures
from crm.insights.rules.ways import USUAL
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

    `rate_before` is of the first talks of the two years before (`rate_span`), judged on that day.
    """

    as_of: date
    year: YearFigures
    now: HeldStretch
    before: HeldStretch
    rate_before: TalkAgreement
    rate_span: tuple[date, date]
    costs: YearCosts
    trend: Mapping[str, Sequence[tuple[date, int]]]  #: {"talks", "agreements": (first day of a month, number)}
    last: CostRow  #: what the activities of the last fiscal year cost, and have brought up to the day
    verdict: VerdictFigures
    left_out: LeftOut

    def month_end(self, first: date) -> date:
        """The last day of a month of the trend, up to the day of the figures."""
        return min(months_later(first, 1) - timedelta(days=1), self.as_of)


def month_figures(*, as_of: date) -> MonthFigures:
    """The figures of everything that counts, whoever reads; a fixed number of queries."""
    found, signed = talk_paths(*_three_years(as_of)), ever_signed(as_of)
    commercial = [row for row in signed if row.agreement_class == COMMERCIAL]
    year = year_figures(today=as_of, paths=found, signed=commercial)
    spans = [
        Selection(since=since, until=until) for since, until in ((year.year.since, year.year.as_of), year.year.before())
    ]
    rows = population.held_rows(Selection())
    own = own_flags(rows)
    held = [population.held(span, span.until or as_of, rows=rows) for span in spans]
    money = activities.money_of([row.id for row in rows])
    spent = money.costs()
    now, before = _stretches(spans, held, money, found, year)
    return MonthFigures(
        as_of=as_of,
        year=year,
        now=now,
        before=before,
        rate_before=_rate_before(found, year.year),
        rate_span=_two_before(year.year),
        costs=costs_by_tier(year.year, {id: own[id].tier for id in held[0].counted}, spent),
        trend={name: by_month(days, as_of) for name, days in year.days.items()},
        last=cost_figures(_last_year(year.year), as_of=as_of, rows=rows, money=money).total,
        verdict=verdict_figures(
            Selection(), as_of=as_of, switches=USUAL, rows=rows, money=money, own=own, signed=signed
        ),
        left_out=population.left_out(),
    )


def _three_years(as_of: date) -> tuple[date, date]:
    """The fiscal year, and the two before it: all that the page asks of first talks."""
    office = offices.current()
    number = office.fiscal_year(as_of)
    return office.fiscal_year_dates(number - 2)[0], office.fiscal_year_dates(number)[1]


def _stretches(
    spans: Sequence[Selection],
    held: Sequence[HeldActivities],
    money: activities.ActivityMoney,
    found: Sequence[TalkPath],
    year: YearFigures,
) -> list[HeldStretch]:
    counts = (year.talks.now, year.agreements.now), (year.talks.before, year.agreements.before)
    spent = money.costs()
    unrated = [unrated_of(money.unrated, each.counted, own_only=False) for each in held]
    signed = _signed(spans, year.signed)
    told = outcomes.told_in([_ends(span) for span in spans])
    days = [start_of(_ends(span)[1] + timedelta(days=1)) for span in spans]
    visits = missions.visits_by([(each.took_place, day) for each, day in zip(held, days, strict=True)])
    parts = zip(spans, held, unrated, counts, signed, told, visits, strict=True)
    return [
        _stretch(span, each, spent, found, unrated=left, counts=numbers, signed=worth, told=tally, visits=seen)
        for span, each, left, numbers, worth, tally, seen in parts
    ]


def _stretch(
    span: Selection,
    held: HeldActivities,
    spent: Mapping[int, Decimal],
    found: Sequence[TalkPath],
    *,
    unrated: Unrated,
    counts: tuple[int, int],
    signed: SignedWorth,
    told: Tally,
    visits: tuple[int, int],
) -> HeldStretch:
    """`counts`: of talks and of agreements; `visits`: and how many of the activities have a programme."""
    since, until = _ends(span)
    return HeldStretch(
        since=since,
        until=until,
        activities=len(held.counted),
        cancelled=len(held.cancelled),
        running=len(held.running),
        unsettled=len(held.unsettled),
        cost=sum((spent.get(id, Decimal(0)) for id in held.counted), Decimal(0)),
        unrated=unrated,
        visits=visits[0],
        programmes=visits[1],
        talks=counts[0],
        cases=sum(path.number for path in found if since <= path.first_talk_on <= until),
        agreements=counts[1],
        signed=signed,
        told=told,
    )


def _ends(span: Selection) -> tuple[date, date]:
    return span.since or date.min, span.until or date.max


def _rate_before(found: Sequence[TalkPath], year: Year) -> TalkAgreement:
    """Over the first talks of the two fiscal years before this one, seen on the same day a year ago."""
    since, until = _two_before(year)
    return talk_to_agreement(found, since=since, until=until, as_of=year.before()[1])


def _last_year(year: Year) -> Selection:
    since, until = offices.current().fiscal_year_dates(year.number - 1)
    return Selection(since=since, until=until)


def _two_before(year: Year) -> tuple[date, date]:
    office = offices.current()
    return office.fiscal_year_dates(year.number - 2)[0], office.fiscal_year_dates(year.number - 1)[1]


def _signed(spans: Sequence[Selection], rows: Sequence[SignedValue]) -> list[SignedWorth]:
    """What of these agreements was signed in each of the spans is worth, out of one query."""
    worth, _unconverted = worth_of(rows)
    stretches = []
    for span in spans:
        mine = [row for row in rows if span.covers(row.signed_on)]
        known = [worth[row.agreement_id] for row in mine if row.agreement_id in worth]
        unvalued = sum(row.value is None for row in mine)
        stretches.append(SignedWorth(sum(known, Worth()), len(mine) - len(known) - unvalued, unvalued))
    return stretches
