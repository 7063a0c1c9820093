"""The one border all typed text crosses: forms, JSON and imports alike.

Text leaves here in NFC without anything a database, a log or a page would trip over; numbers and dates are
read by fixed rules and never guessed. Every refusal is a `BadText` that says what to change.
"""

import re
import unicodedata
from datetime import date, time
from decimal import Decimal
from typing import Final

from crm.core.errors import Refused
from crm.core.texts import Text
from crm.core.wareki import ERAS, from_era


class BadText(Refused, ValueError):
    """Something typed cannot be taken; `text` says why, in a sentence for the person who typed it."""


class OtherWeekday(BadText):
    """A day is told with a weekday that is not its own: nobody knows which of the two is right."""

    def __init__(self, day: date) -> None:
        super().__init__(Text("The weekday does not belong to this date."))
        self.day = day


# Marks that reorder what follows: a name could hide its real order behind them.
_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE_ENDS: Final = "\u200b\u2060\ufeff"
#: What shows nothing, of letters and signs; format characters (joiners, shy hyphens) show nothing either.
_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_BLANKS: Final = " \t\r\n\u00a0\u3000\u2028\u2029"
_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")

# Full-width forms of ASCII, and the minus sign; not NFKC, which would turn 5² into 52.
_ASCII_FORMS: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}


def to_ascii_forms(text: str) -> str:
    """Full-width letters, digits, signs and the ideographic space as ASCII; all else unchanged."""
    return text.translate(_ASCII_FORMS)


def _refuse_unwritable(text: str, allowed: str) -> None:
    """Refuse what cannot be stored or printed: lone surrogates, noncharacters, controls but `allowed`."""
    if text.isprintable():
        return  # the usual case, looked at in one go: none of the refused is printable
    for place, character in enumerate(text, start=1):
        code = ord(character)
        category = unicodedata.category(character)
        bad = category in ("Cs", "Cc", "Zl", "Zp") or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
        if bad and character not in allowed:
            raise BadText(
                Text(
                    "Remove the character %(code)s at position %(place)s: it cannot be printed.",
                    code=f"U+{code:04X}",
                    place=place,
                )
            )


def _refuse_long(text: str, limit: int) -> None:
    # A character has at most four bytes in UTF-8, so a limit in characters is one of 4 × limit bytes as well.
    if len(text) > limit:
        raise BadText(Text("Use at most %(limit)s characters; this has %(count)s.", limit=limit, count=len(text)))


def _seen(text: str) -> str:
    """The text, or "" where nothing of it shows on any page: nobody has said anything by it."""
    if text[:1].isalnum() and text[0] not in _UNSEEN:
        return text  # the usual case
    shows = (
        mark not in _UNSEEN and unicodedata.category(mark) not in ("Cf", "Zs", "Cc") and not _is_selector(mark)
        for mark in text
    )
    return text if any(shows) else ""


def _is_selector(mark: str) -> bool:
    return "\ufe00" <= mark <= "\ufe0f" or "\U000e0100" <= mark <= "\U000e01ef"


def line(text: str, limit: int) -> str:
    """One line of text in NFC, blanks and invisible marks off its ends; "" for nothing but those.

    At most `limit` characters (so at most 4 × `limit` bytes). Refuses controls, line breaks inside, lone
    surrogates and marks that change the writing direction. Keeps joiners and variation selectors (辻󠄀, emoji).
    """
    if text.isascii() and text.isprintable():  # the usual case: nothing to refuse but its length
        text = text.strip()
        _refuse_long(text, limit)
        return text
    text = unicodedata.normalize("NFC", text).strip(_BLANKS + _INVISIBLE_ENDS)
    if any(mark in text for mark in "\r\n\u2028\u2029"):
        raise BadText(Text("Enter this on one line."))
    _refuse_unwritable(text, allowed="")
    if not _BIDI.isdisjoint(text):
        raise BadText(Text("Remove the invisible mark that changes the writing direction."))
    _refuse_long(text, limit)
    return _seen(text)


