"""From figures to positions: linear and logarithmic scales with round ticks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_ROUND = (1, 2, 5)
#: More ticks than this on a logarithmic axis, and only the powers of ten stay.
_MOST_LOG_TICKS = 10


@dataclass(frozen=True, slots=True)
class Linear:
    """Maps `low`…`high` to `start`…`end`; values beyond are drawn at the edge.

    Raises ValueError unless low < high.
    """

    low: float
    high: float
    start: float
    end: float

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"a scale from {self.low} to {self.high} has no length")

    def __call__(self, value: float) -> float:
        held = min(max(value, self.low), self.high)
        return self.start + (held - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, most: int = 6) -> list[float]:
        return nice_ticks(self.low, self.high, most)


@dataclass(frozen=True, slots=True)
class Log:
    """Maps `low`…`high`, both positive, to `start`…`end` by their logarithms; values beyond at the edge.

    Zero and below stand at `low`. Raises ValueError unless 0 < low < high.
    """

    low: float
    high: float
    start: float
    end: float

    def __post_init__(self) -> None:
        if not 0 < self.low < self.high:
            raise ValueError(f"a logarithmic scale from {self.low} to {self.high} does not exist")

    @classmethod
    def around(cls, values: Iterable[float], start: float, end: float) -> "Log":
        """The scale from the round number (1, 2, 5 times a power of ten) below all values to the one above.

        Values that are not positive and finite are left out; without any, the scale runs from 0.1 to 10.
        """
        known = [value for value in values if 0 < value < math.inf]
        low = _round_down(min(known, default=0.1))
        high = _round_up(max(known, default=10.0))
        return cls(low, high if high > low else _round_up(low * 1.5), start, end)

    def __call__(self, value: float) -> float:
        held = min(max(value, self.low), self.high)
        share = math.log(held / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """1, 2, 5, 10, 20 …; over long ranges the powers of ten, or every few of them."""
        first, last = math.floor(math.log10(self.low)) - 1, math.ceil(math.log10(self.high)) + 1
        powers = range(first, last + 1)
        ticks = self._within(float(f"{m}e{power}") for power in powers for m in _ROUND)
        if len(ticks) <= _MOST_LOG_TICKS:
            return ticks
        tens = self._within(float(f"1e{power}") for power in powers)
        return tens[:: math.ceil(len(tens) / _MOST_LOG_TICKS)]

    def _within(self, values: Iterable[float]) -> list[float]:
        return [value for value in values if self.low <= value <= self.high]


def nice_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """At most `most` multiples of 1, 2 or 5 times a power of ten within [low, high], ascending.

    Raises ValueError unless low < high and most >= 2.
    """
    if not low < high or most < 2:
        raise ValueError(f"no ticks between {low} and {high}")
    step = _round_up((high - low) / most)
    first, last = _multiples(low, high, step)
    while last - first + 1 > most:
        step = _round_up(step * 1.5)
        first, last = _multiples(low, high, step)
    # 3 * 0.1 is 0.30000000000000004: rounding to the step's own digits keeps the labels clean.
    digits = max(0, -math.floor(math.log10(step)))
    return [round(i * step, digits) for i in range(first, last + 1)]


def _multiples(low: float, high: float, step: float) -> tuple[int, int]:
    """The first and the last multiple of `step` within [low, high], forgiving what division rounds off."""
    return math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)


def _round_up(value: float) -> float:
    """The smallest 1, 2 or 5 times a power of ten that is not below `value` (> 0)."""
    power = math.floor(math.log10(value))
    candidates = (float(f"{m}e{p}") for p in (power - 1, power, power + 1) for m in _ROUND)
    return min(candidate for candidate in candidates if candidate >= value)


def _round_down(value: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not above `value` (> 0)."""
    power = math.floor(math.log10(value))
    candidates = (float(f"{m}e{p}") for p in (power - 1, power, power + 1) for m in _ROUND)
    return max(candidate for candidate in candidates if candidate <= value)
