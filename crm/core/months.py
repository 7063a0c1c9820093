"""Months as they are counted: so many later, the last two years."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, cast, extract, func

from crm.core.database import database_kind

#: Months that a strip shows, the present one last.
STRIP: Final = 24


def months_later(day: date, months: int) -> date:
    """The same day so many months later (earlier below 0); the last of a shorter month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_until(today: date) -> list[date]:
    """The first day of each month of a strip."""
    first = today.replace(day=1)
    return [months_later(first, back - STRIP + 1) for back in range(STRIP)]


def month_number(day: Any) -> ColumnElement[int]:
    """12 × year + month of a column of days, in SQL: what months are grouped by in the time of a number."""
    if database_kind() == "sqlite":
        return cast(func.substr(day, 1, 4), Integer) * 12 + cast(func.substr(day, 6, 2), Integer)
    return cast(extract("year", day) * 12 + extract("month", day), Integer)


def by_month(days: Iterable[date] | Mapping[date, int], today: date) -> list[tuple[date, int]]:
    """(first day of a month, how many of `days` lie in it) of each month of a strip; or {day: how many of it}."""
    counted: Counter[date] = Counter()
    for day, number in (days if isinstance(days, Mapping) else Counter(days)).items():
        counted[day.replace(day=1)] += number
    return [(month, counted[month]) for month in months_until(today)]
