"""The name of a person as a row has it, in one column or several, in one script or several."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from crm.contacts import rules as contacts
from crm.contacts.rules import PersonNameInput
from crm.core import names
from crm.core.cleaning import BadText
from crm.core.languages import Language
from crm.core.texts import Text
from crm.interchange.rules import cells

NO_NAME: Final = Text("The name is missing.")
NO_LETTER: Final = Text("A name must have at least one letter or digit.")
UNREADABLE: Final = Text("The name has characters that could not be read. Choose another encoding.")
LONG: Final = Text("The name has more than %(limit)s characters.", limit=200)


#: What stands behind a comma and is no name.
_SUFFIXES: Final = frozenset(
    ("jr", "sr", "ii", "iii", "iv", "phd", "ph.d", "md", "m.d", "mba", "esq", "cpa", "pe", "dds")
)


def names_of(
    said: Mapping[str, list[str]], first: Mapping[str, str], country: str, chosen: str
) -> tuple[PersonNameInput, list[PersonNameInput], str]:
    """The card's name, the further forms, and the salutation that stood behind it; `chosen` is the file's language."""
    family, given, middle = (cells.spaced(first.get(part, "")) for part in ("family", "given", "middle"))
    full, latin = (cells.spaced(first.get(part, "")) for part in ("full_name", "latin_name"))
    full, family, given, salutation = _bare(full, family, given)
    if middle and not (full and _consists_of(full, family, given)):
        given = f"{given} {middle}".strip()
    spelled = not (full or family or given)
    if spelled:
        full, latin = latin, ""
    if not (full or (family and given)) and _whole(family, given, country):
        full, family, given = family or given, "", ""
    if not (family or given):
        full, family, given = _after_comma(full)
    reading = cells.reading(first.get("full_reading", "")) or " ".join(
        filter(None, (cells.reading(first.get(f"{part}_reading", "")) for part in ("family", "given")))
    )
    whole = full or f"{family} {given}".strip()
    check_name(whole)
    if cells.totals(whole):
        raise BadText(NO_NAME)
    kana = names.script_of(reading) is names.Script.KANA
    # Japanese is what the form opens with: it tells less than the characters do.
    language = contacts.person_language(whole, country or ("" if chosen == "ja" else contacts.REGIONS.get(chosen, "")))
    if kana and names.script_of(whole) is names.Script.HAN:
        language = "ja"
    if spelled and country == "CN":
        language = Language.ZH.value  # a column of pinyin: a Chinese name, the family name first, and no English one
    if full and family and given and not _consists_of(full, family, given):
        family, given = "", ""
    name = contacts.completed(PersonNameInput(language, full, family, given, reading))
    check_name(name.full)
    further = [("latin_business", latin), *((kind, text) for kind, text in _further(said))]
    return name, _other_forms(name, further, country), salutation


def check_name(text: str) -> None:
    """BadText for what can be nobody's name."""
    if "\ufffd" in text:
        raise BadText(UNREADABLE)
    if len(text) > 200:
        raise BadText(LONG)
    if not names.search_key(text):
        raise BadText(NO_LETTER)


def _bare(full: str, family: str, given: str) -> tuple[str, str, str, str]:
    """The name without 様, 先生, 님 behind it, in whichever column that stands, and what of it tells something."""
    full, told = cells.without_honorific(full)
    _, behind = cells.without_honorific(family + given)
    if behind and given:
        given = given.removesuffix(behind).rstrip()
    elif behind:
        family = family.removesuffix(behind).rstrip()
    return full, family, given, next((word for word in (told, behind) if word in cells.TELLING), "")


def _after_comma(full: str) -> tuple[str, str, str]:
    """Full, family and given name, where a Latin name stands as in a register: Smith, Ann."""
    family, comma, given = (part.strip() for part in full.partition(","))
    register = comma and given and "," not in given and names.script_of(full) is names.Script.LATIN
    if not register or given.rstrip(".").casefold() in _SUFFIXES:
        return full, "", ""
    return "", family, given


def _whole(family: str, given: str, country: str) -> bool:
    """Whether one part alone is the whole name, as phones keep it: 田中 太郎, 김철수, 王伟; 田中 alone is none."""
    if given or " " in family:
        return True
    if names.script_of(family) is names.Script.HANGUL:
        return len(family) > 2
    chinese = contacts.guess_language(family, country) == "zh-Hans"
    return chinese and bool(names.suggest_split(family)[1])


def _further(said: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """(kind, text) of the names that a row has beside the card's."""
    kinds = {"other_name": "other", "nickname": "nickname"}
    return [(kind, cells.spaced(text)) for target, kind in kinds.items() for text in said.get(target, ())]


def _other_forms(name: PersonNameInput, further: Sequence[tuple[str, str]], country: str) -> list[PersonNameInput]:
    """Further names, each once and none that is the card's."""
    found: dict[str, PersonNameInput] = {}
    for kind, text in further:
        key = names.search_key(text)
        if key and key != names.search_key(name.full) and key not in found:
            language = "en" if kind == "latin_business" else contacts.person_language(text, country)
            found[key] = contacts.completed(PersonNameInput(language, text[:200], kind=kind))
    return list(found.values())


def _consists_of(full: str, family: str, given: str) -> bool:
    """Whether a full name is made of these two parts, in whichever order."""
    bare = re.sub(r"\s+", "", full)
    return bare in (re.sub(r"\s+", "", family + given), re.sub(r"\s+", "", given + family))
