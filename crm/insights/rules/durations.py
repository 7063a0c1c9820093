"""How long things take, counting fairly what is not over yet (domain.md §3.4)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Duration:
    """Days from begin to end; while it still runs (`ended` False) `days` is only the least it takes."""

    days: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Survival:
    """`median` days by Kaplan–Meier, None when it is not reached; how many are completed and still open.

    `completed_median` is the simple median of the completed ones, a secondary figure that flatters.
    """

    median: int | None
    completed: int
    open: int
    completed_median: float | None


def time_in_stage(entered_on: date, left_on: date | None, *, as_of: date) -> Duration:
    """One visit of a stage; a visit not left by `as_of` is censored there."""
    if left_on is None or left_on > as_of:
        return Duration((as_of - entered_on).days, ended=False)
    return Duration((left_on - entered_on).days, ended=True)


def survival(durations: Iterable[Duration]) -> Survival:
    """The Kaplan–Meier median: the first day on which at most half are still running.

    An end and a censoring on the same day: the censored one was still at risk. Exact fractions, because
    rounding decides whether "half" is reached. Raises ValueError for a negative number of days.
    """
    return survival_of(Counter((duration.days, duration.ended) for duration in durations))


def survival_of(counts: Mapping[tuple[int, bool], int]) -> Survival:
    """The same of durations that were counted: {(days, ended): how many}."""
    if any(days < 0 for days, _ended in counts):
        raise ValueError("a duration cannot be negative")
    ended = sorted((days, number) for (days, done), number in counts.items() if done)
    completed = sum(number for _days, number in ended)
    return Survival(
        median=_kaplan_meier_median(counts),
        completed=completed,
        open=sum(counts.values()) - completed,
        completed_median=_middle(ended, completed),
    )


def _kaplan_meier_median(counts: Mapping[tuple[int, bool], int]) -> int | None:
    leaving: Counter[int] = Counter()
    for (days, _ended), number in counts.items():
        leaving[days] += number
    at_risk = leaving.total()
    running = Fraction(1)
    for day in sorted(leaving):
        running *= 1 - Fraction(counts.get((day, True), 0), at_risk)
        if running <= Fraction(1, 2):
            return day
        at_risk -= leaving[day]
    return None


def _middle(ended: Sequence[tuple[int, int]], number: int) -> float | None:
    """The median of so many, given as (days, how many) in order."""
    if not number:
        return None
    return (_nth(ended, (number - 1) // 2) + _nth(ended, number // 2)) / 2


def _nth(ended: Sequence[tuple[int, int]], place: int) -> int:
    for days, number in ended:
        place -= number
        if place < 0:
            return days
    raise IndexError(place)
