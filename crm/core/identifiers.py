"""Registration numbers of organisations, checked as their register makes them.

`houjin`  法人番号, Japan: 13 digits, the first a check digit.
`uscc`    统一社会信用代码, China: 18 characters, the last a check character.
`brn`     사업자등록번호, Korea: 10 digits, the last a check digit.
"""

import re
from collections.abc import Callable
from typing import Final

from stdnum.cn import uscc
from stdnum.jp import cn

from crm.core.cleaning import BadText, to_ascii_forms
from crm.core.texts import Text

HOUJIN, USCC, BRN = "houjin", "uscc", "brn"
# What people part the digits with, and the dashes of Japanese and Chinese keyboards.
_PARTING = re.compile(r"[\s\-‐‑‒–—―−ー〜.]+")
_WRONG_CHECK: Final = Text("A digit is wrong or two are swapped: the check digit does not fit.")
_WRONG_CHARACTER: Final = Text("A character is wrong or two are swapped: the check character does not fit.")
#: GB 32100-2015: digits and capitals without I, O, S, V, Z; the district code in the middle is digits.
_USCC_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_BRN_WEIGHTS: Final = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def normalised(kind: str, typed: str) -> str:
    """The number without spaces and hyphens, half-width, in capitals. BadText says what is wrong with it."""
    compact = _PARTING.sub("", to_ascii_forms(typed)).upper()
    return _CHECKS[kind](compact)


def shown(kind: str, number: str) -> str:
    """A normalised number as its country writes it: 124-81-00998 in Korea, the others without gaps."""
    return f"{number[:3]}-{number[3:5]}-{number[5:]}" if kind == BRN and len(number) == 10 else number


def _houjin(number: str) -> str:
    """Check digit: 9 − (Σ Pn·Qn mod 9), Pn the n-th digit from the right, Qn 1 for odd n and 2 for even n.

    Source: 法人番号の指定等に関する省令 (2014, Ministry of Finance) Article 2, worked out by python-stdnum. The sum is
    taken modulo 9, so that a 0 written for a 9, or the other way round, cannot be seen.
    An invoice number (T and the 13 digits) is taken as well.
    """
    digits = number.removeprefix("T")
    _digits(digits, 13)
    if cn.calc_check_digit(digits[1:]) != digits[0]:
        raise BadText(_WRONG_CHECK)
    return digits


def _uscc(number: str) -> str:
    """Check character: 31 − (Σ Ci·3^(i−1) mod 31) over the first 17, as a place in the 31-character alphabet.

    Source: GB 32100-2015, section 4 and appendix A (ISO 7064), worked out by python-stdnum. Its own format check is
    not used: it refuses letters in the first two places, which villages and unions have.
    """
    if len(number) != 18:
        raise BadText(
            Text("This code must have %(length)s characters; you entered %(count)s.", length=18, count=len(number))
        )
    if not _USCC_SHAPE.fullmatch(number):
        raise BadText(Text("This code may contain only digits and capital letters other than I, O, S, V and Z."))
    if uscc.calc_check_digit(number[:17]) != number[17]:
        raise BadText(_WRONG_CHARACTER)
    return number


def _brn(number: str) -> str:
    """Check digit: (10 − (Σ di·wi + ⌊5·d9 / 10⌋) mod 10) mod 10, w = 1 3 7 1 3 7 1 3 5.

    Source: the rule by which the National Tax Service (국세청) checks the number; python-stdnum knows its shape only.
    """
    _digits(number, 10)
    digits = [int(digit) for digit in number]
    total = sum(digit * weight for digit, weight in zip(digits, _BRN_WEIGHTS, strict=False)) + digits[8] * 5 // 10
    if (10 - total % 10) % 10 != digits[9]:
        raise BadText(_WRONG_CHECK)
    return number


def _digits(number: str, length: int) -> None:
    if not (number.isascii() and number.isdigit()):
        raise BadText(Text("This number may contain only digits."))
    if len(number) != length:
        raise BadText(
            Text("This number must have %(length)s digits; you entered %(count)s.", length=length, count=len(number))
        )


_CHECKS: Final[dict[str, Callable[[str], str]]] = {HOUJIN: _houjin, USCC: _uscc, BRN: _brn}
