"""A Japanese name typed in Latin letters, as the kana that its reading may be written in: Ohashi → おはし, おおはし.

Passports and cards leave long vowels and some boundaries unwritten (Ohashi is おおはし, Koji こうじ or こじ, Shinichi
しんいち), so one word has several readings. Names are found by them; nothing is stored.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import product
from typing import Final

from crm.core.folding import fold_characters
from crm.core.readings import romanise_kana

_SINGLE: Final = (
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ"
    "がぎぐげござじずぜぞだでどばびぶべぼぱぴぷぺぽ"
)
_BEFORE_SMALL: Final = "きしちにひみりぎじびぴ"
#: The other school of writing it (Kunrei): 三井 as Mitui.
_KUNREI: Final = {"si": "し", "ti": "ち", "tu": "つ", "hu": "ふ", "zi": "じ"}
#: Shorter words are in too many names, and longer ones name nobody.
_LENGTHS: Final = range(3, 25)
_MAY_BE_LONG: Final = "おこそとのほもよろごぞどぼぽょゆゅ"
#: Vowels that are tried long: each doubles the readings.
_MOST_LONG: Final = 2


# Kept: a table of 2 ms that never changes.
@cache
def _syllables() -> dict[str, str]:
    """{ka: か, kya: きゃ, …} as `romanise_kana` writes them."""
    kana = [*_SINGLE, *(f"{first}{small}" for first in _BEFORE_SMALL for small in "ゃゅょ")]
    return {romanise_kana(each).lower(): each for each in kana} | _KUNREI


def _parts() -> re.Pattern[str]:
    """One syllable, an ん (also the m of Homma), or the first of two consonants (っ)."""
    known = "|".join(sorted(_syllables(), key=len, reverse=True))
    return re.compile(rf"({known})|(n'|n(?![aiueoy'])|m(?=[bmp]))|(([kstpgzdbfj])(?=\4)|t(?=ch))")


# Kept: 70 µs a word, asked at each letter that is typed.
@lru_cache(maxsize=1024)
def kana_of(latin: str) -> tuple[str, ...]:
    """The readings in hiragana that a word in small Latin letters may stand for; () when it is no Japanese word."""
    if len(latin) not in _LENGTHS or not latin.isascii():
        return ()
    written = re.sub(r"\Aoh(?![aiueoy])", "oo", latin)
    written = re.sub(r"oh(?![aiueoy])", "ou", written)  # Satoh
    spellings = dict.fromkeys((written, written.replace("nichi", "n'ichi")))  # Shinichi is said so
    return tuple(dict.fromkeys(reading for spelling in spellings for reading in _read(spelling)))


def _read(written: str) -> list[str]:
    parts, place = [], 0
    while place < len(written):
        if (found := _parts().match(written, place)) is None:
            return []
        syllable, syllabic_n, _double, _ = found.groups()
        parts.append(_syllables()[syllable] if syllable else "ん" if syllabic_n else "っ")
        place = found.end()
    long = [n for n in range(len(parts) - 1) if _may_be_long(parts, n)][:_MOST_LONG]
    readings = []
    for chosen in product((False, True), repeat=len(long)):
        longer = {n: "お" if parts[n] == "お" else "う" for n, is_long in zip(long, chosen, strict=True) if is_long}
        readings.append("".join(part + longer.get(n, "") for n, part in enumerate(parts)))
    return readings


def _may_be_long(parts: Sequence[str], place: int) -> bool:
    """Whether a vowel may be meant long without being written so: o, and u after y; at the end it needs no telling."""
    told = "うおんっ"
    before = parts[place - 1] if place else ""
    return parts[place][-1] in _MAY_BE_LONG and parts[place + 1] not in told and before != parts[place]


#: Syllables of pinyin, and those of Korean names besides.
_PINYIN: Final = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ong|ian|iao|ing|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|[aoeiuvü]))"
)
_KOREAN: Final = (
    "kim lee rhee yi park pak choi choe jung jeong chung cheong kang cho yoon yun jang chang lim rim im han oh seo "
    "shin sin kwon gwon hwang ahn song ryu ryoo yoo yu hong jeon jun ko go moon mun yang son bae baek paik heo huh nam "
    "sim shim noh roh ha kwak gwak sung cha joo ju woo koo gu min jin eom "
    "um won cheon bang gong hyun ham yeom choo seok namgung"
)


def spells_one_of_ours(name: str) -> bool:
    """Whether a name in Latin letters may spell a Japanese, Chinese or Korean one: all its words are pinyin or romaji,
    or one is a Korean family name. Anna Marino may, too; John Miller may not."""
    words = re.findall(r"[a-zü]+", fold_characters(name).replace("'", ""))
    if any(word in _KOREAN.split() for word in words):
        return True
    return bool(words) and all(re.fullmatch(f"{_PINYIN}+", word) or _is_romaji(word) for word in words)


def _is_romaji(word: str) -> bool:
    place = 0
    while place < len(word) and (found := _parts().match(word, place)) is not None:
        place = found.end()
    return place == len(word)
