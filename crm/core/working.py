"""Working days: whose deadline it is, by that office's calendar, and never by two calendars at once."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

SATURDAY: Final = 5
#: Nobody is closed longer than this; a calendar without a working day is given up after so many days.
_LONGEST_BREAK: Final = 60
Yearly = tuple[int, int]  #: month, day


@dataclass(frozen=True)
class WorkingDays:
    """When one office works: on which weekdays, closed on which days of every year, and the days of its holidays."""

    weekdays: frozenset[int] = frozenset(range(SATURDAY))  #: 0 is Monday
    closed: frozenset[Yearly] = frozenset()
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()  #: moved working days: worked although the weekday is none

    def is_worked(self, day: date) -> bool:
        """Whether somebody is there on a day."""
        if day in self.off or (day.month, day.day) in self.closed:
            return False
        return day.weekday() in self.weekdays or day in self.worked

    def nearest(self, day: date, way: int) -> date:
        """The day itself, or the next one that is worked in this direction (1 or -1)."""
        for _ in range(_LONGEST_BREAK):
            if self.is_worked(day):
                return day
            day += timedelta(days=way)
        return day

    def after(self, day: date, count: int) -> date:
        """The day that many working days after `day`, which itself is not counted."""
        for _ in range(count):
            day = self.nearest(day + timedelta(days=1), 1)
        return day
