"""Which writing system a text is in, and which language its rules come from."""

import unicodedata
from enum import StrEnum
from functools import lru_cache


class Script(StrEnum):
    """ISO 15924 codes of the scripts on this product's name cards."""

    KANA = "Hrkt"
    JAPANESE = "Jpan"
    HAN = "Hani"
    HANGUL = "Hang"
    LATIN = "Latn"
    CYRILLIC = "Cyrl"
    COMMON = "Zyyy"


_BY_NAME = (
    ("CJK", Script.HAN),
    ("IDEOGRAPHIC ITERATION", Script.HAN),
    ("HIRAGANA", Script.KANA),
    ("KATAKANA", Script.KANA),
    ("HALFWIDTH KATAKANA", Script.KANA),
    ("HANGUL", Script.HANGUL),
    ("HALFWIDTH HANGUL", Script.HANGUL),
    ("LATIN", Script.LATIN),
    ("FULLWIDTH LATIN", Script.LATIN),
    ("CYRILLIC", Script.CYRILLIC),
)

#: The scripts in which readers of a language cannot read a name.
_UNREAD = {
    "ja": frozenset({Script.HANGUL}),
    "zh-Hans": frozenset({Script.KANA, Script.HANGUL}),
    "ko": frozenset({Script.KANA, Script.HAN}),
    "en": frozenset({Script.KANA, Script.HANGUL, Script.HAN}),
}
_OF_SCRIPT = {Script.KANA: "ja", Script.JAPANESE: "ja", Script.HANGUL: "ko", Script.LATIN: "en", Script.CYRILLIC: "ru"}


# Kept: asked of each character of each name.
@lru_cache(maxsize=8192)
def _script_of_letter(character: str) -> Script:
    """The script of one character; `COMMON` for digits, punctuation, and scripts not in the table."""
    if not unicodedata.category(character).startswith("L"):
        return Script.COMMON
    # The prolonged sound mark follows hiragana and katakana alike and says nothing alone.
    if character in "ーｰ":
        return Script.COMMON
    name = unicodedata.name(character, "")
    return next((script for start, script in _BY_NAME if name.startswith(start)), Script.COMMON)


def is_han(character: str) -> bool:
    """Whether `character` (one) is a hanzi, kanji or hanja."""
    return _script_of_letter(character) is Script.HAN


# Kept: asked of a name by each rule that depends on its script.
@lru_cache(maxsize=4096)
def script_of(text: str) -> Script:
    """The script of a name. Kana with kanji is `JAPANESE`, kana alone `KANA`, hangul with hanja `HANGUL`.

    Han alone says nothing about the language. A few Latin letters beside CJK (「延辺ABC商事」) do not count:
    Latin wins only when nothing else is there. `COMMON` when the text has no letter of a known script.
    """
    found = set(map(_script_of_letter, text)) - {Script.COMMON}
    if Script.HANGUL in found:
        return Script.HANGUL
    if Script.KANA in found:
        return Script.JAPANESE if Script.HAN in found else Script.KANA
    for script in (Script.HAN, Script.CYRILLIC, Script.LATIN):
        if script in found:
            return script
    return Script.COMMON


def tongue(text: str, usual: str) -> str:
    """The language tag of a text that people typed: its script says it, except that Han alone is `usual`."""
    return _OF_SCRIPT.get(script_of(text), usual)


def is_unreadable(text: str, language: str) -> bool:
    """Whether a text has letters that readers of a language cannot read: any of the East in English, kana or hangul."""
    unread = _UNREAD.get(language, frozenset[Script]())
    return not unread.isdisjoint(map(_script_of_letter, text))


def base_language(lang: str) -> str:
    """`zh` for `zh-Hans`, `zh_Hans_CN`, `zh-CN`; `ja`, `ko`, `en` likewise."""
    return lang.replace("_", "-").split("-", 1)[0].lower()
