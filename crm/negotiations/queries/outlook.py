"""What the open negotiations are worth, as they stand and weighted by their probability (domain.md §3.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func

from crm.core import here
from crm.core.database import db
from crm.core.money import Money, convert
from crm.core.permissions import Actor
from crm.negotiations import rules
from crm.negotiations.models import Negotiation
from crm.negotiations.queries.board import added
from crm.negotiations.queries.lists import CaseFilter, filtered
from crm.places import queries as places


@dataclass(frozen=True)
class StageOutlook:
    """The cases of one stage: their value as it stands and weighted; how many have no value, or no rate for it."""

    stage: str
    count: int
    value: Money
    weighted: Money
    without_value: int
    unconverted: int


@dataclass(frozen=True)
class PipelineOutlook:
    """The open pipeline: by stage in order, and the values by currency before any conversion."""

    stages: Sequence[StageOutlook]
    totals: Sequence[Money]

    @property
    def count(self) -> int:
        return sum(row.count for row in self.stages)

    @property
    def value(self) -> Money:
        return sum((row.value for row in self.stages), start=Money.zero(here.currency()))

    @property
    def weighted(self) -> Money:
        return sum((row.weighted for row in self.stages), start=Money.zero(here.currency()))

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
    key = (Negotiation.stage, Negotiation.currency, Negotiation.probability)
    counted = (func.count(), func.count(Negotiation.value), func.sum(Negotiation.value))
    groups = [
        _Group(stage, currency, override, count, valued, Decimal(total or 0))
        for stage, currency, override, count, valued, total in db.session.execute(
            statement.with_only_columns(*key, *counted).group_by(*key)
        )
    ]
    found = places.rates_of({group.currency for group in groups}, here.currency(), as_of)
    rates = {currency: rate.rate for currency, rate in found.items()}
    stages = [_stage(code, [group for group in groups if group.stage == code], rates) for code in rules.OPEN_STAGES]
    return PipelineOutlook(stages, added(Money(group.total, group.currency) for group in groups if group.valued))


def _stage(code: str, groups: Iterable[_Group], rates: dict[str, Decimal]) -> StageOutlook:
    value = weighted = Money.zero(here.currency())
    count = without_value = unconverted = 0
    for group in groups:
        count += group.count
        without_value += group.count - group.valued
        if group.currency not in rates:
            unconverted += group.valued
            continue
        worth = convert(Money(group.total, group.currency), rates[group.currency], here.currency())
        value += worth
        weighted += worth * rules.probability(code, group.override)
    return StageOutlook(code, count, value, weighted, without_value, unconverted)
