"""The order of sizes, as a shop hangs them: S, M, L, LL; what is counted, by its number; any other as it is written."""

import re
import unicodedata
from typing import Final

_LETTERS: Final = re.compile(r"(\d*)(X*)(S|M|L+|F|FREE)", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"\d+(?:\.\d+)?")


def rank(size: str) -> tuple[int, tuple[float, ...], str]:
    """By what a size is sorted among those of one product: none first, then letters, numbers, and other words."""
    told = unicodedata.normalize("NFKC", size).strip()
    if not told:
        return 0, (), ""
    if (found := _LETTERS.fullmatch(told.replace("サイズ", "").replace("号", "").strip())) is not None:
        return 1, (_letters(found[1], found[2].upper(), found[3].upper()),), told
    numbers = tuple(float(each) for each in _NUMBERS.findall(told))
    return (2, numbers, told) if numbers else (3, (), told)


def _letters(times: str, extra: str, letter: str) -> float:
    """XS is below S, XL and LL are above L, 3L and XXL above them; one size for all stands last."""
    if letter.startswith("F"):
        return 100
    if letter == "M":
        return 0
    more = (int(times) if times else 1) + len(extra) if not (times and extra) else int(times) + 1
    if letter == "S":
        return -more
    return more + len(letter) - 1
