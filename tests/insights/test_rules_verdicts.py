"""The verdict over two rates: what it needs, what it says, and what could be found (domain.md §3.9)."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from crm.insights.rules import evidence
from crm.insights.rules.verdicts import ComparedGroup, Judgement, Lacking, Verdict, judge, reach
from tools.steps import ROOT

pytestmark = pytest.mark.once

units = st.lists(st.tuples(st.integers(1, 40).map(float), st.integers(0, 6)), min_size=4, max_size=9)


def side(cost: float, counts: list[int], *, talks: int = 10) -> ComparedGroup:
    """A cost in equal parts on activities, of which each brought so many agreements."""
    return ComparedGroup(talks, [(cost / len(counts), count) for count in counts])


def found(claimed: ComparedGroup, against: ComparedGroup) -> Judgement:
    return judge(claimed, against)


def test_the_golden_case_of_six_agreements_is_no_longer_supported() -> None:
    told = found(side(6, [1, 1, 1, 1]), side(20, [1, 1, 0, 0]))
    assert told.ratio is not None
    assert (told.ratio.low, told.ratio.high) == pytest.approx((0.955, 73.7), abs=0.01)
    assert told.verdict is Verdict.INCONCLUSIVE


def test_enough_agreements_of_many_activities_support_and_the_mirror_image_contradicts() -> None:
    many, few = side(12, [1] * 9 + [0] * 3), side(30, [1] * 2 + [0] * 10)
    assert found(many, few).verdict is Verdict.SUPPORTED
    assert found(few, many).verdict is Verdict.CONTRADICTED
    assert found(side(12, [9] + [0] * 11), few).verdict is Verdict.INCONCLUSIVE, "all of them from one activity"


@pytest.mark.parametrize(
    ("claimed", "against", "lacking"),
    [
        (side(6, [1, 1, 1, 1]), side(20, [0, 0, 0, 0]), Lacking(1, 0, 0, 0, 0, 0)),
        (side(6, [2, 2, 2]), side(20, [0, 0, 0, 0]), Lacking(0, 0, 0, 1, 0, 0)),
        (side(6, [2, 2, 2, 2], talks=9), side(20, [0, 0, 0, 0], talks=7), Lacking(0, 1, 3, 0, 0, 0)),
        (ComparedGroup(10, [(1, 1)] * 5 + [(0, 2)]), side(20, [0, 0, 0, 0]), Lacking(0, 0, 0, 0, 0, 2)),
        (ComparedGroup(10, []), side(20, [5, 0, 0, 0]), Lacking(0, 0, 0, 4, 0, 0)),
    ],
)
def test_what_is_missing_is_said_before_anything_else(
    claimed: ComparedGroup, against: ComparedGroup, lacking: Lacking
) -> None:
    told = found(claimed, against)
    assert (told.verdict, told.lacking, told.evidence) == (Verdict.INSUFFICIENT_DATA, lacking, None)


def test_every_verdict_has_a_label_of_its_own() -> None:
    assert len({each.label for each in Verdict}) == len(Verdict)


@given(units, units)
def test_both_tests_are_those_of_scipy(claimed: list[tuple[float, int]], against: list[tuple[float, int]]) -> None:
    one, other = ComparedGroup(10, claimed), ComparedGroup(10, against)
    told, turned = found(one, other), found(other, one)
    if told.evidence is None or turned.evidence is None:
        return
    total, cost = one.agreements + other.agreements, one.cost + other.cost
    share, df = one.cost / cost, len(claimed) + len(against) - 2
    for count, alternative in ((told.evidence.above, "greater"), (told.evidence.below, "less")):
        assert count == pytest.approx(stats.binomtest(one.agreements, total, share, alternative=alternative).pvalue)
    counts = np.array([count for _, count in claimed + against])
    means = total * np.array([price for price, _ in claimed + against]) / cost
    dispersion = max(1.0, float(((counts - means) ** 2 / means).sum()) / df)
    assert told.evidence.dispersion == pytest.approx(dispersion)
    cells = [one.agreements, other.agreements]
    deviance = stats.power_divergence(cells, [total * share, total * (1 - share)], lambda_="log-likelihood").statistic
    assert told.evidence.tail == pytest.approx(stats.f.sf(deviance / dispersion, 1, df) / 2, abs=1e-9)
    opposite = {Verdict.SUPPORTED: Verdict.CONTRADICTED, Verdict.CONTRADICTED: Verdict.SUPPORTED}
    assert turned.verdict is opposite.get(told.verdict, told.verdict)


# ------------------------------------------------------------------ what could be found


def test_the_smallest_number_is_one_at_which_some_agreements_give_the_verdict() -> None:
    costs, first = np.array([1.0] * 3 + [2.0] * 2 + [4.0] * 4), 5
    supported, contradicted = evidence.smallest(costs, first)
    chance = np.random.default_rng(1)
    for total, wanted in ((supported, "supported"), (contradicted, "contradicted")):
        assert total is not None
        for number in range(evidence.FEWEST_AGREEMENTS, total + 1):
            weights = chance.dirichlet(costs, 20_000)
            told = evidence.weigh(chance.multinomial(number, weights), costs, first)
            assert not (getattr(told, wanted).any() and number < total)
    assert reach(side(6, [0, 0, 0]), side(20, [0, 0, 0, 0])) is None


def test_at_some_costs_nothing_can_be_found() -> None:
    told = reach(side(1, [1, 1, 1, 1]), side(20, [0, 0, 0, 2]))
    assert told is not None
    assert told.supported is None
    assert [total for total, _ in told.power] == [6, 10, 20, 40, 60]
    assert [chance for _, chance in told.power] == [0.0] * 5


def test_the_power_is_the_share_of_worlds_with_that_ratio_in_which_the_rule_finds_it() -> None:
    costs, first = np.linspace(1, 3, 16), 8
    weights = costs * np.where(np.arange(16) < first, 5, 1)
    totals = (5, 10, 20, 40)
    chances = evidence.power(costs, first, totals)
    for total, chance in zip(totals, chances, strict=True):
        counts = np.random.default_rng(2).multinomial(total, weights / weights.sum(), 40_000)
        assert chance == pytest.approx(evidence.weigh(counts, costs, first).supported.mean(), abs=0.012)
    assert chances == evidence.power(costs, first, totals), "the same each time"
    assert chances == sorted(chances)


def test_the_power_of_very_many_agreements_is_told_as_well() -> None:
    costs, first = np.array([1.0, 2, 3, 4, 8, 8, 8, 8, 8, 8]), 4
    few, many = evidence.power(costs, first, (evidence.MOST_AGREEMENTS, evidence.MOST_AGREEMENTS + 1))
    weights = costs * np.where(np.arange(costs.size) < first, 5, 1)
    counts = np.random.default_rng(2).multinomial(evidence.MOST_AGREEMENTS + 1, weights / weights.sum(), 20_000)
    told = evidence.weigh(counts, costs, first).supported.mean()
    assert 0.05 < told < 0.95, "worlds of both kinds"
    assert many == pytest.approx(told, abs=0.06)
    assert few == pytest.approx(many, abs=0.06)


def test_a_process_that_shows_no_verdict_does_not_load_the_libraries() -> None:
    """They take a second and 40 MB: only functions import them."""
    for file in (ROOT / "crm").rglob("*.py"):
        assert not re.search(r"^(from|import) (scipy|numpy)\b", file.read_text(encoding="utf-8"), re.MULTILINE), file
