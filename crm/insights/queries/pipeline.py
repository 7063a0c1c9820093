"""What the open pipeline is worth, when agreements may come, what stands still and how long (domain.md §3.7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Select, select

from crm.core import here
from crm.core.database import db
from crm.core.money import Money, Worth, convert
from crm.core.permissions import Actor
from crm.insights.queries.cases import matching
from crm.insights.queries.cohort import furthest
from crm.insights.queries.slices import seen
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
from crm.negotiations.models import Negotiation
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
    """An open negotiation as the figures need it: of tens of thousands, nobody looks at more than some."""

    figures: OpenCase
    stage: str
    valued: bool
    stalled: bool
    silence: AgeBucket

    @property
    def id(self) -> int:
        return self.figures.negotiation_id

    @property
    def no_rate(self) -> bool:
        """A value in a currency without a rate: in the count, in no amount."""
        return self.valued and self.figures.book_value is None

    def month(self, as_of: date) -> str:
        """Where the forecast puts it: "2026-12", `slipped` (its date has passed) or `undated`."""
        on = self.figures.expected_sign_on
        return UNDATED if on is None else SLIPPED if on < as_of else f"{on:%Y-%m}"


@dataclass(frozen=True)
class StalledCase:
    """A negotiation that stands still, counterpart and owner loaded, with its reasons."""

    case: Negotiation
    standing: Standing


@dataclass(frozen=True)
class PipelineFigures:
    """The open pipeline of a selection on a day; `observed` is empty below thirty closed cases.

    `rows` and what is made of them: the longest in their stage first.
    """

    as_of: date
    rows: Sequence[OpenRow]
    total: Pipeline
    by_stage: Mapping[str, Pipeline]
    by_silence: Mapping[AgeBucket, Pipeline]
    forecast: Forecast
    observed: Mapping[str, Interval]
    closed: int
    rates: Mapping[str, Rate]

    @cached_property
    def stalled(self) -> list[OpenRow]:
        return [row for row in self.rows if row.stalled]

    @cached_property
    def at_rest(self) -> Pipeline:
        """Number and value of those that stand still."""
        return pipeline(row.figures for row in self.stalled)

    @cached_property
    def unconverted(self) -> list[OpenRow]:
        return [row for row in self.rows if row.no_rate]

    @cached_property
    def unvalued(self) -> list[OpenRow]:
        return [row for row in self.rows if not row.valued]


def pipeline_figures(wanted: Selection, *, as_of: date) -> PipelineFigures:
    """What is open today under the conditions (the period does not count), at the latest rates up to `as_of`."""
    statement = matching(wanted)
    rates = _rates(statement, as_of)
    rows = open_rows(statement, rates, as_of)
    known = [row.figures for row in rows]
    closed = _closed(statement.where(Negotiation.stage.not_in(stages.OPEN_STAGES)))
    codes = list(stages.STAGES)
    return PipelineFigures(
        as_of=as_of,
        rows=rows,
        total=pipeline(known),
        by_stage={codes[number - 1]: worth for number, worth in pipeline_by_stage(known).items()},
        by_silence=_by_silence(rows),
        forecast=forecast(known, as_of=as_of),
        observed={codes[number - 1]: share for number, share in empirical_probabilities(closed).items()},
        closed=len(closed),
        rates={currency: rate for currency, rate in rates.items() if currency != here.currency()},
    )


def _rates(statement: Select[Any], as_of: date) -> dict[str, Rate]:
    """{currency: its rate} for every currency of an open value that has one."""
    asked = statement.where(Negotiation.stage.in_(stages.OPEN_STAGES), Negotiation.value.is_not(None))
    currencies = db.session.scalars(asked.with_only_columns(Negotiation.currency).distinct())
    found = {currency: places.rate(currency, here.currency(), as_of) for currency in currencies}
    return {currency: rate for currency, rate in found.items() if rate is not None}


def open_rows(statement: Select[Any], rates: Mapping[str, Rate], as_of: date) -> list[OpenRow]:
    """The open ones of `statement`, in one query; the database says which stand still and how long each is silent."""
    buckets = list(AgeBucket)
    bounds = [bucket.most for bucket in buckets if bucket.most is not None]
    columns = (
        Negotiation.id, Negotiation.stage, Negotiation.value, Negotiation.currency, Negotiation.value_period,
        Negotiation.probability, Negotiation.expected_sign_on,
        negotiations.stalled_condition(as_of), negotiations.silence(as_of, bounds),
    )  # fmt: skip
    asked = statement.where(Negotiation.stage.in_(stages.OPEN_STAGES)).with_only_columns(*columns)
    found = db.session.execute(asked.order_by(Negotiation.stage_entered_at, Negotiation.id))
    return [
        OpenRow(
            figures=OpenCase(
                negotiation_id=id,
                stage=stages.number(stage),
                book_value=_worth(value, currency, period, rates),
                default=stages.STAGES[stage].probability,
                override=probability,
                expected_sign_on=on,
            ),
            stage=stage,
            valued=value is not None,
            stalled=bool(stalled),
            silence=buckets[bucket],
        )
        for id, stage, value, currency, period, probability, on, stalled, bucket in found
    ]


def _worth(value: Decimal | None, currency: str, period: str, rates: Mapping[str, Rate]) -> Worth | None:
    if value is None or currency not in rates:
        return None
    return Worth.of(convert(Money(value, currency), rates[currency].rate, here.currency()).amount, period)


def _by_silence(rows: Iterable[OpenRow]) -> dict[AgeBucket, Pipeline]:
    groups: dict[AgeBucket, list[OpenCase]] = {bucket: [] for bucket in AgeBucket}
    for row in rows:
        groups[row.silence].append(row.figures)
    return {bucket: pipeline(cases) for bucket, cases in groups.items()}


def first_stalled(figures: PipelineFigures, *, user: Actor) -> list[StalledCase]:
    """The first that stand still, of those that the user may see."""
    visible = seen(Negotiation, negotiations.visible_to, user)
    ids = [row.id for row in figures.stalled if row.id in visible][:LISTED_STALLED]
    statement = select(Negotiation).where(Negotiation.id.in_(ids)).options(*LISTED)
    cases = {case.id: case for case in db.session.scalars(statement).unique()}
    standings = negotiations.standings(cases.values(), figures.as_of)
    return [StalledCase(cases[id], standings[id]) for id in ids]


def _closed(statement: Select[Any]) -> list[ClosedCase]:
    rows = db.session.execute(statement.with_only_columns(Negotiation.id, Negotiation.stage))
    reached = furthest(statement.with_only_columns(Negotiation.id))
    return [ClosedCase(reached.get(id, 1), stage != stages.LOST) for id, stage in rows]
