"""Names: completed, their language guessed, and the keys they are found and listed by."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from crm.contacts.rules.inputs import OrganisationNameInput, PersonNameInput
from crm.contacts.rules.tables import NAME_ORDERS, PART_LIMIT, PERSON_NAME_KINDS, PRIMARY
from crm.core import names
from crm.core.hanja import han_language
from crm.core.languages import NOT_KNOWN
from crm.core.names import Gender
from crm.core.sorting import Form, order_keys

SORT_KEY_LIMIT: Final = 300
#: What salutations say about how to address someone.
_GENDERS: Final[dict[str, Gender]] = {
    **dict.fromkeys(("mr", "先生", "mister"), "male"),
    **dict.fromkeys(("ms", "mrs", "miss", "女士", "小姐"), "female"),
}
#: Korean forms of address that take no 님.
_COMPLETE: Final = ("님", "씨", "귀하", "귀중", "각하")
#: Forms that put the family name first whatever their letters are: LI MINGSHU in a passport.
_FAMILY_FIRST: Final = ("kana", "ja_reading", "pinyin", "latin_passport")


def default_order(language: str, kind: str = PRIMARY, text: str = "") -> str:
    """The code of NAME_ORDERS that names of a language usually have; `text` tells whether it is in Latin letters."""
    if kind in _FAMILY_FIRST:
        return "family_space"
    if language in ("en", NOT_KNOWN):
        return "given_space"
    latin = names.script_of(text) in (names.Script.LATIN, names.Script.CYRILLIC)
    return "family_space" if language == "ja" or latin else "family_tight"


def composed(family: str, given: str, order: str) -> str:
    """Family and given name in an order of NAME_ORDERS: 田中 太郎, 李明淑, John Smith."""
    parts = [part for part in (family.strip(), given.strip()) if part]
    if order.startswith("given"):
        parts.reverse()
    return ("" if order.endswith("tight") else " ").join(parts)


def completed(name: PersonNameInput) -> PersonNameInput:
    """The name with its full form in its order, divided where a space divides it, and the order it shows.

    A name typed without a space stays undivided: 李明淑 is not cut by a guess.
    """
    usual = name.name_order or default_order(name.language, name.kind, name.full or name.family + name.given)
    full = name.full or composed(name.family, name.given, usual)
    family, given, parts = name.family, name.given, full.split()
    # Without an order, whose family name stands first in a second form in Latin letters is not known.
    divides = name.name_order or name.language != "en" or name.kind == PRIMARY
    if divides and not (family or given) and len(parts) == 2 and max(map(len, parts)) <= PART_LIMIT:
        family, given = reversed(parts) if usual.startswith("given") else parts
    shown = name.name_order
    if family and given:
        orders = (order for order in (usual, *NAME_ORDERS) if composed(family, given, order) == full)
        shown = next(orders, shown)
    return replace(name, full=full, family=family, given=given, name_order=shown)


def addressed(name: str, language: str, salutation: str = "", post: str = "") -> str:
    """A name as its owner is addressed: 田中 太郎 様, 李明淑科长, 김철수 님, Dr. Jane Smith.

    Chinese has no word that suits everybody: it takes the post (`post` is department and title, in Chinese), else the
    salutation, 先生 or 女士 where somebody told which, else it leaves a gap. 様 and 님 are said of everybody, and the
    post stands on a line of its own. A salutation in the language's own script takes the place of the usual one
    (李明淑教授); without one English has the name alone.
    """
    if post and language == "zh-Hans":
        return name + post.split()[-1]
    told = salutation.strip()
    gender = gender_told(told)
    if not told or (gender is not None and language in ("zh-Hans", "en")):
        return names.with_honorific(name, language, gender)
    if language == "ko":
        if names.script_of(told) is not names.Script.HANGUL:
            return names.with_honorific(name, language)
        return f"{name} {told}" + ("" if told.endswith(_COMPLETE) else "님")
    latin = names.script_of(told) in (names.Script.LATIN, names.Script.CYRILLIC)
    if latin is not (language == "en"):
        return names.with_honorific(name, language)
    if latin:
        return f"{told} {name}"
    return name + ("" if language == "zh-Hans" else " ") + told


def gender_told(salutation: str) -> Gender | None:
    """What a salutation says: 先生 and Mr male, 女士 and Ms female; None where it tells nothing."""
    return _GENDERS.get(salutation.strip().casefold().rstrip("."))


def person_search_key(forms: Iterable[PersonNameInput]) -> str:
    """Every form of a person's name folded, the other order of its words and parts too, parted by spaces."""
    texts: list[str] = []
    for form in forms:
        turned = " ".join(reversed(form.full.split()))
        texts += [form.full, turned, form.family + form.given, form.given + form.family, form.reading]
    return joined_keys(map(names.search_key, dict.fromkeys(texts)))


