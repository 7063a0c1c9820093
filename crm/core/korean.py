"""A Korean name as people type it who have no hangul: namgung, minsoo, ナムグン, 南宮 → 남궁, 민수.

Romaja is written by rule (Revised Romanisation) and by habit (Park, Choi, Minsoo, Young), and kana keep neither ㅓ
from ㅗ nor ㅡ from ㅜ: each syllable is read in the ways it may be meant, the likeliest first. Nothing here is stored.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import Final

from crm.core.hanja import hangul_of
from crm.core.scripts import is_han

#: So many ways of one word are looked for, and words of so many letters are read.
MOST: Final = 12
LONGEST: Final = 24

_ONSETS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
#: Those that close a syllable in names, with their place in Unicode.
_FINALS: Final = {"": 0, "ㄱ": 1, "ㄴ": 4, "ㄹ": 8, "ㅁ": 16, "ㅂ": 17, "ㅅ": 19, "ㅇ": 21}

#: {as it is written: the letters it may stand for, the likeliest first}.
_ROMAN_ONSETS: Final = {
    "": "ㅇ", "g": "ㄱ", "k": "ㄱㅋ", "kk": "ㄲ", "n": "ㄴ", "d": "ㄷ", "t": "ㅌㄷ", "r": "ㄹ", "l": "ㄹㅇ", "m": "ㅁ",
    "b": "ㅂ", "p": "ㅂㅍ", "s": "ㅅ", "sh": "ㅅ", "ss": "ㅆ", "j": "ㅈ", "ch": "ㅊㅈ", "h": "ㅎ", "w": "", "y": "",
}  # fmt: skip
_ROMAN_VOWELS: Final = {
    "a": "ㅏ", "ae": "ㅐ", "ya": "ㅑ", "yae": "ㅒ", "eo": "ㅓ", "e": "ㅔ", "yeo": "ㅕ", "ye": "ㅖ", "o": "ㅗㅓ",
    "wa": "ㅘ", "oe": "ㅚ", "oi": "ㅚ", "yo": "ㅛㅕ", "u": "ㅜㅓㅡ", "oo": "ㅜ", "woo": "ㅜ", "wo": "ㅝ", "weo": "ㅝ",
    "we": "ㅞ", "wi": "ㅟ",
    "yu": "ㅠㅕ", "yoo": "ㅠ", "you": "ㅕㅠ", "eu": "ㅡ", "ui": "ㅢ", "eui": "ㅢ", "i": "ㅣ", "ee": "ㅣ", "ai": "ㅐ",
}  # fmt: skip
_ROMAN_FINALS: Final = {"": "", "k": "ㄱ", "g": "ㄱ", "n": "ㄴ", "l": "ㄹ", "m": "ㅁ", "p": "ㅂ", "b": "ㅂ", "ng": "ㅇ"}
#: Family names whose habit follows no rule.
_FAMILIES: Final = {
    "lee": "이", "yi": "이", "rhee": "이", "park": "박", "bak": "박", "shin": "신", "noh": "노", "roh": "노",
    "oh": "오", "suh": "서", "ahn": "안", "huh": "허", "hur": "허", "ryu": "류", "yoo": "유", "yoon": "윤", "lim": "임",
    "rim": "임", "choi": "최", "kwak": "곽", "ma": "마",
}  # fmt: skip

_KANA_VOWELS: Final = {"a": "ㅏ", "i": "ㅣㅢ", "u": "ㅜㅡ", "e": "ㅔㅐ", "o": "ㅓㅗ"}
_KANA_Y: Final = {"a": "ㅑ", "u": "ㅠ", "o": "ㅕㅛ", "e": "ㅖ"}
_KANA_ROWS: Final = {
    "あいうえお": "ㅇ", "かきくけこ": "ㄱㅋ", "がぎぐげご": "ㄱ", "さしすせそ": "ㅅ", "ざじずぜぞ": "ㅈ",
    "たちつてと": "ㄷㅌ", "だぢづでど": "ㄷ", "なにぬねの": "ㄴ", "はひふへほ": "ㅎ", "ばびぶべぼ": "ㅂ",
    "ぱぴぷぺぽ": "ㅂㅍ", "まみむめも": "ㅁ", "らりるれろ": "ㄹ",
}  # fmt: skip
_KANA_FINALS: Final = {"": "", "ん": "ㄴㅇ", "む": "ㅁ", "る": "ㄹ", "く": "ㄱ", "っ": "ㄱㅂㅅ", "ぷ": "ㅂ"}

#: A reading: how far it goes, how unlikely it is, the syllables.
_Reading = tuple[int, str]


def hangul_written(key: str) -> tuple[str, ...]:
    """The hangul that a folded key may stand for, the likeliest first; () for what is no Korean name."""
    if not 2 <= len(key) <= LONGEST:
        return ()
    if key.isascii() and key.isalpha():
        return _read(key, _roman())
    if re.fullmatch("[ぁ-ゖー]+", key):
        return _read(key.replace("ー", ""), _kana())
    if all(map(is_han, key)):
        found = hangul_of(key)
        return (found,) if found and not any(map(is_han, found)) else ()
    return ()


# Kept: 0.3 ms a word, asked again with each letter that somebody types.
@lru_cache(maxsize=1024)
def _read(word: str, syllables: "_Table") -> tuple[str, ...]:
    """The likeliest ways to read a word to its end: the fewest syllables, then the usual letters."""
    best: list[list[_Reading]] = [[] for _ in range(len(word) + 1)]
    best[0] = [(0, "")]
    for start in range(len(word)):
        readings = sorted(best[start])[:MOST]
        for length in range(1, min(syllables.longest, len(word) - start) + 1):
            part = word[start : start + length]
            written = syllables.known.get(part, ())
            if start == 0 and syllables.families and part in _FAMILIES:
                written = ((0, _FAMILIES[part]), *written)
            best[start + length] += [
                (cost + more + 2, told + syllable) for cost, told in readings for more, syllable in written
            ]
    return tuple(dict.fromkeys(told for _cost, told in sorted(best[-1])))[:MOST]


class _Table:
    """{as a syllable is written: (how unlikely, the syllable)}."""

    def __init__(self, pairs: Iterator[tuple[str, int, str]], *, families: bool) -> None:
        self.known: dict[str, tuple[tuple[int, str], ...]] = {}
        self.families = families
        for written, cost, syllable in pairs:
            self.known[written] = (*self.known.get(written, ()), (cost, syllable))
        self.longest = max(map(len, (*self.known, *(_FAMILIES if families else ()))))


# Kept: made of the tables above, which stay as they are.
@cache
def _roman() -> _Table:
    return _Table(_written(_ROMAN_ONSETS, _ROMAN_VOWELS, _ROMAN_FINALS), families=True)


# Kept: made of the tables above, which stay as they are.
@cache
def _kana() -> _Table:
    starts: dict[str, tuple[str, str]] = {}
    for row, onset in _KANA_ROWS.items():
        starts |= {kana: (onset, _KANA_VOWELS[vowel]) for kana, vowel in zip(row, "aiueo", strict=True)}
        starts |= {row[1] + small: (onset, _KANA_Y[vowel]) for small, vowel in zip("ゃゅょぇ", "auoe", strict=True)}
    starts |= {kana: ("ㅇ", _KANA_Y[vowel]) for kana, vowel in zip(("や", "ゆ", "よ", "いぇ"), "auoe", strict=True)}
    starts |= {
        "わ": ("ㅇ", "ㅘ"),
        "うぉ": ("ㅇ", "ㅝ"),
        "うぃ": ("ㅇ", "ㅟ"),
        "うぇ": ("ㅇ", "ㅞ"),
        "ちぇ": ("ㅊㅈ", "ㅚㅐㅔ"),
    }
    for begin, first in (("ち", "ㅈㅊ"), ("じ", "ㅈ")):
        for small, vowel, plain in zip("ゃゅょ", "auo", "ㅏㅜㅓ", strict=True):
            starts[begin + small] = first, plain + _KANA_Y[vowel]

    def pairs() -> Iterator[tuple[str, int, str]]:
        for (start, (onsets, vowels)), (end, finals) in product(starts.items(), _KANA_FINALS.items()):
            yield from ((start + end, cost, told) for cost, told in _syllables(onsets, vowels, finals))

    return _Table(pairs(), families=False)


def _written(onsets: dict[str, str], vowels: dict[str, str], finals: dict[str, str]) -> Iterator[tuple[str, int, str]]:
    for (onset, first), (vowel, middle), (final, last) in product(onsets.items(), vowels.items(), finals.items()):
        if first:
            yield from ((onset + vowel + final, cost, told) for cost, told in _syllables(first, middle, last))


def _syllables(onsets: Sequence[str], vowels: Sequence[str], finals: Sequence[str]) -> Iterator[tuple[int, str]]:
    """(how unlikely, the syllable) of all ways to choose."""
    for (a, onset), (b, vowel), (c, final) in product(enumerate(onsets), enumerate(vowels), enumerate(finals or [""])):
        place = (_ONSETS.index(onset) * len(_VOWELS) + _VOWELS.index(vowel)) * 28 + _FINALS[final]
        yield a + b + c, chr(0xAC00 + place)
