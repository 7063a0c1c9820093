"""The days on which an office is closed beside its country's holidays, as somebody writes them down."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from crm.audit.rules import Verb
from crm.core.cleaning import BadText, to_ascii_forms
from crm.core.texts import N_, Text

OFFICE_DAYS_CHANGED = Verb("office_days.changed", N_("Working days of the office changed"))

#: Monday to Friday; 年末年始 for an office in Japan, where only 1 January is a holiday.
USUAL_WEEKDAYS: Final = (1, 2, 3, 4, 5)
USUAL_CLOSED: Final = {"JP": ("12-29~01-03",)}
MOST_LINES: Final = 60
LONGEST_CLOSED: Final = 31  #: days in one go

_DAY = r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?"
_LINE = re.compile(rf"{_DAY}(?:\s*(?:~|〜|–|—|から|至|到|부터)\s*{_DAY}(?:まで|까지)?)?")
#: A year that has every day, for days of every year.
_LEAP: Final = 2024


@dataclass(frozen=True)
class ClosedDays:
    """From a day to a day, both included; without a year they return every year."""

    first: date
    last: date
    yearly: bool

    def __str__(self) -> str:
        """As it is stored, and written into the form: 12-29~01-03."""
        ends = [f"{day:%m-%d}" if self.yearly else day.isoformat() for day in (self.first, self.last)]
        return ends[0] if ends[0] == ends[1] else "~".join(ends)

    def days(self) -> Iterator[date]:
        """Each of them; those of every year in a year that stands for all."""
        for count in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=count)


def closed_days(text: str) -> list[ClosedDays]:
    """One entry a line: 12-29, 12/29〜1/3, 2027年8月13日. BadText names the line that cannot be read."""
    lines = [line.strip() for line in to_ascii_forms(text).splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise BadText(Text("At most %(most)s lines.", most=MOST_LINES))
    return [_closed(line) for line in lines]


def _closed(line: str) -> ClosedDays:
    unread = BadText(
        Text("“%(line)s” is not a date: enter 12-29 or 12-29~01-03, with the year if it applies once only.", line=line)
    )
    found = _LINE.fullmatch(line)
    if found is None or (found[4] and not found[1]):
        raise unread
    try:
        first = date(int(found[1] or _LEAP), int(found[2]), int(found[3]))
        last = date(int(found[4] or first.year), int(found[5]), int(found[6])) if found[5] else first
        if last < first and not found[4]:
            last = last.replace(year=last.year + 1)
    except ValueError:
        raise unread from None
    if not 0 <= (last - first).days < LONGEST_CLOSED:
        raise unread
    return ClosedDays(first, last, yearly=found[1] is None)


def split_closed(entries: Iterable[str]) -> tuple[frozenset[tuple[int, int]], frozenset[date]]:
    """(days of every year as (month, day), single dates) of stored entries."""
    read = [_closed(entry) for entry in entries]
    yearly = {(day.month, day.day) for entry in read if entry.yearly for day in entry.days()}
    return frozenset(yearly), frozenset(day for entry in read if not entry.yearly for day in entry.days())
