"""Readings offered for a name: what people look through and correct before it is saved."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from crm.contacts.rules.inputs import OrganisationNameInput, PersonNameInput
from crm.core import names
from crm.core.folding import fold_characters, strip_legal_forms
from crm.core.hangul import sounded
from crm.core.hanja import hangul_of, suggest_hangul
from crm.core.readings import romanise_kana
from crm.core.scripts import base_language, is_han

#: How nearly all Korean passports write these surnames; the others are offered in Revised Romanization.
_KOREAN_SURNAMES: Final = {
    "김": "Kim", "이": "Lee", "박": "Park", "최": "Choi", "강": "Kang", "권": "Kwon", "곽": "Kwak", "신": "Shin",
    "심": "Shim", "오": "Oh", "우": "Woo",
}  # fmt: skip


_N_BEFORE_VOWEL: Final = re.compile("[んン](?=[あいうえおやゆよアイウエオヤユヨ])")


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


def letters_of_hangul(family: str, given: str) -> str:
    """A Korean name in Latin letters, surnames as passports have them: Park Eunsuk."""
    return f"{_KOREAN_SURNAMES.get(family) or _romanised(family)} {_romanised(given)}".strip()


def _passport(name: PersonNameInput, family: str, given: str) -> str:
    """Capitals, family name first, without the marks of tones; "" for a name that is in Latin letters already."""
    if name.language == "zh-Hans" and names.script_of(name.full) is names.Script.HAN:
        text = names.suggest_pinyin(_undivided(name), person=True)
    elif names.script_of(name.full) is names.Script.HANGUL:
        text = letters_of_hangul(family, given)
    elif names.script_of(name.reading) is names.Script.KANA:
        ways = divided_kana(name.reading, name.family, name.given)
        text = _as_in_a_japanese_passport(ways[0] if ways else name.reading)
    else:
        return ""
    # A passport writes ü as YU: 吕 is LYU.
    return names.without_marks(unicodedata.normalize("NFD", text).replace("u\u0308", "yu")).upper()


def letters_of_kana(kana: str) -> str:
    """A Japanese name in Latin letters as passports have them, a capital for each word: さとう たろう → Sato Taro."""
    return " ".join(word[:1].upper() + word[1:] for word in _as_in_a_japanese_passport(kana).split())


def hangul_of_kana(kana: str) -> str:
    """A Japanese name as Korean readers say it: たなべ としお → 다나베 도시오; "" where a word of it is none."""
    parted = _N_BEFORE_VOWEL.sub(r"\g<0>'", kana)  # けんや is no けにゃ
    words = [sounded(word) for word in _as_in_a_japanese_passport(parted).split()]
    return " ".join(words) if all(words) else ""


def _romanised(hangul: str) -> str:
    return names.romanise_hangul(hangul, name=True)


def _as_in_a_japanese_passport(kana: str) -> str:
    """Hepburn as passports have it: long vowels are short (さとう SATO), n is m before b, m and p (ほんま HOMMA).

    Kana does not tell where two words meet: うえ is taken for 上 (INOUE), uu is long behind y only (MATSUURA, YUKI).
    """
    text = re.sub(r"oo|ou(?!e)", "o", romanise_kana(kana).lower())
    return re.sub(r"n(?=[bmp])", "m", re.sub(r"((?:y|sh|ch|j)u)u", r"\1", text))


#: How many kana a part of a name has, by how many characters it is written in: family names, given names.
_FAMILY_LENGTHS: Final = (2.5, 3.3, 4.0, 5.0)
_GIVEN_LENGTHS: Final = (2.7, 3.6, 4.5, 5.0)
_SMALL: Final = frozenset("ぁぃぅぇぉっゃゅょんァィゥェォッャュョンー")


def divided_kana(reading: str, family: str, given: str) -> list[str]:
    """Where kana that runs on may divide, the likeliest first: さたけたろう of 佐竹 太郎 → さたけ たろう.

    A guess by the usual lengths of names: a person alone knows. [] for kana that is divided, for what is no kana, and
    where the name itself is not divided.
    """
    runs_on = len(reading) > 1 and not any(map(str.isspace, reading))
    if not (family and given and runs_on) or names.script_of(reading) is not names.Script.KANA:
        return []
    usual = _FAMILY_LENGTHS[min(len(family), 4) - 1], _GIVEN_LENGTHS[min(len(given), 4) - 1]

    def oddness(at: int) -> tuple[float, int]:
        parts = [sum(kana not in "ゃゅょャュョ" for kana in part) for part in (reading[:at], reading[at:])]
        return sum(abs(length - wanted) for length, wanted in zip(parts, usual, strict=True)), at

    places = [at for at in range(1, len(reading)) if reading[at] not in _SMALL]
    return [f"{reading[:at]} {reading[at:]}" for at in sorted(places, key=oddness)]


def _undivided(name: PersonNameInput) -> str:
    return f"{name.family} {name.given}" if name.family and name.given else name.full


# Kept: the dictionaries take 0.2 ms a name, and a list repeats names.
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
