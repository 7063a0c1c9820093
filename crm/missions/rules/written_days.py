"""Days as programmes write them: 12月10日(火), 10/28（水）, 2013-12-10, 12월 10일(화), 10日, 第1天, 1日目, Day 1.

The text is given with its punctuation and digits made narrow (`narrow`), one character for one: places found in it
are those of the original.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from crm.core.texts import Text
from crm.core.wareki import from_era

_WIDE = "：～〜∼－–—‐−―（）［］　／．，｜＋＠"
_NARROW = ":~~~------()[] /.,|+@"
_DIGITS = {ord("０") + n: str(n) for n in range(10)}
_LATIN = {ord("Ａ") + n: chr(ord("A") + n) for n in range(26)} | {ord("ａ") + n: chr(ord("a") + n) for n in range(26)}
_TABLE: Final = {ord(w): n for w, n in zip(_WIDE, _NARROW, strict=True)} | _DIGITS | _LATIN | {0xA0: " "}

#: In the order of `date.weekday`.
_WEEKDAYS: Final = (
    ("月", "一", "월", "mon"),
    ("火", "二", "화", "tue"),
    ("水", "三", "수", "wed"),
    ("木", "四", "목", "thu"),
    ("金", "五", "금", "fri"),
    ("土", "六", "토", "sat"),
    ("日", "天", "일", "sun"),
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_FORMS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<era>令和|平成|昭和)\s?(?P<era_year>元|\d{1,2})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日",
        r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日号일]",
        r"(?P<year>\d{4})\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?(?P<day>\d{1,2})(?!\d)\.?",
        r"(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?(?:[日号일](?!目|차|程)|(?!\d))",
        r"(?P<month>\d{1,2})\s?/\s?(?P<day>\d{1,2})(?!\d|/|人|名|社)",
        r"(?P<month>\d{1,2})\.\s?(?P<day>\d{1,2})\.?(?=\s?\()",
        rf"(?:{_DAY_NAME},?\s+)?{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)(?:,?\s+(?P<year>\d{{4}}))?",
        rf"(?:{_DAY_NAME},?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+(?P<year>\d{{4}}))?",
        r"第\s?(?P<number>\d{1,2}|[一二三四五六七八九十])\s?(?:天|日目?)",
        r"(?P<number>\d{1,2})\s?日目",
        r"제?\s?(?P<number>\d{1,2})\s?일\s?차",
        r"(?:day|d)\s?\.?\s?(?P<number>\d{1,2})(?!\d|:\d)",
        r"(?P<day>\d{1,2})\s?[日号일](?![目차程間间])",
    )
)
_WEEKDAY: Final = re.compile(
    r"\s*(?:"
    r"[(\[]\s*(?:周|星期|礼拜)?(?P<bracketed>[月火水木金土日一二三四五六天월화수목금토일]|[a-z]{3})[a-z]*\.?(?:曜日?|요일)?"
    r"(?:\s?[・·/]\s?\w+)?\s*[)\]]"
    r"|(?P<plain>[月火水木金土日])曜日?|(?:周|星期|礼拜)(?P<chinese>[一二三四五六日天])|(?P<korean>[월화수목금토일])요일"
    r"|(?P<english>(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\b\.?"
    r")",
    re.IGNORECASE,
)
_HAN_NUMBERS: Final = "一二三四五六七八九十"


@dataclass(frozen=True)
class WrittenDay:
    """The day at the head of a line. Without `day` the text names one that cannot be: `error` says why."""

    length: int  #: how many characters of the line it takes
    day: date | None
    error: Text | None = None


def narrow(line: str) -> str:
    """The line with digits, letters and punctuation of usual width, one character for one."""
    return line.translate(_TABLE)


def day_at(line: str, first: date, last: date, before: date | None) -> WrittenDay | None:
    """The day that begins a (narrow) line of a programme from `first` to `last`; None where the line names none.

    The year is the mission's. A bare number (10日) is the next such day after `before`, the day of the lines above.
    """
    for form in _FORMS:
        found = form.match(line)
        if found is None:
            continue
        end = found.end()
        named = _WEEKDAY.match(line, end)
        if named is not None:
            end = named.end()
        read = _read(found.groupdict(), first, last, before)
        if read is None:
            return WrittenDay(end, None, Text("“%(text)s” is not a valid date.", text=line[: found.end()].strip()))
        return WrittenDay(end, read, _doubt(read, named, first, last, line[:end].strip()))
    return None


def _doubt(day: date, named: "re.Match[str] | None", first: date, last: date, text: str) -> Text | None:
    if named is not None:
        word = next(filter(None, named.groupdict().values())).lower()[:3]
        # 日 and 일 are Sunday, 月 Monday: no word stands for two days.
        told = next((n for n, words in enumerate(_WEEKDAYS) if word in words), None)
        if told is not None and told != day.weekday():
            return Text("“%(text)s”: %(day)s does not fall on that weekday. Choose the day.", text=text, day=day)
    if not first <= day <= last:
        return Text(
            "The mission runs from %(first)s to %(last)s; this day is outside it.",
            first=first,
            last=last,
        )
    return None


def _read(parts: "dict[str, str | None]", first: date, last: date, before: date | None) -> date | None:
    try:
        if parts.get("number"):
            return first + timedelta(days=_number(parts["number"] or "") - 1)
        if parts.get("era"):
            year = 1 if parts["era_year"] == "元" else int(parts["era_year"] or 0)
            return from_era(parts["era"] or "", year, int(parts["month"] or 0), int(parts["day"] or 0))
        day = int(parts["day"] or 0)
        name = parts.get("name")
        month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts.get("month") or 0)
        if parts.get("year"):
            return date(int(parts["year"] or 0), month, day)
        if month:
            return _within([date(year, month, day) for year in sorted({first.year, last.year})], first, last)
        return _within(list(_such_days(day, before or first, last)), first, last)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _HAN_NUMBERS.index(text) + 1


def _such_days(number: int, start: date, last: date) -> Iterator[date]:
    """The days with this number in their month, from `start` on; that of the first month where none comes any more."""
    found = [
        start + timedelta(days=n)
        for n in range((max(last, start) - start).days + 1)
        if (start + timedelta(days=n)).day == number
    ]
    yield from found or [start.replace(day=number)]


def _within(days: list[date], first: date, last: date) -> date:
    """The one inside the mission, else the first."""
    return next((day for day in days if first <= day <= last), days[0])
