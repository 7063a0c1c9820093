"""How long things take, counting fairly what is not over yet (domain.md §3.4)."""

from collections import Counter
from collections.abc import Iterable
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
    known = list(durations)
    if any(duration.days < 0 for duration in known):
        raise ValueError("a duration cannot be negative")
    ended = sorted(duration.days for duration in known if duration.ended)
    return Survival(
        median=_kaplan_meier_median(known),
        completed=len(ended),
        open=len(known) - len(ended),
        completed_median=_middle(ended),
    )


def _kaplan_meier_median(durations: list[Duration]) -> int | None:
    ends = Counter(duration.days for duration in durations if duration.ended)
    leaving = Counter(duration.days for duration in durations)
    at_risk = len(durations)
    running = Fraction(1)
    for day in sorted(leaving):
        running *= 1 - Fraction(ends[day], at_risk)
        if running <= Fraction(1, 2):
            return day
        at_risk -= leaving[day]
    return None


def _middle(ordered: list[int]) -> float | None:
    if not ordered:
        return None
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
