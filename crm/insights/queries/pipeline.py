"""What the open pipeline is worth, when agreements may come, what stands still and how long (domain.md §3.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select, true

from crm.core import here, reading
from crm.core.database import db
from crm.core.money import Money, Worth, convert
from crm.core.months import month_number
from crm.core.permissions import Actor
from crm.insights.queries import population
from crm.insights.queries.cases import matching
from crm.insights.queries.population import HeldActivities
from crm.insights.rules import (
    AgeBucket,
    ClosedCase,
    Forecast,
    Interval,
    OpenCase,
    Pipeline,
    Selection,
    empirical_probabilities,
    forecast,
    pipeline,
    pipeline_by_stage,
)
from crm.negotiations import queries as negotiations
from crm.negotiations import rules as stages
from crm.negotiations.models import CaseFact, Negotiation
from crm.negotiations.queries import Standing
from crm.negotiations.queries.records import LISTED
from crm.places import queries as places
from crm.places.queries import Rate

#: A month of the forecast is written 2026-12; these two stand beside the months.
SLIPPED, UNDATED = "slipped", "undated"
#: So many that stand still are listed with the figures; the set of all of them has pages of its own.
LISTED_STALLED: Final = 50


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An open negotiation as the list behind a number knows it."""

    id: int
    stage: str
    stalled: bool
    silence: AgeBucket
    expected: str  #: "2026-12", `slipped` (its date has passed) or `undated`
    valued: bool
    currency: str


@dataclass(frozen=True)
class StalledCase:
    """A negotiation that stands still, counterpart and owner loaded, with its reasons."""

    case: Negotiation
    standing: Standing


@dataclass(frozen=True)
class PipelineFigures:
    """The open pipeline of a selection on a day; `observed` is empty below thirty closed cases."""

    wanted: Selection
    as_of: date
    total: Pipeline
    by_stage: Mapping[str, Pipeline]
    by_silence: Mapping[AgeBucket, Pipeline]
    at_rest: Pipeline  #: of those that stand still
    unvalued: int
    forecast: Forecast
    observed: Mapping[str, Interval]
    closed: int
    rates: Mapping[str, Rate]

    @property
    def unconverted(self) -> int:
        """A value in a currency without a rate: in the count, in no amount."""
        return self.total.not_convertible - self.unvalued


@dataclass(frozen=True)
class _Alike:
    """So many open cases that no figure tells apart."""

    figures: OpenCase
    stalled: bool
    silence: AgeBucket
    valued: bool


def pipeline_figures(wanted: Selection, *, as_of: date, observed: bool = True) -> PipelineFigures:
    """What is open today under the conditions (the period does not count), at the latest rates up to `as_of`; what was
    `observed` of closed cases only where it is shown."""
    groups, rates = _open(wanted, as_of)
    known = [group.figures for group in groups]
    closed = _closed(wanted) if observed else []
    codes = list(stages.STAGES)
    return PipelineFigures(
        wanted=wanted,
        as_of=as_of,
        total=pipeline(known),
        by_stage={codes[number - 1]: worth for number, worth in pipeline_by_stage(known).items()},
        by_silence={
            bucket: pipeline(group.figures for group in groups if group.silence is bucket) for bucket in AgeBucket
        },
        at_rest=pipeline(group.figures for group in groups if group.stalled),
        unvalued=sum(group.figures.number for group in groups if not group.valued),
        forecast=forecast(known, as_of=as_of),
        observed={codes[number - 1]: share for number, share in empirical_probabilities(closed).items()},
        closed=sum(case.number for case in closed),
        rates={currency: rate for currency, rate in rates.items() if currency != here.currency()},
    )


def _open(wanted: Selection, as_of: date) -> tuple[list[_Alike], dict[str, Rate]]:
    """The open cases, counted by the database, and {currency: its rate} of their values.

    What is no value is one number: the database groups by it in half the time that its parts would take.
    """
    statement, told = _standing_open(wanted, as_of)
    at = ((told.month * _MOST + told.stage) * _MOST + told.silence) * 2 + told.stalled
    value = Negotiation.value, Negotiation.currency, Negotiation.value_period, Negotiation.probability
    each = statement.with_only_columns(at.label("at"), *value).subquery()
    counted: Select[Any] = select(*each.c, func.count()).group_by(*each.c)
    rows = db.session.execute(counted).all()
    rates = places.rates_of({row.currency for row in rows if row.value is not None}, here.currency(), as_of)

    # Kept: for this one answer; many cases are worth the same, and many stand alike.
    @cache
    def worth(value: Decimal | None, currency: str, period: str) -> Worth | None:
        return _worth(value, currency, period, rates)

    # Kept: for this one answer; many cases stand alike.
    @cache
    def standing(at: int) -> tuple[stages.Stage, date | None, bool, AgeBucket]:
        rest, stalled = divmod(at, 2)
        rest, silence = divmod(rest, _MOST)
        month, stage = divmod(rest, _MOST)
        return stages.STAGES[stages.OPEN_STAGES[stage]], _expected(month, as_of), bool(stalled), _BUCKETS[silence]

    found: list[_Alike] = []
    for at, value, currency, period, probability, number in rows:
        stage, on, stalled, silence = standing(at)
        book_value = worth(value, currency, period)
        case = OpenCase(stages.number(stage.code), book_value, stage.probability, probability, on, number)
        found.append(_Alike(case, stalled, silence, value is not None))
    return found, rates


