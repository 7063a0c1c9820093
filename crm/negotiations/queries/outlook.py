"""What the open negotiations are worth, as they stand and weighted by their probability (domain.md §3.7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func

from crm.core import here
from crm.core.database import db
from crm.core.money import Money, Worth, convert, worths
from crm.core.permissions import Actor
from crm.negotiations import rules
from crm.negotiations.models import Negotiation
from crm.negotiations.queries.lists import CaseFilter, filtered
from crm.places import queries as places


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
class _Group:
    stage: str
    currency: str
    period: str
    override: Decimal | None
    count: int
    valued: int
    total: Decimal


def open_pipeline(wanted: CaseFilter, *, user: Actor, as_of: date) -> PipelineOutlook:
    """The open negotiations under the list's filters, at the latest rate up to `as_of`.

    Weighted is Σ value × p, p being the override or else the default of the stage. One grouped query, and one for
    the rates of the currencies that occur.
    """
    statement = filtered(wanted, user=user).where(Negotiation.stage.in_(rules.OPEN_STAGES))
    key = (Negotiation.stage, Negotiation.currency, Negotiation.value_period, Negotiation.probability)
    counted = (func.count(), func.count(Negotiation.value), func.sum(Negotiation.value))
    groups = [
        _Group(stage, currency, period, override, count, valued, Decimal(total or 0))
        for stage, currency, period, override, count, valued, total in db.session.execute(
            statement.with_only_columns(*key, *counted).group_by(*key)
        )
    ]
    found = places.rates_of({group.currency for group in groups}, here.currency(), as_of)
    rates = {currency: rate.rate for currency, rate in found.items()}
    stages = [_stage(code, [group for group in groups if group.stage == code], rates) for code in rules.OPEN_STAGES]
    valued = ((Money(group.total, group.currency), group.period) for group in groups if group.valued)
    return PipelineOutlook(stages, worths(valued))


def _stage(code: str, groups: Iterable[_Group], rates: dict[str, Decimal]) -> StageOutlook:
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
