"""The two tests behind a verdict, for one world or for thousands, and what they could find at given costs.

Arrays in, arrays out (domain.md §3.9): worlds by activities. numpy and scipy are loaded by the functions that need
them, since a process that never shows a verdict need not carry their 40 MB.
"""

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
#: Draws for the power; fewer where there are so many activities that they would take seconds.
_DRAWS, _FEWEST_DRAWS, _CELLS, _SEED = 4000, 400, 600_000, 9


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


def power(costs: Array, first: int, total: int) -> float:
    """The chance that the rule says *supported*, if the first group brings POWER_RATIO times as many agreements for the
    same cost, and `total` come about: drawn, with the same numbers each time."""
    import numpy as np

    draws = max(_FEWEST_DRAWS, min(_DRAWS, _CELLS // costs.size))
    weights = costs * np.where(np.arange(costs.size) < first, float(POWER_RATIO), 1.0)
    counts = np.random.default_rng(_SEED).multinomial(total, weights / weights.sum(), draws)
    return float(weigh(counts, costs, first).supported.mean())
