"""Codes of the Harmonized System as customs notices write them: headings, ranges, several of them in one rule."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from crm.core.errors import Refused
from crm.core.texts import Text

#: Digits of a code of the Harmonized System that a rule may name: chapter, heading, subheading, national code.
LENGTHS: Final = (2, 4, 6, 8, 9, 10)
LONGEST: Final = LENGTHS[-1]
#: How many digits a national code has only once a spreadsheet took its zero: nine are written in Japan, eight or ten
#: in China and Korea.
SHORN: Final = {"JP": 8, "CN": 9, "KR": 9}
#: Characters of all codes of a rule, as they are kept.
LONGEST_LIST: Final = 200
#: Between the two ends of a range, and between codes, as they are kept.
TO, AND = "–", ", "
#: The first and the last code of a range, ten digits each.
Span = tuple[str, str]

#: What stands between the ends of a range; of the dashes, NFKC leaves these.
_TO: Final = re.compile(r"\s*(?:[-‐‑‒–—―−~〜]|至|から|부터|\bto\b)\s*", re.IGNORECASE)
_AND: Final = re.compile(r"[\s,;/、・]+|及び|および|以及|和|及|및|\band\b", re.IGNORECASE)
#: What notices write around a code: HS 0302, 第0302項, 0302호.
_AROUND: Final = re.compile(r"HS|第|[項项号號호류類类]|まで|까지|\.", re.IGNORECASE)


def kept(text: str, field: str) -> str:
    """Codes as they were typed, in the one way in which they are kept: `0302–0307, 1604`, in their order.

    Refused, at `field`, for what is no code of 2 to 10 digits (chapters 01 to 97), for one that a spreadsheet took its
    leading zero from, and for what is no range of two codes.
    """
    plain = _AROUND.sub("", unicodedata.normalize("NFKC", text)).strip()
    parts = {_part(part, field) for part in _AND.split(_TO.sub(TO, plain)) if part}
    told = AND.join(sorted(parts, key=lambda part: (_span(part), part)))
    if len(told) > LONGEST_LIST:
        raise Refused(Text("These are too many codes for one rule. Record a second rule for some of them."), field)
    return told


def _part(part: str, field: str) -> str:
    first, dash, last = part.partition(TO)
    ends = [first, last] if dash else [first]
    if (shorn := next(filter(_has_lost_zero, ends), None)) is not None:
        raise Refused(
            Text("“%(part)s” is no HS code. If a spreadsheet left out its leading zero, enter 0%(part)s.", part=shorn),
            field,
        )
    if not all(is_code(end) for end in ends):
        raise Refused(
            Text(
                "“%(part)s” is no HS code. Enter 2 to 10 digits, a range such as 0302–0307, or several with commas.",
                part=part[:40],
            ),
            field,
        )
    if dash and (len(first) != len(last) or first >= last):
        raise Refused(
            Text(
                "The range “%(part)s” needs two codes of the same length, the lower one first: 0302–0307.",
                part=part[:40],
            ),
            field,
        )
    return part


def is_code(text: str) -> bool:
    """Whether a text is the beginning of a code: 2 to 10 digits, of chapter 01 to 97."""
    return len(text) in LENGTHS and text.isascii() and text.isdigit() and "01" <= text[:2] <= "97"


def _has_lost_zero(text: str) -> bool:
    """Whether a text is a code but for a zero before it: a spreadsheet makes 302 of 0302."""
    return len(text) in (3, 5, 7) and text[0] != "0" and is_code(f"0{text}")


def check_country(codes: str, country: str, field: str) -> None:
    """Refused for a national code, as it is kept, that has as many digits in that country only without its zero."""
    for end in codes.replace(TO, AND).split(AND):
        if len(end) == SHORN.get(country) and end[0] != "0":
            raise Refused(
                Text(
                    "No code of this country has %(number)s digits. Enter “%(part)s” with its leading zero, "
                    "or only its first six digits.",
                    number=len(end), part=end,
                ),
                field,
            )  # fmt: skip


# Kept: the rules on record name the same codes again and again.
@lru_cache(maxsize=1024)
def spans(codes: str) -> tuple[Span, ...]:
    """The ranges of codes as they are kept; () for none, which stands for all."""
    return tuple(_span(part) for part in codes.split(AND)) if codes else ()


def _span(part: str) -> Span:
    first, _, last = part.partition(TO)
    return first.ljust(LONGEST, "0"), (last or first).ljust(LONGEST, "9")


def about(codes: str, code: str) -> bool | None:
    """Whether codes of a rule, which names some, are about goods of a code; None where more digits would tell it."""
    first, last = _span(code)
    if any(low <= first and last <= high for low, high in spans(codes)):
        return True
    return None if any(low <= last and first <= high for low, high in spans(codes)) else False


def within(some: str, others: str) -> bool:
    """Whether all that some codes of a rule are about is among what others are about."""
    if not some or not others:
        return not others
    return all(any(low <= first and last <= high for low, high in spans(others)) for first, last in spans(some))
