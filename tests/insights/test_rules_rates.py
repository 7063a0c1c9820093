"""Bounds of counts, cost per agreement, the ratio of two rates and that over strata (domain.md §3.5, §3.9, §8.3)."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from crm.insights.rules import RateRatio, cost_per, cost_per_agreement, garwood
from crm.insights.rules.rates import Stratum, mantel_haenszel, rate_ratio

pytestmark = pytest.mark.once

MILLION = Decimal(1_000_000)


def ratio(a1: int, c1: int, a0: int, c0: int) -> RateRatio:
    found = rate_ratio(a1, c1 * 1e6, against=a0, against_cost=c0 * 1e6)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.6889), (2, 0.2422, 7.2247), (3, 0.6187, 8.7673), (9, 4.1154, 17.0848)],
)
def test_garwood_bounds_are_those_of_the_poisson_tables(count: int, low: float, high: float) -> None:
    bounds = garwood(count)
    assert (round(bounds.low, 4), round(bounds.high, 4)) == (low, high)


@given(st.integers(1, 2000))
def test_garwood_bounds_are_the_quantiles_of_chi_square(count: int) -> None:
    bounds, more = garwood(count), garwood(count + 1)
    assert bounds.low == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2)
    assert bounds.high == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2)
    assert bounds.low < count < bounds.high
    assert (bounds.low, bounds.high) < (more.low, more.high)


def test_a_fractional_count_lies_between_its_whole_neighbours() -> None:
    assert garwood(2).low < garwood(2.5).low < garwood(3).low


@pytest.mark.parametrize("count", [-1, math.nan, math.inf])
def test_a_count_that_is_none_is_refused(count: float) -> None:
    with pytest.raises(ValueError, match="a count is"):
        garwood(count)


def test_cost_per_talk_is_the_quotient_of_the_sums() -> None:
    assert cost_per(Decimal(900_000), 12) == Decimal(75_000)


def test_cost_per_nothing_is_not_a_number() -> None:
    assert cost_per(Decimal(900_000), 0) is None


def test_cost_per_agreement_carries_the_bounds_of_the_count() -> None:
    figure = cost_per_agreement(12 * MILLION, 9)
    assert figure.point == Decimal(12_000_000) / 9
    assert figure.high is not None
    assert (round(figure.low), round(figure.high)) == (702379, 2915896)


def test_without_an_agreement_only_the_least_cost_is_known() -> None:
    figure = cost_per_agreement(Decimal("3.69") * MILLION, 0)
    assert figure.point is None
    assert figure.high is None
    assert round(figure.low / MILLION, 3) == Decimal("1.000")


@pytest.mark.parametrize(
    ("cells", "point", "low", "high"),
    [
        ((4, 6, 2, 20), 6.667, 0.955, 73.7),
        ((9, 12, 3, 30), 7.5, 1.87, 43.1),
    ],
)
def test_the_rate_ratio_gives_the_golden_numbers(
    cells: tuple[int, int, int, int], point: float, low: float, high: float
) -> None:
    found = ratio(*cells)
    assert found.point == pytest.approx(point, abs=5e-4)
    assert found.low == pytest.approx(low, abs=5e-3)
    assert found.high == pytest.approx(high, abs=5e-2)


@given(st.integers(0, 50), st.integers(1, 50), st.integers(1, 90), st.integers(1, 90))
def test_its_interval_is_that_of_the_exact_binomial_test(a1: int, a0: int, c1: int, c0: int) -> None:
    found, turned = ratio(a1, c1, a0, c0), ratio(a0, c0, a1, c1)
    known = stats.binomtest(a1, a1 + a0).proportion_ci(method="exact")
    assert found.low == pytest.approx(known.low / (1 - known.low) * c0 / c1)
    assert found.high == pytest.approx(known.high / (1 - known.high) * c0 / c1)
    assert found.low <= found.point <= found.high
    assert found.low == pytest.approx(1 / turned.high if math.isfinite(turned.high) else 0.0)


def test_cells_without_agreement_or_without_cost_have_no_ratio() -> None:
    assert rate_ratio(0, 1e6, against=0, against_cost=1e6) is None
    assert rate_ratio(3, 0, against=2, against_cost=1e6) is None
    assert rate_ratio(3, 1e6, against=2, against_cost=0) is None
    assert ratio(3, 5, 0, 8).point == ratio(3, 5, 0, 8).high == math.inf


# ------------------------------------------------------------------ over strata


def stratum(a1: int, c1: int, a0: int, c0: int) -> Stratum:
    return Stratum("", a1, Decimal(c1), a0, Decimal(c0))


def test_strata_are_compared_each_with_itself() -> None:
    one = mantel_haenszel([stratum(4, 6, 2, 20)])
    both = mantel_haenszel([stratum(4, 6, 2, 20), stratum(2, 5, 1, 8)])
    assert one is not None
    assert both is not None
    assert one.point == pytest.approx(20 / 3)
    assert both.point == pytest.approx((80 / 26 + 16 / 13) / (12 / 26 + 5 / 13))
    assert both.low < both.point < both.high
    assert both.agreements == 9


def test_without_an_agreement_on_one_side_nothing_is_pooled() -> None:
    assert mantel_haenszel([stratum(3, 5, 0, 8)]) is None
    assert mantel_haenszel([]) is None


@pytest.mark.parametrize("true", [0.2, 1.0, 5.0])
def test_the_pooled_interval_holds_the_true_ratio_nineteen_times_out_of_twenty(true: float) -> None:
    """Greenland and Robins' interval over three categories that sell differently, from 10 to 60 agreements."""
    chance = np.random.default_rng(5)
    costs = np.array([(4, 6), (2, 12), (5, 3)], dtype=float)
    for expected in (10, 25, 60):
        means = costs * np.array([[1.0], [3.0], [0.5]]) * np.array([true, 1.0])
        drawn = chance.poisson(means * expected / means.sum(), (1500, 3, 2))
        held = []
        for world in drawn:
            rows = [stratum(int(a1), int(c1), int(a0), int(c0))
                    for (a1, a0), (c1, c0) in zip(world, costs, strict=True)]  # fmt: skip
            found = mantel_haenszel(rows)
            if found is not None:
                held.append(found.low <= true <= found.high)
        assert np.mean(held) >= 0.93
