"""The open pipeline in yen, when agreements may come, and what stands still (DOMAIN §3.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Select, select

from crm.core.database import db
from crm.core.money import Money, convert
from crm.core.permissions import Actor
from crm.insights.queries.cases import matching
from crm.insights.queries.cohort import furthest
from crm.insights.rules import (
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

BOOK_CURRENCY = "JPY"
#: A month of the forecast is written 2026-12; these two stand beside the months.
SLIPPED, UNDATED = "slipped", "undated"
#: So many that stand still are listed with the figures; the set of all of them has pages of its own.
LISTED_STALLED: Final = 50


@dataclass(frozen=True)
class OpenRow:
    """An open negotiation, its value in yen if it has one, and where it stands."""

    case: Negotiation
    figures: OpenCase
    standing: Standing

    @property
    def no_rate(self) -> bool:
        """A value in a currency without a rate: in the count, in no amount."""
        return self.case.value is not None and self.figures.value_jpy is None

    def month(self, as_of: date) -> str:
        """Where the forecast puts it: "2026-12", `slipped` (its date has passed) or `undated`."""
        on = self.figures.expected_sign_on
        return UNDATED if on is None else SLIPPED if on < as_of else f"{on:%Y-%m}"


@dataclass(frozen=True)
class PipelineFigures:
    """The open pipeline of a selection on a day; `observed` is empty below thirty closed cases."""

    as_of: date
    rows: Sequence[OpenRow]
    total: Pipeline
    by_stage: Mapping[str, Pipeline]
    forecast: Forecast
    observed: Mapping[str, Interval]
    closed: int
    rates: Mapping[str, Rate]

    @cached_property
    def stalled(self) -> list[OpenRow]:
        """The rows with a reason, the longest in their stage first; counterpart and owner loaded of LISTED_STALLED."""
        found = [row for row in self.rows if row.standing.reasons]
        return sorted(found, key=lambda row: -row.standing.days)

    @cached_property
    def unconverted(self) -> list[OpenRow]:
        return [row for row in self.rows if row.no_rate]

    @cached_property
    def unvalued(self) -> list[OpenRow]:
        return [row for row in self.rows if row.case.value is None]


def pipeline_figures(wanted: Selection, *, user: Actor | None, as_of: date) -> PipelineFigures:
    """What is open today under the conditions (the period does not count), at the latest rates up to `as_of`."""
    statement = matching(wanted, user=user)
    open_ones = statement.where(Negotiation.stage.in_(stages.OPEN_STAGES))
    cases = list(db.session.scalars(open_ones.order_by(Negotiation.stage_entered_at, Negotiation.id)).unique())
    found = {case.currency: places.rate(case.currency, BOOK_CURRENCY, as_of) for case in _one_a_currency(cases)}
    rates = {currency: rate for currency, rate in found.items() if rate is not None}
    standings = negotiations.standings(cases, as_of)
    rows = [OpenRow(case, _open_case(case, rates), standings[case.id]) for case in cases]
    known = [row.figures for row in rows]
    shut = statement.where(Negotiation.stage.not_in(stages.OPEN_STAGES))
    closed = _closed(shut)
    codes = list(stages.STAGES)
    figures = PipelineFigures(
        as_of=as_of,
        rows=rows,
        total=pipeline(known),
        by_stage={codes[number - 1]: worth for number, worth in pipeline_by_stage(known).items()},
        forecast=forecast(known, as_of=as_of),
        observed={codes[number - 1]: share for number, share in empirical_probabilities(closed).items()},
        closed=len(closed),
        rates={currency: rate for currency, rate in rates.items() if currency != BOOK_CURRENCY},
    )
    _name(figures.stalled[:LISTED_STALLED])
    return figures


def _name(rows: Sequence[OpenRow]) -> None:
    """Load what a line shows besides; of tens of thousands of open cases nobody looks at more than the first."""
    statement = select(Negotiation).where(Negotiation.id.in_([row.case.id for row in rows])).options(*LISTED)
    db.session.scalars(statement).unique().all()


def _one_a_currency(cases: Sequence[Negotiation]) -> list[Negotiation]:
    return list({case.currency: case for case in cases if case.value is not None}.values())


def _open_case(case: Negotiation, rates: Mapping[str, Rate]) -> OpenCase:
    yen: Decimal | None = None
    if case.value is not None and case.currency in rates:
        yen = convert(Money(case.value, case.currency), rates[case.currency].rate, BOOK_CURRENCY).amount
    return OpenCase(
        negotiation_id=case.id,
        stage=stages.number(case.stage),
        value_jpy=yen,
        default=stages.STAGES[case.stage].probability,
        override=case.probability,
        expected_sign_on=case.expected_sign_on,
    )


def _closed(statement: Select[Any]) -> list[ClosedCase]:
    rows = db.session.execute(statement.with_only_columns(Negotiation.id, Negotiation.stage))
    reached = furthest(statement.with_only_columns(Negotiation.id))
    return [ClosedCase(reached.get(id, 1), stage != stages.LOST) for id, stage in rows]
