"""Scales: figures to positions."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.charts.scales import Linear, Log, nice_ticks

amounts = st.floats(1e-6, 1e9)


def test_a_linear_scale_maps_its_ends_and_its_middle() -> None:
    scale = Linear(0, 1, 100, 300)
    assert (scale(0), scale(0.5), scale(1)) == (100, 200, 300)


def test_values_beyond_a_scale_are_drawn_at_its_edge() -> None:
    assert Linear(0, 1, 100, 300)(1.2) == 300
    assert Log(1, 10, 0, 100)(0) == 0
    assert Log(1, 10, 0, 100)(math.inf) == 100


def test_equal_ratios_take_equal_room_on_a_logarithmic_scale() -> None:
    scale = Log(0.1, 10, 0, 200)
    assert scale(1) == pytest.approx(100)
    assert scale(2) - scale(1) == pytest.approx(scale(8) - scale(4))


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0)])
def test_a_scale_without_length_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="no length"):
        Linear(low, high, 0, 1)


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-1.0, 1.0), (3.0, 3.0)])
def test_a_logarithmic_scale_needs_positive_ends(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        Log(low, high, 0, 1)


def test_the_logarithmic_scale_of_the_reference_screen_runs_from_0_2_to_20() -> None:
    scale = Log.around([7.5, 3.43, 14.24, 0.33, 9.76, 0.22, 6.57, 0.21, 2.92], 150, 530)
    assert scale.ticks() == [0.2, 0.5, 1, 2, 5, 10, 20]
    assert round(scale(1), 1) == 282.8


def test_what_has_no_logarithm_does_not_stretch_the_scale() -> None:
    scale = Log.around([0, math.inf, 1.5], 0, 1)
    assert (scale.low, scale.high) == (1, 2)


def test_a_scale_around_one_round_number_still_has_a_length() -> None:
    assert Log.around([1], 0, 1).ticks() == [1, 2]


def test_a_scale_around_nothing_runs_from_a_tenth_to_ten() -> None:
    assert Log.around([], 0, 1).ticks() == [0.1, 0.2, 0.5, 1, 2, 5, 10]


def test_a_long_logarithmic_axis_keeps_only_powers_of_ten() -> None:
    assert Log(0.001, 1000, 0, 1).ticks() == [0.001, 0.01, 0.1, 1, 10, 100, 1000]


@given(st.lists(amounts, min_size=1, max_size=20))
def test_every_value_lies_on_the_scale_around_it(values: list[float]) -> None:
    scale = Log.around(values, 0, 500)
    assert scale.low <= min(values)
    assert max(values) <= scale.high
    assert 1 <= len(scale.ticks()) <= 10


@given(st.lists(amounts, min_size=2, max_size=20))
def test_a_scale_keeps_the_order_of_its_values(values: list[float]) -> None:
    ordered = sorted(values)
    positions = [Log.around(values, 0, 500)(value) for value in ordered]
    assert positions == sorted(positions)


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0, 100, 6, [0, 20, 40, 60, 80, 100]),
        (0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 0.3, 4, [0, 0.1, 0.2, 0.3]),
        (-7, 12, 5, [-5, 0, 5, 10]),
        (0, 183, 5, [0, 50, 100, 150]),
    ],
)
def test_ticks_are_round_numbers(low: float, high: float, most: int, expected: list[float]) -> None:
    assert nice_ticks(low, high, most) == expected


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 12))
def test_ticks_stay_within_the_range_and_the_number_asked_for(low: float, length: float, most: int) -> None:
    ticks = Linear(low, low + length, 0, 1).ticks(most)
    tolerance = length * 1e-6
    assert len(ticks) <= most
    assert all(low - tolerance <= tick <= low + length + tolerance for tick in ticks)
    assert ticks == sorted(set(ticks))


@pytest.mark.parametrize(("low", "high", "most"), [(1, 1, 5), (0, 1, 1)])
def test_ticks_of_no_range_are_refused(low: float, high: float, most: int) -> None:
    with pytest.raises(ValueError, match="no ticks"):
        nice_ticks(low, high, most)