def prose(text: str, limit: int) -> str:
    """Text of several lines in NFC with \\n breaks; blank lines before and blanks after it are taken off.

    Tabs and the indent of the first paragraph stay. Writing-direction marks are allowed (the page isolates
    the text). Limit and refusals otherwise as for `line`.
    """
    text = _BREAKS.sub("\n", unicodedata.normalize("NFC", text))
    text = text.strip(_INVISIBLE_ENDS).rstrip(_BLANKS + _INVISIBLE_ENDS)
    text = re.sub(r"\A(?:[ \t\u00a0\u3000]*\n)+", "", text)
    _refuse_unwritable(text, allowed="\n\t")
    _refuse_long(text, limit)
    return _seen(text)


_NUMBER = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?", re.ASCII)


def parse_decimal(text: str, places: int = 2) -> Decimal:
    """The number typed, with at most `places` digits after the point and 15 before it.

    The rule: the point is always the decimal point; commas only part groups of exactly three. So with two
    places 1,000 is a thousand, and 1.000 and 1,00 are refused rather than guessed. Full-width forms are read;
    NaN, Infinity, exponents and minus zero are refused.
    """
    typed = to_ascii_forms(line(text, 100)).strip()
    found = _NUMBER.fullmatch(typed)
    if not found:
        if "," in typed and _NUMBER.fullmatch(typed.replace(",", "")):
            raise BadText(Text("Use commas only between groups of three digits: 1,000."))
        raise BadText(Text("Enter a number, for example 1,250.5."))
    sign, whole, fraction = found[1], found[2].replace(",", ""), found[3] or ""
    if len(fraction) > places:
        if places == 0:
            raise BadText(Text("Enter a whole number; a thousand is 1000 or 1,000."))
        raise BadText(
            Text("Enter at most %(places)s digits after the decimal point; a thousand is 1000 or 1,000.", places=places)
        )
    if len(whole.lstrip("0")) > 15:
        raise BadText(Text("This number is too large."))
    number = Decimal(f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}")
    if number == 0 and sign == "-":
        raise BadText(Text("Enter zero without a minus sign."))
    return number


_ERA_MARKS = "|".join([*(era.name for era in ERAS), *(era.letter for era in ERAS)])
_YEAR_FIRST = re.compile(r"([0-9]{4})(?:([-/.])\s?([0-9]{1,2})\2\s?([0-9]{1,2})\.?|([0-9]{2})([0-9]{2}))")
_YEAR_WORDS = re.compile(r"([0-9]{4})\s?[年년]\s?([0-9]{1,2})\s?[月월]\s?([0-9]{1,2})\s?[日일]")
_ERA_DATE = re.compile(
    rf"({_ERA_MARKS})\s?([0-9]{{1,2}}|元)(?:年\s?([0-9]{{1,2}})月\s?([0-9]{{1,2}})日"
    r"|([-/.])\s?([0-9]{1,2})\5\s?([0-9]{1,2}))",
    re.IGNORECASE,
)
_CHINESE_WEEKDAY = "(?:周|星期|礼拜)([一二三四五六日天])"
#: （木） (목) （周四） in brackets; without them only as a word: 木曜日, 목요일, 周四, 星期四.
_WEEKDAY = re.compile(
    r"\s?(?:\((?:([月火水木金土日월화수목금토일])(?:曜日?|요일)?|" + _CHINESE_WEEKDAY + r")\)"
    r"|([月火水木金土日])曜日?|([월화수목금토일])요일|" + _CHINESE_WEEKDAY + r")\Z"
)
_WEEKDAYS = {character: place % 7 for place, character in enumerate("月火水木金土日월화수목금토일一二三四五六日")} | {
    "天": 6
}


# The eras as one character (㋿ ㍻ ㍼ ㍽ ㍾).
_SQUARE_ERAS: Final = dict(zip((0x32FF, 0x337B, 0x337C, 0x337D, 0x337E), (e.name for e in ERAS), strict=True))


