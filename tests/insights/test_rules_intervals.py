"""Shares and their intervals: the golden numbers of domain.md §8.3, and what must hold for any count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.insights.rules import Interval, newcombe, wilson


def share(k: int, n: int) -> Interval:
    interval = wilson(k, n)
    assert interval is not None
    return interval


counts = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (0, 5, 0.0, 43.45),
        (1, 5, 3.62, 62.45),
        (3, 8, 13.68, 69.43),
        (2, 40, 1.38, 16.50),
        (4, 12, 13.81, 60.94),
        (319, 24251, 1.18, 1.47),
    ],
)
def test_wilson_gives_the_golden_percentages(k: int, n: int, low: float, high: float) -> None:
    interval = share(k, n)
    assert (round(interval.low * 100, 2), round(interval.high * 100, 2)) == (low, high)
    assert interval.point == k / n


def test_a_share_of_nothing_does_not_exist() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_more_successes_than_trials_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        wilson(k, n)


def test_a_sample_below_ten_is_small() -> None:
    assert share(3, 9).small
    assert not share(3, 10).small


def test_the_bounds_of_none_and_all_are_exactly_zero_and_one() -> None:
    assert share(0, 7).low == 0.0
    assert share(7, 7).high == 1.0


@given(counts)
def test_an_interval_contains_its_point_and_stays_between_0_and_1(count: tuple[int, int]) -> None:
    interval = share(*count)
    assert 0 <= interval.low <= interval.point <= interval.high <= 1
    assert interval.low < interval.high


@given(counts)
def test_wilson_is_symmetric_in_success_and_failure(count: tuple[int, int]) -> None:
    k, n = count
    one, other = share(k, n), share(n - k, n)
    assert one.low == pytest.approx(1 - other.high, abs=1e-12)
    assert one.high == pytest.approx(1 - other.low, abs=1e-12)


@given(counts)
def test_ten_times_the_sample_narrows_the_interval(count: tuple[int, int]) -> None:
    k, n = count
    one, ten = share(k, n), share(10 * k, 10 * n)
    assert ten.high - ten.low < one.high - one.low


@pytest.mark.parametrize(
    ("first", "second", "point", "low", "high"),
    [((4, 12), (2, 40), 28.33, 5.67, 56.17), ((3, 8), (2, 10), 17.5, -21.58, 52.50)],
)
def test_newcombe_gives_the_golden_differences(
    first: tuple[int, int], second: tuple[int, int], point: float, low: float, high: float
) -> None:
    difference = newcombe(share(*first), share(*second))
    found = [round(value * 100, 2) for value in (difference.point, difference.low, difference.high)]
    assert found == [point, low, high]


def test_a_difference_is_small_when_one_of_its_samples_is() -> None:
    assert newcombe(share(4, 12), share(2, 9)).small
    assert not newcombe(share(4, 12), share(2, 40)).small


@given(counts, counts)
def test_a_difference_turned_round_changes_only_its_sign(first: tuple[int, int], second: tuple[int, int]) -> None:
    one, other = newcombe(share(*first), share(*second)), newcombe(share(*second), share(*first))
    assert one.low <= one.point <= one.high
    assert one.low == pytest.approx(-other.high, abs=1e-12)
    assert one.point == pytest.approx(-other.point, abs=1e-12)
