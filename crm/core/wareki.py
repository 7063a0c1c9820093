"""Japanese era years: 2026-11-24 is 令和8年11月24日.

Era starts follow the era laws. Japan took the Gregorian calendar on 1873-01-01 (Meiji 6); dates before it
have no day-by-day era form here and are written in Western years.
"""

import re
from datetime import date
from typing import Final, NamedTuple


class Era(NamedTuple):
    """An era: its name, the letter used on forms, its first day, and the Western year before its year 1."""

    name: str
    letter: str
    first: date
    offset: int


ERAS: Final = (
    Era("令和", "R", date(2019, 5, 1), 2018),
    Era("平成", "H", date(1989, 1, 8), 1988),
    Era("昭和", "S", date(1926, 12, 25), 1925),
    Era("大正", "T", date(1912, 7, 30), 1911),
    Era("明治", "M", date(1873, 1, 1), 1867),
)

_WEEKDAYS = "月火水木金土日"


def era_year(day: date) -> tuple[str, int] | None:
    """(era name, year in it), or None before 1873."""
    for era in ERAS:
        if day >= era.first:
            return era.name, day.year - era.offset
    return None


def year_text(day: date) -> str:
    """令和8年, 令和元年; the Western year before 1873."""
    found = era_year(day)
    if found is None:
        return f"{day.year}年"
    name, year = found
    return f"{name}{'元' if year == 1 else year}年"


def wareki(day: date, *, weekday: bool = False) -> str:
    """令和8年11月24日, with `weekday` 令和8年11月24日（火）; the first year of an era is 元年."""
    text = f"{year_text(day)}{day.month}月{day.day}日"
    return f"{text}（{_WEEKDAYS[day.weekday()]}）" if weekday else text


def from_era(mark: str, year: int, month: int, day: int) -> date:
    """The date of an era year; `mark` is the era's name (令和) or its letter (R).

    `ValueError` when there is no such era, the day does not exist, or lies outside the era (昭和70年).
    """
    for place, era in enumerate(ERAS):
        if mark in (era.name, era.letter, era.letter.lower()):
            found = date(era.offset + year, month, day)
            after = ERAS[place - 1].first if place else date.max
            if not era.first <= found < after:
                raise ValueError(f"{found} is not in {era.name}")
            return found
    raise ValueError(f"no era {mark}")


_YEAR: Final = re.compile(rf"(?P<era>{'|'.join(era.name for era in ERAS)})(?P<year>元|\d{{1,2}})年")


def has_era(text: str) -> bool:
    """Whether a text counts years by era."""
    return _YEAR.search(text) is not None


def in_common_era(text: str) -> str:
    """A text with the years of its days as readers abroad count them: 2026年 of 令和8年."""
    offsets = {era.name: era.offset for era in ERAS}

    def year(found: re.Match[str]) -> str:
        number = 1 if found["year"] == "元" else int(found["year"])
        return f"{offsets[found['era']] + number}年"

    return _YEAR.sub(year, text)
