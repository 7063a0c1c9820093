"""One key for each order a list can have: あいうえお, pinyin, 가나다, the alphabet. Compared by code point.

A name stands where its own form in that script puts it. Without such a form it is read: hanzi by the dictionary, hanja
in hangul, kana and hangul in Latin letters. What cannot be read in the script of an order follows after all the
others, in the order of the alphabet; nothing is left out of a list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from crm.core.hanja import suggest_hangul
from crm.core.names import sort_key
from crm.core.readings import romanise_hangul, romanise_kana, suggest_pinyin, suggest_split
from crm.core.scripts import Script, base_language, is_han, script_of

#: The orders by language of the reader; a column holds `LIMIT` characters of each key.
ORDERS: Final = ("ja", "zh", "ko", "en")
LIMIT: Final = 120
#: What a key begins with: read in the order's script, or not.
_READ, _UNREAD = "1", "2"


@dataclass(frozen=True)
class Form:
    """One form of a name, family name first; `language` is that of the text, `reading` as people typed it."""

    text: str
    language: str
    reading: str = ""


def order_of(language: str) -> str:
    """The order for a reader of a language: `zh` for `zh-Hans`; `en` for one without an order of its own."""
    base = base_language(language)
    return base if base in ORDERS else "en"


def order_keys(forms: Sequence[Form], *, person: bool) -> dict[str, str]:
    """{order: key} of a name in these forms, the most telling form first."""
    latin = _latin(forms, person)
    keys = {"ja": _kana(forms), "zh": _pinyin(forms, person) or latin, "ko": _hangul(forms, person), "en": latin}
    last = latin or sort_key(forms[0].text)
    return {order: (_READ + key if key else _UNREAD + last)[:LIMIT] for order, key in keys.items()}


def _kana(forms: Sequence[Form]) -> str:
    found = _in_script(forms, Script.KANA)
    return sort_key(forms[0].text, found, "ja") if found else ""


def _hangul(forms: Sequence[Form], person: bool) -> str:
    found = _in_script(forms, Script.HANGUL)
    if not found:
        # A Japanese name is not read in hanja: 田中 is 다나카, which only its owner's form can say.
        han = next((f.text for f in forms if base_language(f.language) != "ja" and _all_han(f.text)), "")
        family, given = suggest_split(han) if person else (han, "")
        found = suggest_hangul(family, given)[1] if han else ""
    return sort_key(forms[0].text, found, "ko") if found else ""


def _pinyin(forms: Sequence[Form], person: bool) -> str:
    """Hanzi by syllable and tone; Chinese forms go before Japanese ones, which Chinese reads in its own way, too."""
    han = sorted((f for f in forms if any(map(is_han, f.text))), key=lambda f: base_language(f.language) != "zh")
    if not han:
        return ""
    reading = han[0].reading if script_of(han[0].reading) is Script.LATIN else ""
    told = (f.text for f in forms if f.language == "zh-Latn") if base_language(han[0].language) == "zh" else iter(())
    return sort_key(han[0].text, reading or next(told, ""), "zh", person=person)


def _latin(forms: Sequence[Form], person: bool) -> str:
    found = _in_script(forms, Script.LATIN)
    if not found and (kana := _in_script(forms, Script.KANA)):
        found = romanise_kana(kana)
    if not found and (hangul := _in_script(forms, Script.HANGUL)):
        found = romanise_hangul(hangul, name=person)
    if not found and (han := next((f.text for f in forms if any(map(is_han, f.text))), "")):
        found = suggest_pinyin(han, person=person)
    return sort_key(forms[0].text, found, "en") if found else ""


def _in_script(forms: Sequence[Form], script: Script) -> str:
    """The first form in a script: a text before a reading, since a text is what people see."""
    texts: Iterable[str] = (f.text for f in forms)
    readings: Iterable[str] = (f.reading for f in forms if f.reading)
    return next((text for group in (texts, readings) for text in group if script_of(text) is script), "")


def _all_han(text: str) -> bool:
    letters = [character for character in text if not character.isspace()]
    return bool(letters) and all(map(is_han, letters))
