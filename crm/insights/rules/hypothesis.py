"""The four cells as they are shown: agreements, cost and time of each, and how they compare (domain.md §3.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from crm.insights.rules.cells import CellKey
from crm.insights.rules.durations import Survival
from crm.insights.rules.intervals import Difference, Interval
from crm.insights.rules.rates import CostPer, RateRatio, Verdict, cost_per, cost_per_agreement, garwood

#: Agreements are shown for so much money: ten million yen, and in other currencies a round sum of that order.
PER: Final = {"JPY": 10_000_000, "KRW": 100_000_000, "RUB": 10_000_000}
PER_OTHERS: Final = 1_000_000


@dataclass(frozen=True)
class MoneyRate:
    """Agreements for a round sum of money (PER), with Garwood's interval of the count."""

    point: float
    low: float
    high: float


@dataclass(frozen=True)
class Cell:
    """One of the four cells. `agreements` are negotiations that signed within the window, too young ones included."""

    key: CellKey
    activities: int
    leads: int
    talks: float
    negotiations: int
    immature: int
    share: Interval | None
    agreements: int
    cost: Decimal
    value: Decimal
    largest: Decimal
    days: Survival
    open: int
    stalled: int
    per: int = PER["JPY"]  #: the sum of money that `rate` is told for

    @property
    def per_talk(self) -> Decimal | None:
        return cost_per(self.cost, Decimal(self.talks))

    @property
    def per_agreement(self) -> CostPer:
        return cost_per_agreement(self.cost, self.agreements)

    @property
    def rate(self) -> MoneyRate | None:
        """None without a cost."""
        if self.cost <= 0:
            return None
        bounds, scale = garwood(self.agreements), self.per / float(self.cost)
        return MoneyRate(self.agreements * scale, bounds.low * scale, bounds.high * scale)

    @property
    def yielded(self) -> float | None:
        """Contract value for each unit of cost."""
        return float(self.value / self.cost) if self.cost > 0 else None


@dataclass(frozen=True)
class Comparison:
    """One cell against another: the ratio of their rates, and the difference of talk to agreement."""

    of: CellKey
    against: CellKey
    ratio: RateRatio | None
    difference: Difference | None


@dataclass(frozen=True)
class HypothesisFigures:
    """The cells in the order of CELLS, what follows from them, and what lies outside of them."""

    as_of: date
    cells: Mapping[CellKey, Cell]
    comparisons: Sequence[Comparison]
    verdict: Verdict
    stratified: float | None
    outside_cost: Decimal
    outside_cases: int
    unconverted: int

    @property
    def per(self) -> Decimal:
        """The sum of money that rates are told for."""
        return Decimal(next(iter(self.cells.values())).per)

    @property
    def claim(self) -> Comparison:
        return self.comparisons[0]

    @property
    def empty(self) -> bool:
        return not any(cell.negotiations or cell.cost for cell in self.cells.values())
