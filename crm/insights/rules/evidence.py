"""The two tests behind a verdict, for one world or for thousands, and what they could find at given costs.

Arrays in, arrays out (domain.md §3.9): worlds by activities. numpy and scipy are loaded by the functions that need
them, since the worker and most commands never show a verdict; the server loads them once for all that serve.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace
from typing import Any, Final

#: An array of numpy, of numbers or of answers.
Array = Any

#: Fewer agreements in both groups together, and no verdict is given.
FEWEST_AGREEMENTS: Final = 5
#: One-sided: the exact test stands at 0.5 % (an interval of 99 %), F at 2.5 %. How often the two together are wrong is
#: told in domain.md §3.9 and simulated in tests/insights/test_rules_errors.py.
EXACT_LEVEL: Final = 0.005
F_LEVEL: Final = 0.025
#: Up to so many agreements it is asked whether a verdict can come about at all.
MOST_AGREEMENTS: Final = 200
#: The true ratio for which the power is told.
POWER_RATIO: Final = 5
#: Draws for the power; fewer where there are many activities: there each says nearly the same.
_DRAWS, _FEWEST_DRAWS, _CELLS, _SEED = 1000, 400, 200_000, 9
#: So many worlds of very many agreements are drawn at once.
_AT_ONCE: Final = 40


@dataclass(frozen=True, slots=True)
class Weighed:
    """Both tests in each world. `above` and `below` are the exact chances of so many or more, and of so few or fewer,
    agreements of the first group under one common rate; `tail` is that of F towards the side that was found."""

    total: Array
    more: Array  #: whether the first group has more than its share
    above: Array
    below: Array
    dispersion: Array
    f: Array
    tail: Array

    @property
    def supported(self) -> Array:
        """Where both tests say that the first group brings more for its cost."""
        return self._told & self.more & (self.above <= EXACT_LEVEL)

    @property
    def contradicted(self) -> Array:
        """The mirror image."""
        return self._told & ~self.more & (self.below <= EXACT_LEVEL)

    @property
    def _told(self) -> Array:
        return (self.total >= FEWEST_AGREEMENTS) & (self.tail <= F_LEVEL)


def weigh(counts: Array, costs: Array, first: int) -> Weighed:
    """`counts` has a row of whole numbers for each world, `costs` one positive number for each activity; the activities
    of the first group are the first `first`."""
    whole = costs.sum()
    total, mine = counts.sum(axis=-1), counts[..., :first].sum(axis=-1)
    expected = _positive(total)[..., None] * (costs / whole)
    pearson = ((counts - expected) ** 2 / expected).sum(axis=-1)
    return _of_sums(total, mine, costs[:first].sum() / whole, pearson, costs.size - 2)


def _of_sums(total: Array, mine: Array, share: float, pearson: Array, df: int) -> Weighed:
    """The exact test: given their number, the agreements of the first group are binomial with its share of the cost.

    The F test: the deviance of two rates against one, over the dispersion of Pearson's residuals under one common rate,
    never below 1, since the agreements of one activity are not independent.
    """
    import numpy as np
    from scipy import special

    other, some = total - mine, _positive(total)
    deviance = 2 * (special.xlogy(mine, mine / (some * share)) + special.xlogy(other, other / (some * (1 - share))))
    dispersion = np.maximum(1.0, pearson / df)
    f = np.maximum(0.0, deviance) / dispersion
    return Weighed(
        total=total,
        more=mine > total * share,
        above=np.where(mine > 0, special.bdtrc(np.maximum(mine - 1, 0), some, share), 1.0),
        below=special.bdtr(mine, some, share),
        dispersion=dispersion,
        f=f,
        tail=special.fdtrc(1, df, f) / 2,
    )


def _positive(total: Array) -> Array:
    import numpy as np

    return np.maximum(total, 1)


def smallest(costs: Array, first: int) -> tuple[int | None, int | None]:
    """The smallest number of agreements at which *supported* is possible, and *contradicted*; None: at none that is
    asked for. Possible is what comes about where the agreements lie as evenly over a group's costs as they can."""
    import numpy as np

    whole, df, share = costs.sum(), costs.size - 2, costs[:first].sum() / costs.sum()
    mine, other = _evenest(costs[:first]), _evenest(costs[first:])
    found: list[int | None] = [None, None]
    for total in range(FEWEST_AGREEMENTS, MOST_AGREEMENTS + 1):
        count = np.arange(total + 1)
        pearson = (mine[count] + other[total - count]) * whole / total - total
        told = _of_sums(np.full(total + 1, total), count, share, pearson, df)
        for place, possible in enumerate((told.supported.any(), told.contradicted.any())):
            if possible and found[place] is None:
                found[place] = total
        if None not in found:
            break
    return found[0], found[1]


