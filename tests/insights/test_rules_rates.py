"""Bounds of counts, cost per agreement, the ratio of two rates and its verdict (domain.md §3.5, §3.9, §8.3)."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.insights.rules import (
    RateRatio,
    Verdict,
    chi_square_quantile,
    cost_per,
    cost_per_agreement,
    garwood,
    rate_ratio,
    verdict,
)

MILLION = Decimal(1_000_000)


def ratio(a1: int, c1: int, a0: int, c0: int) -> RateRatio:
    found = rate_ratio(a1, c1 * MILLION, against=a0, against_cost=c0 * MILLION)
    assert found is not None
    return found


def poisson_at_most(k: int, mean: float) -> float:
    """P(X <= k), added up term by term: an independent way to the same tail."""
    return math.fsum(math.exp(i * math.log(mean) - mean - math.lgamma(i + 1)) for i in range(k + 1))


@pytest.mark.parametrize(
    ("probability", "df", "expected"),
    [
        (0.95, 1, 3.841458820694124),
        (0.975, 2, 7.377758908227871),
        (0.025, 2, 0.050635615968579795),
        (0.5, 1, 0.454936423119573),
        (0.025, 18, 8.230746194979598),
        (0.975, 20, 34.16960690283833),
        (0.99, 100, 135.80672317102676),
    ],
)
def test_quantiles_agree_with_the_published_tables(probability: float, df: float, expected: float) -> None:
    assert chi_square_quantile(probability, df) == pytest.approx(expected, abs=1e-9)


@given(st.floats(1e-6, 1 - 1e-6))
def test_with_two_degrees_of_freedom_the_quantile_is_a_logarithm(probability: float) -> None:
    assert chi_square_quantile(probability, 2) == pytest.approx(-2 * math.log1p(-probability), rel=1e-10, abs=1e-9)


@given(st.integers(1, 400), st.sampled_from([0.025, 0.1, 0.5, 0.9, 0.975]))
def test_with_even_degrees_of_freedom_the_tail_is_a_poisson_sum(half: int, probability: float) -> None:
    x = chi_square_quantile(probability, 2 * half)
    assert poisson_at_most(half - 1, x / 2) == pytest.approx(1 - probability, abs=1e-10)


@pytest.mark.parametrize(("probability", "df"), [(0, 2), (1, 2), (0.5, 0), (0.5, -1), (0.5, math.inf)])
def test_a_quantile_outside_its_domain_is_refused(probability: float, df: float) -> None:
    with pytest.raises(ValueError, match="probability lies|degrees of freedom"):
        chi_square_quantile(probability, df)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.6889), (2, 0.2422, 7.2247), (3, 0.6187, 8.7673), (9, 4.1154, 17.0848)],
)
def test_garwood_bounds_are_those_of_the_poisson_tables(count: int, low: float, high: float) -> None:
    bounds = garwood(count)
    assert (round(bounds.low, 4), round(bounds.high, 4)) == (low, high)


@given(st.integers(1, 2000))
def test_garwood_bounds_contain_the_count_and_grow_with_it(count: int) -> None:
    bounds, more = garwood(count), garwood(count + 1)
    assert bounds.low < count < bounds.high
    assert bounds.low < more.low
    assert bounds.high < more.high


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
        ((4, 6, 2, 20), 6.667, 1.429, 31.112),
        ((9, 12, 3, 30), 7.5, 2.197, 25.608),
        ((2, 5, 1, 8), 3.2, 0.419, 24.42),
        ((3, 5, 0, 8), math.inf, 1.25, math.inf),
    ],
)
def test_the_rate_ratio_gives_the_golden_numbers(
    cells: tuple[int, int, int, int], point: float, low: float, high: float
) -> None:
    found = ratio(*cells)
    assert found.point == pytest.approx(point, abs=5e-4)
    assert found.low == pytest.approx(low, abs=5e-4)
    assert found.high == pytest.approx(high, abs=5e-3)


def test_cells_without_agreement_or_without_cost_have_no_ratio() -> None:
    assert rate_ratio(0, MILLION, against=0, against_cost=MILLION) is None
    assert rate_ratio(3, Decimal(0), against=2, against_cost=MILLION) is None
    assert rate_ratio(3, MILLION, against=2, against_cost=Decimal(0)) is None


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((4, 6, 2, 20), Verdict.SUPPORTED),
        ((2, 20, 4, 6), Verdict.CONTRADICTED),
        ((3, 10, 3, 10), Verdict.INCONCLUSIVE),
        ((2, 5, 1, 8), Verdict.INSUFFICIENT_DATA),
        ((3, 5, 0, 8), Verdict.INSUFFICIENT_DATA),
    ],
)
def test_the_verdict_follows_the_interval(cells: tuple[int, int, int, int], expected: Verdict) -> None:
    assert verdict(ratio(*cells), talks=10, against_talks=10) is expected


def test_fewer_than_ten_talks_in_one_cell_give_no_verdict() -> None:
    assert verdict(ratio(4, 6, 2, 20), talks=9, against_talks=40) is Verdict.INSUFFICIENT_DATA
    assert verdict(ratio(4, 6, 2, 20), talks=40, against_talks=9) is Verdict.INSUFFICIENT_DATA


def test_no_ratio_gives_no_verdict() -> None:
    assert verdict(None, talks=50, against_talks=50) is Verdict.INSUFFICIENT_DATA


@given(st.integers(0, 50), st.integers(1, 50), st.integers(1, 90), st.integers(1, 90))
def test_the_ratio_lies_in_its_interval_and_turns_round_with_its_cells(a1: int, a0: int, c1: int, c0: int) -> None:
    found, turned = ratio(a1, c1, a0, c0), ratio(a0, c0, a1, c1)
    assert found.low <= found.point <= found.high
    assert found.low == pytest.approx(1 / turned.high if math.isfinite(turned.high) else 0.0)


def test_every_verdict_has_a_label_of_its_own() -> None:
    assert len({each.label for each in Verdict}) == len(Verdict)
