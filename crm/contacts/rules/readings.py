"""Readings offered for a name: what people look through and correct before it is saved."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from crm.contacts.rules.inputs import OrganisationNameInput, PersonNameInput
from crm.core import names
from crm.core.folding import fold_characters, strip_legal_forms
from crm.core.hanja import hangul_of, suggest_hangul
from crm.core.readings import romanise_kana
from crm.core.scripts import base_language, is_han

#: How nearly all Korean passports write these surnames; the others are offered in Revised Romanization.
_KOREAN_SURNAMES: Final = {
    "김": "Kim", "이": "Lee", "박": "Park", "최": "Choi", "강": "Kang", "권": "Kwon", "곽": "Kwak", "신": "Shin",
    "심": "Shim", "오": "Oh", "우": "Woo",
}  # fmt: skip


def suggested_reading(name: PersonNameInput) -> str:
    """Pinyin of a Chinese name; "" where nothing can be said: kanji are read as their owner says."""
    han = names.script_of(name.full) is names.Script.HAN
    return names.suggest_pinyin(_undivided(name), person=True) if han and name.language == "zh-Hans" else ""


def suggested_forms(name: PersonNameInput, known: Collection[str]) -> list[PersonNameInput]:
    """Other forms of the name on the card, of kinds that are not `known`: hangul in both spellings, Latin letters.

    The name must be completed. A spelling in which Yanbian and Korea agree is offered once.
    """
    forms = []
    family, given = (name.family, name.given) if name.family else names.suggest_split(name.full)
    if name.language == "zh-Hans":
        yanbian, rok = suggest_hangul(family, given)
        forms += [("hangul_yanbian", "ko", yanbian), ("hangul_rok", "ko", rok if rok != yanbian else "")]
    forms.append(("latin_passport", "en", _passport(name, family, given)))
    return [PersonNameInput(language, text, kind=kind) for kind, language, text in forms if text and kind not in known]


def _passport(name: PersonNameInput, family: str, given: str) -> str:
    """Capitals, family name first, without the marks of tones; "" for a name that is in Latin letters already."""
    if name.language == "zh-Hans" and names.script_of(name.full) is names.Script.HAN:
        text = names.suggest_pinyin(_undivided(name), person=True)
    elif names.script_of(name.full) is names.Script.HANGUL:
        text = f"{_KOREAN_SURNAMES.get(family) or _romanised(family)} {_romanised(given)}".strip()
    elif names.script_of(name.reading) is names.Script.KANA:
        text = _as_in_a_japanese_passport(name.reading)
    else:
        return ""
    # A passport writes ü as YU: 吕 is LYU.
    return names.without_marks(unicodedata.normalize("NFD", text).replace("u\u0308", "yu")).upper()


def _romanised(hangul: str) -> str:
    return names.romanise_hangul(hangul, name=True)


def _as_in_a_japanese_passport(kana: str) -> str:
    """Hepburn as passports have it: long vowels are short (さとう SATO), n is m before b, m and p (ほんま HOMMA).

    Kana does not tell where two words meet: うえ is taken for 上 (INOUE), uu is long behind y only (MATSUURA, YUKI).
    """
    text = re.sub(r"oo|ou(?!e)", "o", romanise_kana(kana).lower())
    return re.sub(r"n(?=[bmp])", "m", re.sub(r"((?:y|sh|ch|j)u)u", r"\1", text))


def _undivided(name: PersonNameInput) -> str:
    return f"{name.family} {name.given}" if name.family and name.given else name.full


@lru_cache(maxsize=8192)
def sounds(text: str, reading: str, language: str, *, person: bool) -> tuple[str, ...]:
    """How a Chinese or Korean name in Han characters is said, where that is not written down: pinyin and hangul."""
    spoken_in = base_language(language)
    if spoken_in not in ("zh", "ko") or not any(map(is_han, text)):
        return ()
    bare = text if person else strip_legal_forms(fold_characters(text))
    found = suggest_hangul(*names.suggest_split(bare)) if person else (hangul_of(bare),)
    return (*found, names.suggest_pinyin(bare, person=person)) if spoken_in == "zh" and not reading else found


def suggested_organisation_reading(name: OrganisationNameInput) -> str:
    """Pinyin of a Chinese name; "" where nothing can be said."""
    return names.suggest_pinyin(name.text) if name.language == "zh-Hans" else ""


def suggested_organisation_names(
    name: OrganisationNameInput, languages: Collection[str]
) -> list[OrganisationNameInput]:
    """The Korean name of a Chinese firm read from its characters, unless a name in Korean is there."""
    if name.language != "zh-Hans" or "ko" in languages or names.script_of(name.text) is not names.Script.HAN:
        return []
    hangul = hangul_of(name.text)
    return [OrganisationNameInput(hangul, "ko", kind="search")] if hangul else []