def _read_date(typed: str) -> date | None:
    """The date a folded text writes; None if it has no known form, `ValueError` if there is no such day."""
    if found := _YEAR_FIRST.fullmatch(typed):
        return date(int(found[1]), int(found[3] or found[5]), int(found[4] or found[6]))
    if found := _YEAR_WORDS.fullmatch(typed):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _ERA_DATE.fullmatch(typed):
        year = 1 if found[2] == "元" else int(found[2])
        return from_era(found[1].upper(), year, int(found[3] or found[6]), int(found[4] or found[7]))
    return None


def parse_date(text: str) -> date:
    """The day typed: 2026-12-01, 2026/12/1, 2026.12.1, 2026. 12. 1., 20261201,
    2026年12月1日, 2026년 12월 1일, 令和8年12月1日, 令和元年5月1日, R8.12.1; in full width or not,
    with or without a weekday behind it: （火）, 火曜日, (화), 화요일, 周二, 星期二.

    Two-digit years and day-first orders are refused, not guessed; so is a weekday that is not that day's, as
    `OtherWeekday`.
    """
    typed, weekday = _without_weekday(text)
    try:
        day = _read_date(typed.translate(_SQUARE_ERAS))
    except ValueError:
        raise BadText(Text("There is no such day.")) from None
    if day is None:
        raise BadText(Text("Enter the date with the year first, as in 2026-12-01."))
    if weekday is not None and weekday != day.weekday():
        raise OtherWeekday(day)
    return day


def _without_weekday(text: str) -> tuple[str, int | None]:
    """(what is typed, folded and without a weekday behind it; that weekday, 0 for Monday, or None)."""
    typed = to_ascii_forms(line(text, 100)).strip()
    found = _WEEKDAY.search(typed)
    if found is None:
        return typed, None
    return typed[: found.start()], _WEEKDAYS[next(filter(None, found.groups()))]


_NO_YEAR = re.compile(r"([0-9]{1,2})\s?(?:([-/.])\s?([0-9]{1,2})\.?|[月월]\s?([0-9]{1,2})\s?[日일号號]?)")


def month_and_day(text: str) -> tuple[int, int, int | None] | None:
    """(month, day, weekday or None) of a date that leaves its year out, the month first: 12/3, 12.3, 12月3日,
    12월 3일, with or without a weekday behind it, as in `parse_date`; None for anything else. Which year is meant
    nobody has said."""
    try:
        typed, weekday = _without_weekday(text)
    except BadText:
        return None
    found = _NO_YEAR.fullmatch(typed)
    if found is None:
        return None
    month, day = int(found[1]), int(found[3] or found[4])
    return (month, day, weekday) if 1 <= month <= 12 and 1 <= day <= 31 else None


_CLOCK = re.compile(r"(\d{1,2})(?:\s?[:時时点시]\s?(\d{1,2})?\s?[分분]?|(?<=\d\d)(\d\d))\s?[発着发到발착]?")


def parse_time(text: str) -> time:
    """The clock typed: 14:10, 14時10分, 9時, 1410, 14:10着; in full width or not. Roughly is no clock: 14時頃."""
    found = _CLOCK.fullmatch(to_ascii_forms(line(text, 100)).strip())
    try:
        if found is not None:
            return time(int(found[1]), int(found[2] or found[3] or 0))
    except ValueError:
        pass
    raise BadText(Text("Enter the time as in 14:10."))


def search_words(text: str, limit: int = 200) -> str:
    """What an address asks to search for: at most `limit` characters, "" when no name could hold them (NUL)."""
    try:
        return line(text.strip()[:limit], limit)
    except BadText:
        return ""


def whole(value: object, *, digits: int = 18) -> int | None:
    """The number that a form or an address sends as text: ASCII digits, at most so many; None for anything else.

    The one reader of such numbers: `int` takes ４２ and fails on ², and on 5,000 digits.
    """
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
