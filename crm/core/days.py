"""A whole day as each language writes it: in formal papers (letters, reports, requests), and in a line of a list."""

from datetime import date
from typing import Final

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


def plain_date(language: str, day: date) -> str:
    """A day in a line of a list: 2026年12月11日, 2026년 12월 11일, 11 Dec 2026."""
    if language in ("ja", "zh-Hans"):
        return f"{day.year}年{day.month}月{day.day}日"
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일"
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def letter_date(language: str, day: date, *, weekday: bool = False) -> str:
    """A day as formal papers write it: 令和8年12月11日（金）, 2026年12月11日（周五）, 11 December 2026."""
    name = _WEEKDAYS[language][day.weekday()]
    if language == "ja":
        return wareki(day) + (f"（{name}）" if weekday else "")
    if language == "zh-Hans":
        return f"{day.year}年{day.month}月{day.day}日" + (f"（周{name}）" if weekday else "")
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일" + (f"({name})" if weekday else "")
    return (f"{name}, " if weekday else "") + f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
