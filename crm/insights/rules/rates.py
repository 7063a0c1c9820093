"""Agreements per cost: bounds of a count, cost per agreement, the ratio of two rates and its verdict.

Sources: domain.md §3.5 (cost, Garwood) and §3.9 (rate ratio, verdict). Costs are in the office's currency.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from crm.core.texts import N_
from crm.insights.rules.intervals import wilson
from crm.insights.rules.quantiles import chi_square_quantile

#: Fewer agreements in both cells together, or fewer talks in one of them, and no verdict is given.
FEWEST_AGREEMENTS = 5
FEWEST_TALKS = 10


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


class Verdict(Enum):
    """What the data say about the hypothesis; `label` is the message id shown to the reader."""

    INSUFFICIENT_DATA = "insufficient_data"
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    INCONCLUSIVE = "inconclusive"

    @property
    def label(self) -> str:
        return _VERDICT_LABELS[self]


_VERDICT_LABELS = {
    Verdict.INSUFFICIENT_DATA: N_("Insufficient data"),
    Verdict.SUPPORTED: N_("Supported"),
    Verdict.CONTRADICTED: N_("Contradicted"),
    Verdict.INCONCLUSIVE: N_("Inconclusive"),
}


def garwood(count: float) -> CountBounds:
    """Garwood's exact 95 % bounds of a Poisson count (domain.md §3.5): chi-square quantiles, halved.

    `count` may be fractional, as linear attribution makes it. Raises ValueError below 0.
    """
    if count < 0 or not math.isfinite(count):
        raise ValueError(f"a count is 0 or more, not {count}")
    low = chi_square_quantile(0.025, 2 * count) / 2 if count else 0.0
    return CountBounds(low, chi_square_quantile(0.975, 2 * count + 2) / 2)


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


def rate_ratio(agreements: int, cost: Decimal, *, against: int, against_cost: Decimal) -> RateRatio | None:
    """(A₁/C₁)/(A₀/C₀) with the interval conditional on N = A₁ + A₀ (domain.md §3.9).

    Given N, A₁ is binomial; Wilson's bounds l, u of A₁/N become l/(1-l)·C₀/C₁ and u/(1-u)·C₀/C₁.
    None where there is nothing to compare: no agreement at all, or a cell without cost.
    """
    share = wilson(agreements, agreements + against)
    if share is None or cost <= 0 or against_cost <= 0:
        return None
    scale = float(against_cost / cost)
    return RateRatio(
        agreements=agreements + against,
        point=agreements / against * scale if against else math.inf,
        low=_odds(share.low) * scale,
        high=_odds(share.high) * scale,
    )


def verdict(ratio: RateRatio | None, *, talks: int, against_talks: int) -> Verdict:
    """The sentence of domain.md §3.9 for a rate ratio and the talks behind each of its two cells."""
    if ratio is None or ratio.agreements < FEWEST_AGREEMENTS or min(talks, against_talks) < FEWEST_TALKS:
        return Verdict.INSUFFICIENT_DATA
    if ratio.low > 1:
        return Verdict.SUPPORTED
    if ratio.high < 1:
        return Verdict.CONTRADICTED
    return Verdict.INCONCLUSIVE


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf
