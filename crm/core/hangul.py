"""A Japanese name in hangul, as Korea's rules for foreign words (외래어 표기법) write its sound: tanabe → 다나베."""

import re
from functools import cache
from typing import Final

_VOWELS: Final = "aiueo"
#: {consonants in Hepburn: their syllables with a, i, u, e, o}; y, sh, ch and j before a, u, o are rows of their own.
_ROWS: Final[dict[str, str]] = {
    "": "아이우에오", "k": "카키쿠케코", "g": "가기구게고", "s": "사시스세소", "sh": "샤시슈셰쇼", "z": "자지즈제조",
    "j": "자지주제조", "t": "타치쓰테토", "ts": "쓰쓰쓰쓰쓰", "ch": "차치추체초", "d": "다지즈데도", "n": "나니누네노",
    "h": "하히후헤호", "f": "파피후페포", "b": "바비부베보", "p": "파피푸페포", "m": "마미무메모", "y": "야이유예요",
    "r": "라리루레로", "w": "와이우에오", "ky": "캬키큐케쿄", "gy": "갸기규게교", "ny": "냐니뉴네뇨",
    "hy": "햐히휴헤효", "by": "뱌비뷰베뵤", "py": "퍄피퓨페표", "my": "먀미뮤메묘", "ry": "랴리류레료",
}  # fmt: skip
#: What stands at the beginning of a word instead.
_FIRST: Final[dict[str, str]] = {"k": "가기구게고", "t": "다지쓰데도", "ch": "자지주제조", "ky": "갸기규게교"}
#: What closes the syllable before: ん, and the first of two consonants (っ).
_N, _STOP = 4, 19
_SYLLABLE: Final = re.compile(
    r"(?P<stop>([kstpgzdbfj])(?=\2)|t(?=ch))?(?P<row>ky|gy|ny|hy|by|py|my|ry|sh|ch|ts|[kgsztdnhfbpmyrwj]?)"
    r"(?P<vowel>[aiueo])|(?P<n>n'?|m(?=[bmp]))"
)


# Kept: 35 µs a word; names have few.
@cache
def sounded(word: str) -> str:
    """A word of a name in Hepburn as passports have it, long vowels short; "" for what is no Japanese word."""
    found, place, text = "", 0, word.lower()
    while place < len(text):
        part = _SYLLABLE.match(text, place)
        if part is None or (part["n"] or part["stop"]) and not found:
            return ""
        if part["n"]:
            found = _closed(found, _N)
        else:
            found = _closed(found, _STOP) if part["stop"] else found
            rows = _FIRST if not found else {}
            row = rows.get(part["row"]) or _ROWS[part["row"]]
            found += row[_VOWELS.index(part["vowel"])]
        place = part.end()
    return found


def _closed(text: str, final: int) -> str:
    """The same with a consonant under its last syllable."""
    return text[:-1] + chr(ord(text[-1]) + final)
