"""Suggested readings: pinyin for hanzi, Revised Romanization for hangul, where a full name divides.

All are offers to put into a field, never stored unseen: a person alone knows how their name is read.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from crm.core.scripts import is_han

# Surnames read otherwise than the same character in running text (朴 is pǔ, but Piáo as a name).
_SURNAME_READINGS = {
    "朴": "piáo", "单": "shàn", "仇": "qiú", "解": "xiè", "曾": "zēng", "区": "ōu", "翟": "zhái", "查": "zhā",
    "盖": "gě", "任": "rén", "华": "huà", "纪": "jǐ", "宁": "nìng", "缪": "miào", "员": "yùn", "乐": "yuè",
    "尉迟": "yùchí", "万俟": "mòqí", "长孙": "zhǎngsūn",
}  # fmt: skip
_COMPOUND_SURNAMES = (
    "欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 夏侯 尉迟 尉遲 万俟 皇甫 令狐 慕容 公孙 公孫 长孙 長孫 "
    "端木 东方 東方 南宫 南宮 独孤 獨孤 鲜于 鮮于 남궁 황보 제갈 사공 선우 서문 독고 동방"
)


#: Family names of one character that hardly anybody has whose language is Japanese.
_CONTINENTAL = frozenset(
    "李王張张劉刘陳陈楊杨趙赵黄黃吴吳徐孫孙朱胡郭馬马羅罗梁宋鄭郑謝谢韓韩馮冯鄧邓許许沈曾彭呂吕蘇苏盧卢蔣蒋蔡賈贾魏薛叶閻阎"
    "姚譚谭鄒邹崔邱侯龔龚錢钱湯汤黎贺賴赖朴尹姜權权裵裴嚴严咸慶"
)
#: Those that Japanese names share, with the readings by which they are none: 金 is こん in Akita, and 林 はやし.
_SHARED_READINGS = {
    "金": "きん きむ", "林": "りん いむ", "高": "こう", "白": "はく ぺく",
    "南": "なん なむ", "柳": "りゅう ゆ", "安": "あん", "文": "ぶん むん",
    "洪": "こう ほん", "申": "しん", "河": "か は", "全": "ぜん ちょん",
    "石": "せき そく", "江": "こう かん", "何": "か", "唐": "とう",
    "方": "ほう ぱん", "任": "にん いむ", "杜": "と", "周": "しゅう ちゅ",
    "丁": "てい ちょん", "田": "でん", "汪": "おう", "潘": "はん",
    "陸": "りく", "孔": "こう こん", "明": "めい みょん", "玄": "げん ひょん",
    "呉": "ご お", "葉": "よう", "武": "ぶ", "賀": "が は",
}  # fmt: skip


def is_continental(family: str, reading: str) -> bool:
    """Whether a family name in kanji is probably Chinese or Korean, though its kana stand beside it: 李, 金 (キム)."""
    kana = "".join(chr(ord(each) - 0x60) if "ァ" <= each <= "ヶ" else each for each in reading)
    return family in _CONTINENTAL or kana in _SHARED_READINGS.get(family, "").split()


def suggest_split(full: str) -> tuple[str, str]:
    """(family, given) of a Chinese or Korean name written without a space: 欧阳明 → 欧阳, 明.

    A single character and a compound surname alone are family names. A name with a space divides there.
    """
    full = unicodedata.normalize("NFC", full.strip())
    if len(parts := full.split(maxsplit=1)) == 2:
        return parts[0], parts[1]
    size = 2 if full[:2] in _COMPOUND_SURNAMES.split() else 1
    return full[:size], full[size:]


# Kept: the dictionary takes a fifth of a second to load.
@cache
def _load_dictionary() -> None:
    """Import pypinyin, a fifth of a second: only when someone types hanzi. It misreads two towns of Yanbian."""
    from pypinyin import load_phrases_dict

    load_phrases_dict({"图们": [["tú"], ["mén"]], "珲春": [["hún"], ["chūn"]]})


# Kept: asked of each character of each name that is read.
@lru_cache(maxsize=8192)
def pinyin_of(character: str) -> tuple[str, ...]:
    """The readings of one hanzi with tone marks, the commonest first; none for what is no hanzi."""
    from pypinyin import Style, pinyin

    if not is_han(character):
        return ()
    return tuple(pinyin(character, style=Style.TONE, heteronym=True)[0])


def pinyin_syllables(text: str, *, person: bool = False) -> list[str]:
    """One reading a hanzi, other text between in one piece each: 延吉 → yán, jí. Phrases are looked up whole.

    `person` reads the family name as a family name.
    """
    return list(_syllables(text, person))


# Kept: a name is read for its key, its reading and its forms.
@lru_cache(maxsize=2048)
def _syllables(text: str, person: bool) -> Sequence[str]:
    if person:
        family, given = suggest_split(text)
        if (reading := _SURNAME_READINGS.get(family)) is not None:
            return [reading, *_read(given)]
    family, space, given = text.partition(" ")
    if space and family and given and is_han(family[-1]) and is_han(given[0]):
        return [*_read(family), space, *_read(given)]  # no phrase reaches over a space, and names repeat in parts
    return _read(text)


# Kept: 0.2 ms a name of the dictionary.
@lru_cache(maxsize=4096)
def _read(text: str) -> Sequence[str]:
    _load_dictionary()
    from pypinyin import Style, lazy_pinyin

    return [str(syllable) for syllable in lazy_pinyin(text, style=Style.TONE)]


def suggest_pinyin(text: str, *, person: bool = False) -> str:
    """Pinyin with tone marks: 延吉 → Yánjí; as a person's name 李明淑 → Lǐ Míngshū.

    Up to four characters are taken for one word; longer texts are given by syllable. "" for no hanzi.
    """
    text = text.strip()
    if not any(map(is_han, text)):
        return ""
    if person:
        family, given = suggest_split(text)
        reading = "".join(pinyin_syllables(family, person=True)).capitalize()
        return f"{reading} {''.join(pinyin_syllables(given)).capitalize()}".strip()
    syllables = [syllable for syllable in map(str.strip, pinyin_syllables(text)) if syllable]
    joined = (" " if len(text) > 4 else "").join(syllables)
    return joined[:1].upper() + joined[1:]


# Revised Romanization of Korean (Ministry of Culture and Tourism notice 2000-8): initials, vowels, finals in
# Unicode's order of jamo.
def _letters(row: str) -> list[str]:
    return ["" if letters == "-" else letters for letters in row.split()]


_INITIALS = _letters("g kk n d tt r m b pp s ss - j jj ch k t p h")
_VOWELS = _letters("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_FINALS = _letters("- k k k n n n t l k m l l l p l m p p t t ng t t k t p t")
# A final before a vowel (연길이 → -giri) is carried over as it is written.
_CARRIED = _letters("- g kk ks n nj n d r lg lm lb ls lt lp r m b ps s ss ng j ch k t p -")
# What two consonants make of each other when they meet inside a word (종로 → Jongno, 신라 → Silla).
_MEETING = {
    "kn": "ngn", "km": "ngm", "kr": "ngn", "nr": "ll", "ln": "ll", "lr": "ll", "mr": "mn", "ngr": "ngn",
    "pn": "mn", "pm": "mm", "pr": "mn", "tn": "nn", "tm": "nm", "tr": "nn",
}  # fmt: skip


def _jamo(character: str) -> tuple[int, int, int]:
    """Indices of initial, vowel and final of one precomposed syllable."""
    rest, final = divmod(ord(character) - 0xAC00, 28)
    return *divmod(rest, 21), final


def _joined(syllables: str, meeting: bool) -> str:
    """One run of hangul in Latin letters."""
    jamo = [_jamo(character) for character in syllables]
    text = _INITIALS[jamo[0][0]] + _VOWELS[jamo[0][1]]
    for (_, _, final), (initial, vowel, _) in pairwise(jamo):
        if final and _INITIALS[initial] == "":
            seam = _CARRIED[final]
        else:
            seam = _FINALS[final] + _INITIALS[initial]
            seam = _MEETING.get(seam, seam) if meeting or seam == "lr" else seam
        text += seam + _VOWELS[vowel]
    return (text + _FINALS[jamo[-1][2]]).capitalize()


def romanise_hangul(text: str, *, name: bool = False) -> str:
    """Hangul in Revised Romanization, a capital for each word: 연길 → Yeongil; all other text unchanged.

    With `name`, sounds do not change where syllables meet, as the rule has it for personal names (한복남 →
    Hanboknam, not Hanbongnam). Family and given name are best given apart, or with a space between.
    """
    result, run = [], ""
    for character in unicodedata.normalize("NFC", text) + "\0":
        if "가" <= character <= "힣":
            run += character
            continue
        if run:
            result.append(_joined(run, meeting=not name))
            run = ""
        result.append(character)
    return "".join(result)[:-1]


# Hepburn where the names that Unicode gives the kana differ from it (SI, TI, TU, HU, ZI; ジャ is ZI + small YA).
_HEPBURN = {"si": "shi", "ti": "chi", "tu": "tsu", "hu": "fu", "zi": "ji", "di": "ji", "du": "zu", "wo": "o"}
_GLIDES = {"shi": "sh", "chi": "ch", "ji": "j"}


def romanise_kana(text: str) -> str:
    """Kana in Hepburn letters as they are written, a capital for each word: じゅん いち → Jun Ichi; とう → Tou.

    Long vowels stay written out (とうきょう → Toukyou): whether のう is one vowel (井上) kana alone does not say, and
    what is found and sorted by it tells them apart. Papers write `letters_of_kana` of contacts.
    """
    result: list[str] = []
    for character in unicodedata.normalize("NFKC", text):
        kind, _, sound = unicodedata.name(character, "").rpartition(" ")
        sound = _HEPBURN.get(sound.lower(), sound.lower())
        before = result[-1] if result else ""
        if not kind.startswith(("HIRAGANA LETTER", "KATAKANA LETTER")):
            result.append(before[-1:] if character == "ー" and before[-1:] in tuple("aiueo") else character)
        elif kind.endswith("SMALL") and sound == "tsu":
            result.append("*")
        elif kind.endswith("SMALL") and before[-1:] in tuple("aiueo"):
            stem = _GLIDES.get(before, before[:-1])
            result[-1] = stem + (sound[-1] if before in _GLIDES or not sound.startswith("y") else sound)
        else:
            result.append(sound)
    letters = "".join(result)
    letters = re.sub(r"\*(?=ch)", "t", letters)
    letters = re.sub(r"\*([a-z]?)", r"\1\1", letters)
    return " ".join(word[:1].upper() + word[1:] for word in letters.split())
