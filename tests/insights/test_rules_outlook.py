"""The weighted pipeline and the forecast (domain.md §3.7, §8.3)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.core.money import Worth
from crm.insights.rules import (
    ClosedCase,
    OpenCase,
    empirical_probabilities,
    forecast,
    pipeline,
    pipeline_by_stage,
    poisson_binomial,
    wilson,
)

AS_OF = date(2026, 11, 24)


def case(
    value: int | None = 1_000_000,
    *,
    p: str = "0.25",
    override: str | None = None,
    stage: int = 4,
    on: date | None = None,
    period: str = "total",
) -> OpenCase:
    return OpenCase(
        stage=stage,
        book_value=None if value is None else Worth.of(Decimal(value), period),
        default=Decimal(p),
        override=None if override is None else Decimal(override),
        expected_sign_on=on,
    )


def test_the_pipeline_weighs_each_value_with_its_probability() -> None:
    found = pipeline([case(2_000_000, p="0.15"), case(1_000_000, p="0.45")])
    assert (found.cases, found.value, found.weighted) == (2, Worth(Decimal(3_000_000)), Worth(Decimal(750_000)))


def test_an_amount_per_year_is_not_added_to_one_that_comes_once() -> None:
    cases = [case(2_000_000, p="0.5", on=AS_OF), case(1_000_000, p="0.5", on=AS_OF, period="annual")]
    assert pipeline(cases).value == Worth(Decimal(2_000_000), Decimal(1_000_000))
    assert forecast(cases, as_of=AS_OF).months[date(2026, 11, 1)].value == Worth(Decimal(1_000_000), Decimal(500_000))


def test_a_probability_entered_by_someone_beats_the_default_of_the_stage() -> None:
    assert pipeline([case(p="0.25", override="0.9")]).weighted == Worth(Decimal(900_000))


def test_even_an_entered_zero_beats_the_default() -> None:
    assert pipeline([case(p="0.25", override="0")]).weighted == Worth()


def test_a_value_without_exchange_rate_is_counted_apart() -> None:
    found = pipeline([case(None), case(400_000)])
    assert (found.cases, found.not_convertible, found.value) == (2, 1, Worth(Decimal(400_000)))


def test_an_empty_pipeline_is_worth_nothing() -> None:
    found = pipeline([])
    assert (found.cases, found.not_convertible) == (0, 0)
    assert (found.value, found.weighted) == (Worth(), Worth())


def test_the_stages_of_the_pipeline_come_in_their_order_and_add_up_to_the_whole() -> None:
    cases = [case(stage=5, p="0.45"), case(stage=2, p="0.08"), case(stage=5, p="0.45")]
    by_stage = pipeline_by_stage(cases)
    assert list(by_stage) == [2, 5]
    assert by_stage[5].cases == 2
    assert sum((part.weighted for part in by_stage.values()), Worth()) == pipeline(cases).weighted


def test_the_sum_of_unequal_trials_has_the_golden_mean_and_variance() -> None:
    mean, variance = poisson_binomial(
        [(Decimal("0.2"), 1), (Decimal("0.35"), 1), (Decimal("0.5"), 1), (Decimal("0.75"), 1)]
    )
    assert (mean, variance) == (1.8, 0.825)


@pytest.mark.parametrize("p", ["-0.1", "1.01"])
def test_a_probability_outside_0_and_1_is_refused(p: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        poisson_binomial([(Decimal(p), 1)])


def test_the_forecast_groups_by_month_in_order() -> None:
    found = forecast([case(on=date(2027, 1, 31)), case(on=date(2026, 12, 1)), case(on=date(2027, 1, 1))], as_of=AS_OF)
    assert list(found.months) == [date(2026, 12, 1), date(2027, 1, 1)]
    assert found.months[date(2027, 1, 1)].cases == 2


def test_a_month_carries_its_band_and_its_weighted_value() -> None:
    day = date(2026, 12, 10)
    cases = [case(1_000_000, p=p, on=day) for p in ("0.2", "0.35", "0.5", "0.75")]
    month = forecast(cases, as_of=AS_OF).months[date(2026, 12, 1)]
    assert (month.mean, month.variance, month.value) == (1.8, 0.825, Worth(Decimal(1_800_000)))
    assert (round(month.low, 4), round(month.high, 4)) == (0.6359, 2.9641)


def test_the_band_does_not_go_below_zero() -> None:
    assert forecast([case(p="0.08", on=AS_OF)], as_of=AS_OF).months[date(2026, 11, 1)].low == 0.0


def test_an_overdue_date_has_slipped_and_is_not_in_this_month() -> None:
    found = forecast([case(on=date(2026, 11, 23)), case(on=AS_OF)], as_of=AS_OF)
    assert found.slipped.cases == 1
    assert found.months[date(2026, 11, 1)].cases == 1


def test_a_case_without_a_date_is_kept_apart() -> None:
    found = forecast([case()], as_of=AS_OF)
    assert (found.undated.cases, dict(found.months)) == (1, {})


@given(st.lists(st.decimals(0, 1, places=2), max_size=30))
def test_the_band_contains_the_mean_and_the_variance_is_largest_at_a_half(
    probabilities: list[Decimal],
) -> None:
    cases = [case(p=str(p), on=AS_OF) for p in probabilities]
    groups = list(forecast(cases, as_of=AS_OF).months.values())
    assert len(groups) == bool(cases)
    for group in groups:
        assert 0 <= group.low <= group.mean <= group.high
        assert 0 <= group.variance <= 0.25 * len(cases)


def test_below_thirty_closed_cases_nothing_is_observed() -> None:
    assert empirical_probabilities([ClosedCase(7, signed=True)] * 29) == {}


def test_observed_probabilities_are_the_signed_among_those_that_reached_the_stage() -> None:
    closed = [ClosedCase(7, signed=True)] * 8 + [ClosedCase(3, signed=False)] * 12 + [ClosedCase(5, signed=False)] * 10
    observed = empirical_probabilities(closed)
    assert observed[1] == wilson(8, 30)
    assert observed[4] == wilson(8, 18)
    assert observed[6] == wilson(8, 8)
    assert 8 not in observed
