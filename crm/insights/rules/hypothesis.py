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
from crm.insights.rules.rates import CostPer, RateRatio, Stratum, cost_per, cost_per_agreement, garwood
from crm.insights.rules.verdicts import Judgement, Lacking, Reach, Verdict

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
    unvalued: int  #: agreements without an amount
    unrated: int  #: those whose amount no rate converts
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
    """One cell against another: what is judged of their rates, and the difference of talk to agreement."""

    of: CellKey
    against: CellKey
    judgement: Judgement
    difference: Difference | None

    @property
    def ratio(self) -> RateRatio | None:
        """Of their rates; None while there are not enough data to say it."""
        return None if self.judgement.insufficient else self.judgement.ratio


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
class VerdictFigures:
    """The verdict on the claim with what its two groups cost and brought (`signed`), what could be found at these
    costs, and what lies beside the cells (`beside` by its name) or in no amount. `ways` has the claim under each of
    WAYS, whatever the switches; all else is by the switches. `halves`: the partner alone, and the tier alone."""

    as_of: date
    costs: Mapping[CellKey, Decimal]
    signed: Mapping[CellKey, int]
    claim: Comparison
    halves: tuple[Comparison, Comparison]
    ways: Mapping[str, Judgement]
    reach: Reach | None
    outside_cost: Decimal
    elsewhere_cost: Decimal  #: of talks about other goods or another maker than the conditions ask for
    beside: Mapping[str, Beside]
    late: int  #: agreements that were signed after the window, or before the first talk
    running: int
    unrated: Unrated

    @property
    def verdict(self) -> Verdict:
        return self.claim.judgement.verdict

    @property
    def lacking(self) -> Lacking:
        return self.claim.judgement.lacking

    @property
    def insufficient(self) -> bool:
        """Then only what is lacking is said."""
        return self.claim.judgement.insufficient

    @property
    def agreeing(self) -> int:
        """How many of the ways of counting have this verdict."""
        return sum(way.verdict is self.verdict for way in self.ways.values())


@dataclass(frozen=True)
class HypothesisFigures(VerdictFigures):
    """The cells in the order of CELLS, and what follows from them. The claim is the first of `comparisons`."""

    cells: Mapping[CellKey, Cell]
    comparisons: Sequence[Comparison]
    strata: Sequence[Stratum]
    stratified: RateRatio | None
    unconverted: int

    @property
    def per(self) -> Decimal:
        """The sum of money that rates are told for."""
        return Decimal(next(iter(self.cells.values())).per)

    @property
    def empty(self) -> bool:
        return not any(cell.negotiations or cell.cost for cell in self.cells.values())
