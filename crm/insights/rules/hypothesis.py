"""The four cells as they are shown: agreements, cost and time of each, and how they compare (domain.md §3.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from crm.core.money import Worth
from crm.insights.rules.cells import CellKey
from crm.insights.rules.durations import Survival
from crm.insights.rules.intervals import Difference, Interval
from crm.insights.rules.rates import (
    FEWEST_AGREEMENTS,
    FEWEST_TALKS,
    CostPer,
    RateRatio,
    Verdict,
    cost_per,
    cost_per_agreement,
    garwood,
)

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
    """One of the four cells. `agreements` were signed within the window after a first talk, of cases that are too young
    to judge as well; `value` keeps apart what comes once and every year, `largest` is of the former."""

    key: CellKey
    activities: int
    leads: int
    talks: float
    negotiations: int
    immature: int
    share: Interval | None
    agreements: int
    cost: Decimal
    value: Worth
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
        """Contract value for each unit of cost, without what comes every year; None where nothing else was agreed."""
        told = self.value.once > 0 or not self.value.yearly
        return float(self.value.once / self.cost) if self.cost > 0 and told else None


@dataclass(frozen=True)
class Comparison:
    """One cell against another: the ratio of their rates, and the difference of talk to agreement."""

    of: CellKey
    against: CellKey
    ratio: RateRatio | None
    difference: Difference | None


@dataclass(frozen=True)
class Beside:
    """Cases that are in no cell, and the agreements that go with them."""

    cases: int
    agreements: int


@dataclass(frozen=True)
class Unrated:
    """Costs that no rate turns into the office's currency: how many, and what they come to, by currency."""

    lines: int
    amounts: Sequence[tuple[Decimal, str]]


@dataclass(frozen=True)
class Lacking:
    """What a verdict still needs: agreements, talks of each of the two cells, and whether each has a cost."""

    agreements: int
    talks: int
    against_talks: int
    cost: bool
    against_cost: bool


@dataclass(frozen=True)
class HypothesisFigures:
    """The cells in the order of CELLS, what follows from them, and what lies beside them (`beside` by its name)."""

    as_of: date
    cells: Mapping[CellKey, Cell]
    comparisons: Sequence[Comparison]
    verdict: Verdict
    lacking: Lacking
    stratified: float | None
    outside_cost: Decimal
    beside: Mapping[str, Beside]
    running: int
    unrated: Unrated
    unconverted: int

    @property
    def insufficient(self) -> bool:
        """Then only what is lacking is said."""
        return self.verdict is Verdict.INSUFFICIENT_DATA

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


def lacking(claimed: Cell, against: Cell) -> Lacking:
    """How far the two cells are from what a verdict needs; nothing where all is there."""
    return Lacking(
        max(0, FEWEST_AGREEMENTS - claimed.agreements - against.agreements),
        max(0, FEWEST_TALKS - int(claimed.talks)),
        max(0, FEWEST_TALKS - int(against.talks)),
        claimed.cost <= 0,
        against.cost <= 0,
    )