def organisation_search_key(forms: Iterable[OrganisationNameInput]) -> str:
    """Every name of an organisation folded, without legal form and without 公司, 会社, Group; parted by spaces."""
    texts = [text for form in forms for text in (form.text, form.reading)]
    return joined_keys([*map(names.search_key, texts), *map(names.organisation_key, texts)])


def joined_keys(found: Iterable[str]) -> str:
    """Keys, each once, parted by spaces; a key itself has none."""
    return " ".join(dict.fromkeys(filter(None, found)))


def person_sort_key(primary: PersonNameInput, others: Sequence[PersonNameInput] = ()) -> str:
    """What people are listed by: the reading of the card's name, else a kana form, else the name itself."""
    reading = primary.reading or next((n.full for n in others if n.kind in ("kana", "ja_reading")), "")
    kana = names.script_of(reading) is names.Script.KANA
    language = "ja" if kana else primary.language
    return names.sort_key(primary.full, reading, language, person=True)[:SORT_KEY_LIMIT]


def organisation_sort_key(primary: OrganisationNameInput) -> str:
    """What organisations are listed by."""
    kana = names.script_of(primary.reading) is names.Script.KANA
    language = "ja" if kana else primary.language
    return names.sort_key(primary.text, primary.reading, language)[:SORT_KEY_LIMIT]


def person_keys(primary: PersonNameInput, others: Sequence[PersonNameInput] = ()) -> dict[str, str]:
    """{column: key}: everything a person is found and listed by. The names must be completed."""
    forms = [primary, *others]
    told = [Form(_family_first(form), _written_in(form), form.reading) for form in _by_kind(forms)]
    keys = {"search_key": person_search_key(forms), "sort_key": person_sort_key(primary, others)}
    return keys | _columns(order_keys(told, person=True))


def organisation_keys(primary: OrganisationNameInput, others: Sequence[OrganisationNameInput] = ()) -> dict[str, str]:
    """{column: key}: everything an organisation is found and listed by; former names are found, but not listed."""
    forms = [primary, *others]
    current = [primary, *(form for form in others if form.kind not in ("former", "search"))]
    told = [Form(form.text, form.language, form.reading) for form in current]
    keys = {"search_key": organisation_search_key(forms), "sort_key": organisation_sort_key(primary)}
    return keys | _columns(order_keys(told, person=False))


def _columns(keys: dict[str, str]) -> dict[str, str]:
    return {f"sort_{order}": key for order, key in keys.items()}


def _by_kind(forms: Sequence[PersonNameInput]) -> list[PersonNameInput]:
    """The card's name first, then the forms as pages show them; a former name or a nickname sorts nobody."""
    shown = [PRIMARY, *(kind for kind in PERSON_NAME_KINDS if kind not in ("former", "nickname"))]
    return sorted((form for form in forms if form.kind in shown), key=lambda form: shown.index(form.kind))


def _family_first(form: PersonNameInput) -> str:
    """A name as lists sort it: by family name, wherever that stands on the card."""
    if form.family and form.given and form.name_order.startswith("given"):
        return f"{form.family} {form.given}"
    return form.full


def _written_in(form: PersonNameInput) -> str:
    return "zh-Latn" if form.kind == "pinyin" else form.language


def person_language(text: str, country: str = "") -> str:
    """The likely language of a person's name; NOT_KNOWN where its script is none of ours. Never silently English."""
    return NOT_KNOWN if names.script_of(text) is names.Script.CYRILLIC else guess_language(text, country)


def guess_language(text: str, country: str = "") -> str:
    """The likely language of a name: by its script, then by characters that only one country writes (边, 辺), then
    by the country."""
    script = names.script_of(text)
    if script in (names.Script.KANA, names.Script.JAPANESE):
        return "ja"
    if script is names.Script.HANGUL:
        return "ko"
    if script is names.Script.HAN:
        return han_language(text) or {"CN": "zh-Hans", "KR": "ko"}.get(country, "ja")
    return "en"
