"""Clocks and days of which one end is not known, in words: a bare dash reads like a slip of the pen."""

import re
from typing import Final

#: {language: (what has no end, what has no beginning)}
_OPEN: Final[dict[str, tuple[str, str]]] = {
    "ja": ("{}から", "{}まで"),
    "zh-Hans": ("{}起", "至{}"),
    "ko": ("{}부터", "{}까지"),
    "en": ("from {}", "until {}"),
}
_ENDLESS, _STARTLESS = re.compile(r"(?P<known>[^–]+)–"), re.compile(r"–(?P<known>[^–]+)")


def worded(interval: str, language: str) -> str:
    """An interval (14:55–16:00, 14:55–, –14:05) for readers of a language: 14:55から; a whole one as it is."""
    begins, ends = _OPEN.get(language, _OPEN["en"])
    if found := _ENDLESS.fullmatch(interval):
        return begins.format(found["known"])
    if found := _STARTLESS.fullmatch(interval):
        return ends.format(found["known"])
    return interval
