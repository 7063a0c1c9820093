"""A day as each language writes it, on pages and on paper: whole, or short within a year that one knows.

The one place that knows where a weekday stands: 12月11日（金）, 12月11日（周五）, 12월 11일(금), Fri 11 Dec.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from crm.core.texts import PerLanguage, listing
from crm.core.wareki import wareki

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WEEKDAYS: Final[dict[str, tuple[str, ...]]] = {
    "ja": tuple("月火水木金土日"),
    "zh-Hans": tuple("一二三四五六日"),
    "ko": tuple("월화수목금토일"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
#: A weekday behind a day.
_IN_BRACKETS: Final = {"ja": "（{}）", "zh-Hans": "（周{}）", "ko": "({})"}


def plain_date(language: str, day: date) -> str:
    """A day with its year, in the texts and tables of a document: 2026年12月11日, 2026년 12월 11일, 11 Dec 2026."""
    if language in ("ja", "zh-Hans"):
        return f"{day.year}年{day.month}月{day.day}日"
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일"
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def month_named(name: str) -> int | None:
    """The number of a month by the beginning of its English name; None for any other word."""
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)), None)


def short_date(language: str, day: date) -> str:
    """A day within a year that the reader knows: 12/11（金）, 12/11（周五）, 12/11(금), Fri 11 Dec."""
    return _with_weekday(language, month_day(language, day.month, day.day), day)


def planned_date(language: str, day: date) -> str:
    """A day of a programme on paper, whose year its heading tells: 12月11日（金）, 12月11日（周五）, Fri 11 Dec."""
    return _with_weekday(language, long_month_day(language, day.month, day.day), day)


def headed_date(language: str, day: date) -> str:
    """The same with its year, on pages and over the days of a programme: 2026年12月11日（金）, Fri 11 Dec 2026."""
    return _with_weekday(language, plain_date(language, day), day)


def _with_weekday(language: str, told: str, day: date) -> str:
    name = _WEEKDAYS[language][day.weekday()]
    return f"{name[:3]} {told}" if language == "en" else told + _IN_BRACKETS[language].format(name)


def long_month_day(language: str, month: int, day: int) -> str:
    """A day of a year that is told elsewhere, as papers write it: 12月11日, 12월 11일, 11 Dec."""
    if language == "ko":
        return f"{month}월 {day}일"
    return month_day(language, month, day) if language == "en" else f"{month}月{day}日"


def month_day(language: str, month: int, day: int) -> str:
    """The same beside a clock, where its weekday is told elsewhere: 12/11, 11 Dec."""
    return f"{day} {_MONTHS[month - 1][:3]}" if language == "en" else f"{month}/{day}"


@dataclass(frozen=True)
class ShortDays(PerLanguage):
    """Days within a year that the reader knows, as a value of a text: 12/10（木）、12/11（金）; one with its clock."""

    days: Sequence[date]
    clock: str = ""

    def called(self, language: str) -> str:
        told = listing(language, (short_date(language, day) for day in self.days))
        return f"{told} {self.clock}".strip()


@dataclass(frozen=True)
class HeadedDay(PerLanguage):
    """A day with its year as papers write it, as a value of a text: 2027年4月30日（周五）."""

    day: date

    def called(self, language: str) -> str:
        return headed_date(language, self.day)


def day_of_month(language: str, day: date, *, whole: bool = True) -> str:
    """A day of a year that the paper tells, written out: 12月10日, 12월 10일, 10 December; else without its month."""
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]}" if whole else str(day.day)
    month, ends = ("월 ", "일") if language == "ko" else ("月", "日")
    return (f"{day.month}{month}" if whole else "") + f"{day.day}{ends}"


def report_date(language: str, day: date) -> str:
    """A day with its year as reports write it: in Japanese by era, else as all documents do."""
    return wareki(day) if language == "ja" else plain_date(language, day)


def letter_date(language: str, day: date, *, weekday: bool = False) -> str:
    """A day as formal papers write it: 令和8年12月11日（金）, 2026年12月11日（周五）, 11 December 2026."""
    name = _WEEKDAYS[language][day.weekday()]
    if language == "en":
        return (f"{name}, " if weekday else "") + f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    told = wareki(day) if language == "ja" else plain_date(language, day)
    return told + _IN_BRACKETS[language].format(name) if weekday else told
