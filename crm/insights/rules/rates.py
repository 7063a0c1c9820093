"""Agreements per cost: bounds of a count, cost per agreement, the ratio of two rates, and that over strata.

Sources: domain.md §3.5 (cost, Garwood) and §3.9 (rate ratio, strata). Costs are in the office's currency. scipy is
loaded by the functions that need it: a process that never shows these figures need not carry it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CountBounds:
    """95 % bounds of the expected number behind an observed count."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CostPer:
    """Yen per agreement; without one `point` and `high` are None and only "at least `low`" is known."""

    cost: Decimal
    count: Decimal
    point: Decimal | None
    low: Decimal
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class RateRatio:
    """Agreements for the same cost, one cell over another; `math.inf` where nothing bounds it from above.

    `agreements` is the number in both cells together, on which the interval is conditioned.
    """

    agreements: int
    point: float
    low: float
    high: float

    @property
    def bounded(self) -> bool:
        """Whether the point is a number: there were agreements on the other side."""
        return math.isfinite(self.point)

    @property
    def leaves_out_one(self) -> bool:
        """Whether equal rates lie outside of the interval."""
        return self.low > 1 or self.high < 1


def garwood(count: float) -> CountBounds:
    """Garwood's exact 95 % bounds of a Poisson count (domain.md §3.5): quantiles of the gamma distribution.

    `count` may be fractional, as linear attribution makes it. Raises ValueError below 0.
    """
    if count < 0 or not math.isfinite(count):
        raise ValueError(f"a count is 0 or more, not {count}")
    if not count:
        return CountBounds(0.0, -math.log(0.025))
    from scipy import special

    return CountBounds(float(special.gammaincinv(count, 0.025)), float(special.gammaincinv(count + 1, 0.975)))


def cost_per(cost: Decimal, count: int | Decimal) -> Decimal | None:
    """Σ cost over Σ count (leads, qualified leads, talks), never a mean of ratios; None if the count is 0."""
    return cost / count if count else None


def cost_per_agreement(cost: Decimal, agreements: int | Decimal) -> CostPer:
    """CPA with the interval Garwood's bounds give it: [cost / A_high, cost / A_low] (domain.md §3.5)."""
    count = Decimal(agreements)
    bounds = garwood(float(count))
    return CostPer(
        cost=cost,
        count=count,
        point=cost_per(cost, count),
        low=cost / Decimal(bounds.high),
        high=cost / Decimal(bounds.low) if bounds.low else None,
    )


def rate_ratio(agreements: int, cost: float, *, against: int, against_cost: float) -> RateRatio | None:
    """(A₁/C₁)/(A₀/C₀) with the exact 95 % interval conditional on N = A₁ + A₀ (domain.md §3.9).

    Given N, A₁ is binomial; Clopper and Pearson's bounds l, u of A₁/N become l/(1-l)·C₀/C₁ and u/(1-u)·C₀/C₁.
    None where there is nothing to compare: no agreement at all, or a cell without cost.
    """
    total = agreements + against
    if not total or cost <= 0 or against_cost <= 0:
        return None
    from scipy import special

    scale = against_cost / cost
    low = float(special.betaincinv(agreements, against + 1, 0.025)) if agreements else 0.0
    high = float(special.betaincinv(agreements + 1, against, 0.975)) if against else 1.0
    return RateRatio(
        agreements=total,
        point=agreements / against * scale if against else math.inf,
        low=_odds(low) * scale,
        high=_odds(high) * scale,
    )


@dataclass(frozen=True, slots=True)
class Stratum:
    """Agreements and cost of both cells in one product category ("": of none)."""

    category: str
    agreements: int
    cost: Decimal
    against: int
    against_cost: Decimal

    @property
    def ratio(self) -> RateRatio | None:
        cost, against_cost = float(self.cost), float(self.against_cost)
        return rate_ratio(self.agreements, cost, against=self.against, against_cost=against_cost)


def mantel_haenszel(strata: Iterable[Stratum]) -> RateRatio | None:
    """The ratio over strata, Σ(A₁C₀/C) / Σ(A₀C₁/C), with Greenland and Robins' 95 % interval (1985) of its logarithm.

    Student's quantile for N - 1 degrees of freedom stands for the normal one, with which the interval held the true
    ratio in 91 % of worlds of ten agreements. None where one of the two sums is nothing: nothing can be said then.
    """
    above = below = spread = 0.0
    agreements = 0
    for row in strata:
        cost, against_cost = float(row.cost), float(row.against_cost)
        whole = cost + against_cost
        if whole > 0:
            above += row.agreements * against_cost / whole
            below += row.against * cost / whole
            spread += (row.agreements + row.against) * cost * against_cost / whole**2
            agreements += row.agreements + row.against
    if not above or not below:
        return None
    from scipy import special

    quantile = float(special.stdtrit(max(1, agreements - 1), 0.975))
    point, half = above / below, quantile * math.sqrt(spread / (above * below))
    return RateRatio(agreements, point, point * math.exp(-half), point * math.exp(half))


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf
