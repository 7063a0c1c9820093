"""How sure a share is: Wilson's interval, and Newcombe's for the difference of two shares (domain.md §3.3)."""

import math
from dataclasses import dataclass

#: Two-sided 95 % point of the normal distribution, as domain.md §3.3 writes it.
Z_95 = 1.959964
#: Below this many observations a figure is shown grey with the words "small sample".
SMALL_SAMPLE = 10


@dataclass(frozen=True, slots=True)
class Interval:
    """`k` of `n` with its 95 % interval; `point`, `low` and `high` are shares between 0 and 1."""

    n: int
    k: int
    point: float
    low: float
    high: float
    small: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two shares, between -1 and 1 (times 100: percentage points)."""

    point: float
    low: float
    high: float
    small: bool


def wilson(k: int, n: int) -> Interval | None:
    """Wilson's score interval at 95 % for `k` successes among `n`; None when there is nothing to divide by.

    Source: domain.md §3.3 (Wilson 1927), clipped to [0, 1]. Raises ValueError unless 0 <= k <= n.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a share")
    if n == 0:
        return None
    point = k / n
    spread = Z_95**2 / n
    centre = (point + spread / 2) / (1 + spread)
    half = Z_95 * math.sqrt(point * (1 - point) / n + spread / (4 * n)) / (1 + spread)
    # At the ends the bound is exactly 0 or 1; rounding would leave 1e-17 and with it a finite rate ratio.
    low = 0.0 if k == 0 else max(0.0, centre - half)
    high = 1.0 if k == n else min(1.0, centre + half)
    return Interval(n=n, k=k, point=point, low=low, high=high, small=n < SMALL_SAMPLE)


def newcombe(first: Interval, second: Interval) -> Difference:
    """`first` minus `second` with Newcombe's interval, made of the two Wilson intervals.

    Source: domain.md §3.3 (Newcombe 1998, method 10). Small as soon as one of the two samples is.
    """
    point = first.point - second.point
    below = math.hypot(first.point - first.low, second.high - second.point)
    above = math.hypot(first.high - first.point, second.point - second.low)
    return Difference(point, point - below, point + above, first.small or second.small)
