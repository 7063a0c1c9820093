"""How often the rule finds an effect where there is none (domain.md §3.9): simulated, seeded, the same each time."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from crm.insights.rules import evidence

pytestmark = pytest.mark.once

WORLDS = 2000
#: (activities of the claim, of the other), the cost of the one over that of the other, agreements to be expected.
SIZES = ((4, 4), (4, 7), (4, 20), (20, 4), (20, 20))
COSTS = (1 / 20, 1 / 5, 1, 2, 5, 20)
EXPECTED = (5, 12, 25, 60)
#: How the cost of a group lies on its activities: evenly, in steps up to eight times, half of it on one.
SHAPES: tuple[Callable[[int], Any], ...] = (
    np.ones,
    lambda size: np.geomspace(1, 8, size),
    lambda size: np.r_[np.ones(size - 1), size - 1],
)


def corners() -> Iterator[tuple[Any, int, int]]:
    """(cost of each activity, how many are the claim's, agreements); each shape with every other size and number."""
    place = 0
    for one, other in SIZES:
        for ratio in COSTS:
            for expected in EXPECTED:
                place += 1
                weights = [SHAPES[place % 3](size) for size in (one, other)]
                parts = [weight / weight.sum() for weight in weights]
                yield np.r_[ratio * parts[0], parts[1]], one, expected


def independent(chance: Any, means: Any) -> Any:
    return chance.poisson(means, (WORLDS, means.size))


def clustered(chance: Any, means: Any) -> Any:
    """Twice the variance: some activities are luckier than their cost."""
    return chance.negative_binomial(means, 0.5, (WORLDS, means.size))


def in_pairs(chance: Any, means: Any) -> Any:
    """Twice the variance: agreements come two at a time."""
    return 2 * chance.poisson(means / 2, (WORLDS, means.size))


@pytest.mark.parametrize(
    ("drawn", "most"),
    [(independent, 0.025), (clustered, 0.045), (in_pairs, 0.045)],
)
def test_in_worlds_without_an_effect_the_rule_seldom_finds_one(drawn: Callable[..., Any], most: float) -> None:
    chance = np.random.default_rng(13)
    for costs, first, expected in corners():
        told = evidence.weigh(drawn(chance, expected * costs / costs.sum()), costs, first)
        assert told.supported.mean() <= most, (first, costs.size - first, expected, costs)
        assert told.contradicted.mean() <= most, (first, costs.size - first, expected, costs)
