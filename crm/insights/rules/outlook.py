"""What the open negotiations are worth, and when agreements may come (domain.md §3.7). Values are in the office's
currency."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.core.money import Worth
from crm.insights.rules.conversion import FIRST_STAGE, LAST_STAGE
from crm.insights.rules.intervals import Interval, wilson

#: Two-sided 80 % point of the normal distribution.
Z_80 = 1.2816
#: From this many closed negotiations on, the observed probabilities stand beside the defaults.
FEWEST_CLOSED = 30


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open negotiation as the forecast sees it, or so many that are alike in all of it (`number`).

    `book_value`, of each, is None where no exchange rate is known; `override` is the probability someone entered, else
    the default of the stage counts.
    """

    stage: int
    book_value: Worth | None
    default: Decimal
    override: Decimal | None = None
    expected_sign_on: date | None = None
    number: int = 1

    @property
    def probability(self) -> Decimal:
        return self.default if self.override is None else self.override


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A signed or lost negotiation with the highest stage it ever was at, or so many of them."""

    reached: int
    signed: bool
    number: int = 1


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Number of open cases, their value and their value times probability.

    `not_convertible` cases are in the number but in neither of the two sums.
    """

    cases: int
    value: Worth
    weighted: Worth
    not_convertible: int


@dataclass(frozen=True, slots=True)
class ForecastGroup:
    """Expected agreements of some cases: mean, variance, the 80 % band, and the weighted value."""

    cases: int
    mean: float
    variance: float
    low: float
    high: float
    value: Worth
    not_convertible: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """By first day of the month, in order; `slipped` was expected before as_of, `undated` has no date."""

    months: Mapping[date, ForecastGroup]
    slipped: ForecastGroup
    undated: ForecastGroup


def pipeline(cases: Iterable[OpenCase]) -> Pipeline:
    """Σ value and Σ value · p over open cases; those without a rate are counted apart."""
    number = priced = 0
    once = yearly = weighted_once = weighted_yearly = Decimal(0)
    for case in cases:  # thousands: a Worth for each step would take ten times as long
        number += case.number
        if case.book_value is not None:
            priced += case.number
            mine, each_year = case.book_value.once * case.number, case.book_value.yearly * case.number
            once, yearly = once + mine, yearly + each_year
            weighted_once += mine * case.probability
            weighted_yearly += each_year * case.probability
    return Pipeline(number, Worth(once, yearly), Worth(weighted_once, weighted_yearly), number - priced)


def pipeline_by_stage(cases: Iterable[OpenCase]) -> dict[int, Pipeline]:
    """The same for each stage that has an open case, in the order of the stages."""
    groups: defaultdict[int, list[OpenCase]] = defaultdict(list)
    for case in cases:
        groups[case.stage].append(case)
    return {stage: pipeline(groups[stage]) for stage in sorted(groups)}


def poisson_binomial(trials: Iterable[tuple[Decimal, int]]) -> tuple[float, float]:
    """Mean Σp and variance Σp(1-p) of the number of successes among independent, unequal trials: (p, how many)."""
    known = list(trials)
    if any(not 0 <= p <= 1 for p, _ in known):
        raise ValueError("a probability lies between 0 and 1")
    return float(sum((p * n for p, n in known), Decimal(0))), float(
        sum((p * (1 - p) * n for p, n in known), Decimal(0))
    )


def forecast(cases: Iterable[OpenCase], *, as_of: date) -> Forecast:
    """Expected agreements by month of `expected_sign_on`.

    A date before `as_of` has slipped and is not counted in any month, not even in the month of `as_of`.
    """
    months: defaultdict[date, list[OpenCase]] = defaultdict(list)
    slipped: list[OpenCase] = []
    undated: list[OpenCase] = []
    for case in cases:
        if case.expected_sign_on is None:
            undated.append(case)
        elif case.expected_sign_on < as_of:
            slipped.append(case)
        else:
            months[case.expected_sign_on.replace(day=1)].append(case)
    return Forecast({month: _group(months[month]) for month in sorted(months)}, _group(slipped), _group(undated))


def empirical_probabilities(closed: Iterable[ClosedCase]) -> dict[int, Interval]:
    """By stage, the signed ones among all closed cases that reached it; empty below 30 closed cases.

    Source: domain.md §3.7, p_s. A stage that no closed case reached is missing.
    """
    known = list(closed)
    if sum(case.number for case in known) < FEWEST_CLOSED:
        return {}
    observed: dict[int, Interval] = {}
    for stage in range(FIRST_STAGE, LAST_STAGE + 1):
        reached = [case for case in known if case.reached >= stage]
        signed = sum(case.number for case in reached if case.signed)
        share = wilson(signed, sum(case.number for case in reached))
        if share is not None:
            observed[stage] = share
    return observed


def _group(cases: list[OpenCase]) -> ForecastGroup:
    mean, variance = poisson_binomial((case.probability, case.number) for case in cases)
    half = Z_80 * math.sqrt(variance)
    worth = pipeline(cases)
    return ForecastGroup(
        cases=worth.cases,
        mean=mean,
        variance=variance,
        low=max(0.0, mean - half),
        high=mean + half,
        value=worth.weighted,
        not_convertible=worth.not_convertible,
    )