class _Told(NamedTuple):
    """What the database tells of an open case, as numbers: the month in which it is expected (12 × year + month, or
    one of the two below), its place in OPEN_STAGES and in the buckets of silence, and 1 where it stands still."""

    month: ColumnElement[int]
    stage: ColumnElement[int]
    silence: ColumnElement[int]
    stalled: ColumnElement[int]


_NO_MONTH, _PAST = 0, 1
_BUCKETS: Final = list(AgeBucket)
#: More than there are stages or buckets.
_MOST: Final = 16


def _expected(month: int, as_of: date) -> date | None:
    """A day that stands for those of a month in the forecast."""
    if month <= _PAST:
        return None if month == _NO_MONTH else as_of - timedelta(days=1)
    return max(as_of, date((month - 1) // 12, (month - 1) % 12 + 1, 1))


def _standing_open(wanted: Selection, as_of: date) -> tuple[Select[Any], _Told]:
    """The open ones; the database says which stand still, how long each is silent and where the forecast puts it."""
    bounds = [bucket.most for bucket in AgeBucket if bucket.most is not None]
    on = Negotiation.expected_sign_on
    statement, heard = negotiations.with_contacts(matching(wanted))
    still = negotiations.stalled_condition(as_of, heard=heard)
    return statement.where(Negotiation.stage.in_(stages.OPEN_STAGES)), _Told(
        case((on.is_(None), _NO_MONTH), (on < as_of, _PAST), else_=month_number(on)),
        case({code: place for place, code in enumerate(stages.OPEN_STAGES)}, value=Negotiation.stage),
        negotiations.silence(as_of, bounds, heard=heard),
        case((still, 1), else_=0),
    )


def open_rows(wanted: Selection, *, as_of: date) -> list[OpenRow]:
    """Each of them, the longest in their stage first."""
    statement, told = _standing_open(wanted, as_of)
    columns = (Negotiation.id, Negotiation.stage, Negotiation.value.is_not(None), Negotiation.currency)
    rows = db.session.execute(
        statement.with_only_columns(*columns, told.month, told.silence, told.stalled).order_by(
            Negotiation.stage_entered_at, Negotiation.id
        )
    )
    return [
        OpenRow(id, stage, bool(stalled), _BUCKETS[silence], _month_code(month), bool(valued), currency)
        for id, stage, valued, currency, month, silence, stalled in rows
    ]


def _month_code(month: int) -> str:
    """As an address writes it."""
    if month <= _PAST:
        return UNDATED if month == _NO_MONTH else SLIPPED
    return f"{(month - 1) // 12:04}-{(month - 1) % 12 + 1:02}"


def _worth(value: Decimal | None, currency: str, period: str, rates: Mapping[str, Rate]) -> Worth | None:
    if value is None or currency not in rates:
        return None
    return Worth.of(convert(Money(value, currency), rates[currency].rate, here.currency()).amount, period)


def first_stalled(figures: PipelineFigures, *, user: Actor) -> list[StalledCase]:
    """The first that stand still, of those that the user may see."""
    visible = negotiations.visible_to(user, archived=None).whereclause  # not their ids: those would be looked up first
    stalled = negotiations.stalled_condition(figures.as_of, by_stage=False)
    statement = matching(figures.wanted).where(stalled, true() if visible is None else visible)
    order = Negotiation.stage_entered_at, Negotiation.id
    cases = list(db.session.scalars(statement.order_by(*order).limit(LISTED_STALLED).options(*LISTED)).unique())
    standings = negotiations.standings(cases, figures.as_of)
    return [StalledCase(case, standings[case.id]) for case in cases]


def standing_of(held: HeldActivities, as_of: date) -> dict[int, bool]:
    """{open negotiation of these activities: whether it stands still}."""
    statement, heard = negotiations.with_contacts(population.cases())
    statement = statement.where(
        Negotiation.stage.in_(stages.OPEN_STAGES), reading.among(CaseFact.home_id, held.counted)
    )
    stalled = negotiations.stalled_condition(as_of, heard=heard)
    return {id: bool(still) for id, still in db.session.execute(statement.with_only_columns(Negotiation.id, stalled))}


def _closed(wanted: Selection) -> list[ClosedCase]:
    signed = Negotiation.stage != stages.LOST
    statement = matching(wanted).where(Negotiation.stage.not_in(stages.OPEN_STAGES))
    each = statement.with_only_columns(CaseFact.reached, signed.label("signed")).subquery()
    rows = db.session.execute(
        select(each.c.reached, each.c.signed, func.count()).group_by(each.c.reached, each.c.signed)
    )
    return [ClosedCase(reached, bool(signed), number) for reached, signed, number in rows]
