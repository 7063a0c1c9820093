"""Durations with some still running (domain.md §3.4)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.insights.rules import Duration, survival, time_in_stage

AS_OF = date(2026, 11, 24)


def ended(*days: int) -> list[Duration]:
    return [Duration(day, ended=True) for day in days]


def running(*days: int) -> list[Duration]:
    return [Duration(day, ended=False) for day in days]


def test_a_stage_that_was_left_took_its_days() -> None:
    assert time_in_stage(date(2026, 3, 1), date(2026, 3, 31), as_of=AS_OF) == Duration(30, ended=True)


def test_a_stage_not_left_yet_is_censored_at_the_reference_date() -> None:
    assert time_in_stage(date(2026, 11, 1), None, as_of=AS_OF) == Duration(23, ended=False)


def test_a_stage_left_after_the_reference_date_was_still_open_then() -> None:
    found = time_in_stage(date(2026, 11, 1), date(2026, 12, 1), as_of=AS_OF)
    assert found == Duration(23, ended=False)


def test_when_all_have_ended_the_median_is_the_day_on_which_half_had() -> None:
    assert survival(ended(10, 20, 30, 40)).median == 20
    assert survival(ended(10, 20, 30)).median == 20


def test_exactly_half_is_reached_although_the_fractions_do_not_fit_floats() -> None:
    assert survival(ended(*range(1, 11))).median == 5
    assert survival(ended(*range(1, 99))).median == 49


def test_cases_that_still_run_push_the_median_out() -> None:
    found = survival(ended(10, 20, 30) + running(15, 25, 40))
    assert found.median == 30
    assert found.completed_median == 20


def test_with_most_still_running_the_median_is_not_reached() -> None:
    found = survival(ended(10) + running(20, 30, 40))
    assert found.median is None
    assert (found.completed, found.open) == (1, 3)


def test_whoever_is_censored_on_the_day_of_an_end_was_still_at_risk() -> None:
    assert survival(ended(10) + running(10)).median == 10
    assert survival(ended(10) + running(10, 10)).median is None


def test_nothing_measured_has_no_median() -> None:
    found = survival([])
    assert (found.median, found.completed, found.open, found.completed_median) == (None, 0, 0, None)


def test_the_simple_median_of_an_even_number_is_the_middle_of_two() -> None:
    assert survival(ended(10, 15, 20, 90)).completed_median == 17.5


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        survival(ended(3, -1))


@given(st.lists(st.integers(0, 900), min_size=1, max_size=60))
def test_without_censoring_kaplan_meier_is_the_lower_median(days: list[int]) -> None:
    assert survival(ended(*days)).median == sorted(days)[(len(days) - 1) // 2]


@given(
    st.lists(st.integers(0, 900), min_size=1, max_size=30),
    st.lists(st.integers(901, 2000), max_size=30),
)
def test_longer_running_cases_never_bring_the_median_forward(done: list[int], still: list[int]) -> None:
    before, after = survival(ended(*done)).median, survival(ended(*done) + running(*still)).median
    assert before is not None
    assert after is None or after >= before
