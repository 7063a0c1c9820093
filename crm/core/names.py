"""Names as people write, address and sort them. Folding, scripts and readings are re-exported from here.

A name is family and given part in one language (`ja`, `zh-Hans`, `ko`, `en`; `zh_Hans_CN` is taken as well).
"""

import unicodedata
from functools import cache, lru_cache
from typing import Literal

from crm.core.folding import (
    fold_characters,
    organisation_key,
    search_key,
    strip_legal_forms,
)
from crm.core.readings import pinyin_of, pinyin_syllables, romanise_hangul, suggest_pinyin, suggest_split
from crm.core.scripts import Script, base_language, is_han, script_of

Gender = Literal["male", "female"]
#: Stands where a document cannot know the word: for a pen, and for the eye before it is sent.
GAP = "＿＿"


# ---------------------------------------------------------------- display


def with_honorific(name: str, lang: str, gender: Gender | None = None) -> str:
    """The name as one addresses it: 田中 太郎 様, 李明淑女士, 김철수 님, Ms. Smith.

    Without a known gender Chinese leaves a gap to be filled in, English says nothing. An empty name stays empty.
    """
    if not name:
        return ""
    match base_language(lang):
        case "ja":
            return f"{name} 様"
        case "zh":
            return name + {"male": "先生", "female": "女士"}.get(gender or "", GAP)
        case "ko":
            return f"{name} 님"
        case _:
            return {"male": "Mr. ", "female": "Ms. "}.get(gender or "", "") + name


# ---------------------------------------------------------------- sorting

# Nobody sorts by more; a column of this length holds every key.
SORT_KEY_LIMIT = 300

# Tone and umlaut marks in the order of the tones.
_MARKS = str.maketrans({"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4", "\u0308": "5"})


# Kept: a table of characters that never changes.
@cache
def _plain_kana() -> dict[int, str]:
    """Each hiragana without voicing mark and in full size: が → か, っ → つ."""
    plain = {}
    for code in range(0x3041, 0x3097):
        base = unicodedata.normalize("NFD", chr(code))[0]
        plain[code] = unicodedata.lookup(unicodedata.name(base).replace("SMALL ", ""))
    return plain


def _prolonged(text: str) -> str:
    """ー after kana as the vowel it prolongs (とーきょー → とおきよお), as a dictionary reads it."""
    if "ー" not in text:
        return text
    result = ""
    for character in text:
        if character == "ー" and result and "ぁ" <= result[-1] <= "ゖ":
            vowel = unicodedata.name(result[-1])[-1]
            character = {"A": "あ", "I": "い", "U": "う", "E": "え", "O": "お"}.get(vowel, character)
        result += character
    return result


def _words(folded: str) -> str:
    """Letters and digits with single spaces between the words."""
    words = folded.split()
    if all(map(str.isalnum, words)):
        return " ".join(words)
    kept = (character if unicodedata.category(character)[0] in "LNM" else " " for character in folded)
    return " ".join("".join(kept).split())


def _by_sound(text: str) -> str:
    """A key for kana, hangul and Latin: the plain letters first, marks and sizes only between equals."""
    words = _words(strip_legal_forms(fold_characters(text)))
    plain = _prolonged(words).translate(_plain_kana())
    if plain.isascii():
        words = _words(unicodedata.normalize("NFD", text.casefold()).translate(_MARKS))
    # Two spaces sort before one space and a letter: "li" comes before "li bo".
    return f"{plain}  {words}"


def without_marks(text: str) -> str:
    """Latin letters without the marks of tones, and without umlauts: Lǐ Míngshū → Li Mingshu."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _fitted(hanzi: str, reading: str) -> list[str] | None:
    """One syllable with its tone for each hanzi, such that together they spell `reading`; None if none do.

    `reading` is in lower case, letters only, with tone marks or without: then the commonest tone is taken.
    """
    reached: dict[int, list[str]] = {0: []}
    for character in hanzi:
        following: dict[int, list[str]] = {}
        for end, syllables in reached.items():
            for toned in pinyin_of(character):
                for spelled in (toned, without_marks(toned)):
                    if reading.startswith(spelled, end):
                        following.setdefault(end + len(spelled), [*syllables, toned])
        reached = following
    return reached.get(len(reading))


def _by_pinyin(text: str, reading: str, person: bool) -> str:
    """A key for hanzi: syllable by syllable with its tone, so that all the Lí stand before the Lǐ."""
    folded = fold_characters(text)
    bare = strip_legal_forms(folded)
    letters = "".join(filter(str.isalpha, unicodedata.normalize("NFC", reading).lower()))
    syllables = None
    if letters:
        # The reading may or may not spell the legal form out.
        fits = (_fitted("".join(filter(is_han, name)), letters) for name in (bare, folded))
        syllables = next((fit for fit in fits if fit), None)
        if syllables is None:
            return _by_sound(reading)
    return _words(" ".join(map(_numbered, syllables or pinyin_syllables(bare, person=person))))


# Kept: asked of each syllable of each name that is sorted.
@lru_cache(maxsize=4096)
def _numbered(syllable: str) -> str:
    """A syllable with the number of its tone behind it: shū → shu1; 0 for none."""
    marks = "".join(filter(str.isdigit, unicodedata.normalize("NFD", syllable).translate(_MARKS)))
    return without_marks(syllable) + (marks or ("0" if syllable.isalpha() else ""))


# Kept: a name is sorted by its key in several lists of a page.
@lru_cache(maxsize=1024)
def sort_key(text: str, reading: str = "", lang: str = "", *, person: bool = False) -> str:
    """What lists sort by, compared by code point: あいうえお, pinyin, 가나다 or the alphabet.

    `reading` (kana, pinyin with or without tones, hangul) goes before the text. Chinese without a reading is
    read by the dictionary; `person` then reads the first character as a surname. The folded text itself comes
    last, so that equal readings keep their characters together. PostgreSQL columns need collation "C".
    """
    if base_language(lang) == "zh" and any(map(is_han, text)):
        key = _by_pinyin(text, reading, person)
    else:
        key = _by_sound(reading.strip() or text)
    return f"{key}  {search_key(text)}"[:SORT_KEY_LIMIT]