def _evenest(costs: Array) -> Array:
    """For 0, 1, … agreements the least Σ count²/cost that they can have over some activities, each next one put where
    it adds least: the sum is convex, so this is the least of all."""
    import numpy as np

    steps = [(1 / cost, 0, cost) for cost in costs.tolist()]
    heapify(steps)
    sums = [0.0]
    for _ in range(MOST_AGREEMENTS):
        step, count, cost = steps[0]
        sums.append(sums[-1] + step)
        heapreplace(steps, ((2 * count + 3) / cost, count + 1, cost))
    return np.array(sums)


def power(costs: Array, first: int, totals: Sequence[int]) -> list[float]:
    """For each number of agreements in all, the chance that the rule says *supported*, if the first group brings
    POWER_RATIO times as many for the same cost.

    How many of them are the first group's is weighed exactly; over which of its activities they lie is drawn, with the
    same numbers each time, one agreement after the other: so one path serves every number.
    """
    import numpy as np

    draws = max(_FEWEST_DRAWS, min(_DRAWS, _CELLS // costs.size))
    random = np.random.default_rng(_SEED)
    most = max((total for total in totals if total <= MOST_AGREEMENTS), default=0)
    paths = _paths(costs[:first], most, draws, random), _paths(costs[first:], most, draws, random)
    return [
        _on_paths(costs, first, total, *paths) if total <= most else _drawn(costs, first, total, draws, random)
        for total in totals
    ]


def _paths(costs: Array, most: int, draws: int, random: Any) -> Array:
    """For 0, 1, … agreements Σ count²/cost over the activities of a group, in each draw."""
    import numpy as np

    at = np.searchsorted(costs.cumsum()[:-1] / costs.sum(), random.random((most, draws)), side="right")
    counts, each = np.zeros((draws, costs.size), dtype=np.int16), np.arange(draws)
    sums = np.zeros((most + 1, draws))
    for number, places in enumerate(at):
        before = counts[each, places]
        counts[each, places] = before + 1
        sums[number + 1] = sums[number] + (2 * before + 1) / costs[places]
    return sums


def _on_paths(costs: Array, first: int, total: int, mine: Array, other: Array) -> float:
    import numpy as np
    from scipy import special

    whole, df = costs.sum(), costs.size - 2
    share = costs[:first].sum() / whole
    count = np.arange(total + 1)
    even = _of_sums(np.full(total + 1, total), count, share, np.zeros(total + 1), df)  # as if no dispersion were found
    told = count[even.supported]
    likely = POWER_RATIO * share / (POWER_RATIO * share + 1 - share)
    chance = special.binom(total, told) * likely**told * (1 - likely) ** (total - told)
    pearson = (mine[told] + other[total - told]) * whole / total - total
    most = even.f[told] * df / special.fdtri(1, df, 1 - 2 * F_LEVEL)  # that of which F still tells
    return float((chance * (np.maximum(pearson, df) <= most[:, None]).mean(axis=1)).sum())


def _drawn(costs: Array, first: int, total: int, draws: int, random: Any) -> float:
    """The same of very many agreements: each draw is a world of them. A few at a time, since all of them would be the
    largest thing that a screen of figures ever holds."""
    import numpy as np

    weights = costs * np.where(np.arange(costs.size) < first, float(POWER_RATIO), 1.0)
    chances, each = weights / weights.sum(), 1 / costs
    mine, squares = np.empty(draws), np.empty(draws)
    for at in range(0, draws, _AT_ONCE):
        counts = random.multinomial(total, chances, min(_AT_ONCE, draws - at))
        mine[at : at + _AT_ONCE] = counts[:, :first].sum(axis=1)
        squares[at : at + _AT_ONCE] = counts**2 @ each
    pearson = squares * costs.sum() / total - total
    share = costs[:first].sum() / costs.sum()
    told = _of_sums(np.full(draws, total), mine, share, pearson, costs.size - 2)
    return float(told.supported.mean())
