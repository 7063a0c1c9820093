"""What the open negotiations are worth, as they stand and weighted by their probability (domain.md §3.7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import InstrumentedAttribute

from crm.core import here
from crm.core.database import db
from crm.core.money import Money, Worth, convert, worths
from crm.core.permissions import Actor
from crm.negotiations import rules
from crm.negotiations.models import Negotiation
from crm.negotiations.queries.lists import CaseFilter, filtered
from crm.places import queries as places
from crm.places.queries import Rate


@dataclass(frozen=True)
class StageOutlook:
    """The cases of one stage: their value as it stands and weighted; how many have no value, or no rate for it."""

    stage: str
    count: int
    value: Worth
    weighted: Worth
    without_value: int
    unconverted: int


@dataclass(frozen=True)
class PipelineOutlook:
    """The open pipeline: by stage in order, in the office's currency; and the values before any conversion."""

    stages: Sequence[StageOutlook]
    totals: Mapping[str, Worth]
    rates: Mapping[str, Rate]  #: {currency: what its values were converted at}, without the office's own

    @property
    def count(self) -> int:
        return sum(row.count for row in self.stages)

    @property
    def value(self) -> Worth:
        return sum((row.value for row in self.stages), start=Worth())

    @property
    def weighted(self) -> Worth:
        return sum((row.weighted for row in self.stages), start=Worth())

    @property
    def without_value(self) -> int:
        return sum(row.without_value for row in self.stages)

    @property
    def unconverted(self) -> int:
        """Cases whose currency has no rate on or before the day: counted here, in no amount."""
        return sum(row.unconverted for row in self.stages)


@dataclass(frozen=True)
class CaseGroup:
    """Cases alike in stage, currency, period and probability, and in their `lane` where the board has some: how many,
    how many with a value, and its sum."""

    stage: str
    currency: str
    period: str
    override: Decimal | None
    count: int
    valued: int
    total: Decimal
    lane: int | str | None = None


def case_groups(
    wanted: CaseFilter, *, user: Actor, lane: ColumnElement[Any] | InstrumentedAttribute[Any] | None = None
) -> list[CaseGroup]:
    """The negotiations under the list's filters, closed ones too, in one grouped query; apart by `lane`, if one is
    asked for."""
    key: list[Any] = [Negotiation.stage, Negotiation.currency, Negotiation.value_period, Negotiation.probability]
    counted = (func.count(), func.count(Negotiation.value), func.sum(Negotiation.value))
    beside = [] if lane is None else [lane]
    statement = filtered(wanted, user=user).with_only_columns(*key, *counted, *beside).group_by(*key, *beside)
    rows = db.session.execute(statement)
    return [CaseGroup(*row[:6], Decimal(row[6] or 0), None if lane is None else row[7]) for row in rows]


def open_pipeline(groups: Sequence[CaseGroup], *, as_of: date) -> PipelineOutlook:
    """What the open ones are worth, at the latest rate up to `as_of`.

    Weighted is Σ value × p, p being the override or else the default of the stage. One query for the rates.
    """
    groups = [group for group in groups if rules.is_open(group.stage)]
    found = places.rates_of({group.currency for group in groups}, here.currency(), as_of)
    rates = {currency: rate.rate for currency, rate in found.items()}
    stages = [_stage(code, [group for group in groups if group.stage == code], rates) for code in rules.OPEN_STAGES]
    used = {currency: rate for currency, rate in found.items() if currency != here.currency()}
    valued = {group.currency for group in groups if group.valued}
    return PipelineOutlook(stages, worth_of(groups), {key: rate for key, rate in used.items() if key in valued})


def worth_of(groups: Iterable[CaseGroup]) -> dict[str, Worth]:
    """{currency: worth} of the groups, nothing converted."""
    return worths((Money(group.total, group.currency), group.period) for group in groups if group.valued)


def _stage(code: str, groups: Iterable[CaseGroup], rates: dict[str, Decimal]) -> StageOutlook:
    value = weighted = Worth()
    count = without_value = unconverted = 0
    for group in groups:
        count += group.count
        without_value += group.count - group.valued
        if group.currency not in rates:
            unconverted += group.valued
            continue
        converted = convert(Money(group.total, group.currency), rates[group.currency], here.currency())
        worth = Worth.of(converted.amount, group.period)
        value += worth
        weighted += worth * rules.probability(code, group.override)
    return StageOutlook(code, count, value, weighted, without_value, unconverted)
