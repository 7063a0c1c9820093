"""Clocks and days of which one end is not known, in words: a bare dash reads like a slip of the pen."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from crm.core.days import month_day
from crm.core.texts import PerLanguage

#: (language, month, day) as text.
MonthDay = Callable[[str, int, int], str]
#: An interval of which neither end is known.
UNTOLD: Final = "–"
#: {language: (what has no end, what has no beginning, what has neither)}
_OPEN: Final[dict[str, tuple[str, str, str]]] = {
    "ja": ("{}から", "{}まで", "時刻未定"),
    "zh-Hans": ("{}起", "至{}", "时间待定"),
    "ko": ("{}부터", "{}까지", "시각 미정"),
    "en": ("from {}", "until {}", "time open"),
}
_ENDLESS, _STARTLESS = re.compile(r"(?P<known>[^–]+)–"), re.compile(r"–(?P<known>[^–]+)")

#: 12/10 before a clock.
_DAY: Final = re.compile(r"(\d\d)/(\d\d) ")


def worded(interval: str, language: str, *, month_day: MonthDay = month_day) -> str:
    """An open interval (14:55–, –14:05, –) for readers of a language: 14:55から, 時刻未定; a whole one as it is.

    `month_day` writes the day of a clock that is not on the day of the first.
    """
    days = _DAY.search(interval)
    interval = _DAY.sub(lambda found: month_day(language, int(found[1]), int(found[2])) + " ", interval)
    if days and language == "en":
        # 16:30–12 Dec 09:00 reads like 16:30 to 12: the dash stands apart, and each end holds together.
        interval = interval.replace(" ", "\u00a0").replace("–", "\u00a0– ").strip()
    begins, ends, neither = _OPEN.get(language, _OPEN["en"])
    if interval == UNTOLD:
        return neither
    if found := _ENDLESS.fullmatch(interval):
        return begins.format(found["known"])
    if found := _STARTLESS.fullmatch(interval):
        return ends.format(found["known"])
    return interval


@dataclass(frozen=True)
class Clocks(PerLanguage):
    """An interval as a value of a text."""

    interval: str

    def called(self, language: str) -> str:
        return worded(self.interval, language)
