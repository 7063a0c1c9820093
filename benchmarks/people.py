"""Invented people and organisations in four scripts, as rows for bulk inserts.

Keys are derived by the functions that the services use (crm.contacts.rules), so that lists and search find
these rows as they find typed ones.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks import words
from benchmarks.words import Part
from crm.contacts import rules
from crm.contacts.rules import OrganisationNameInput, PersonNameInput

Row = dict[str, Any]
Rows = dict[str, list[Row]]

#: Of a hundred people or firms: how many of which language.
LANGUAGES = ("ja",) * 45 + ("zh-Hans",) * 30 + ("ko",) * 15 + ("en",) * 10
COUNTRIES = {"ja": "JP", "zh-Hans": "CN", "ko": "KR", "en": "RU"}
ROLES = tuple(rules.ORGANISATION_ROLES)


@dataclass(frozen=True)
class Town:
    """A place that firms are named after."""

    id: int
    country: str
    names: dict[str, str]  #: by language


def organisation_rows(id: int, towns: dict[str, list[Town]], dice: random.Random) -> Rows:
    """One organisation and its rows below: {table name: rows}."""
    language = dice.choice(LANGUAGES)
    country = COUNTRIES[language]
    town = dice.choice(towns[country])
    names = list(_FIRMS[language](id, town, dice))
    primary = names[0]
    record: Row = {
        "id": id,
        "version": 1,
        "country": country,
        "place_id": town.id,
        "founded_year": dice.randint(1920, 2020),
        "employees": dice.choice((8, 20, 45, 120, 300, 900)),
        "website": f"https://www.firm{id}.example" if id % 3 == 0 else "",
        "profile": dice.choice(words.SAID) if id % 4 == 0 else "",
        **rules.organisation_keys(primary, names[1:]),
    }
    roles = dice.sample(ROLES, dice.choice((1, 1, 1, 2)))
    points: list[Row] = [_point("tel", _phone(country, id), organisation_id=id)]
    if id % 2 == 0:
        points.append(_point("email", f"info@firm{id}.example", organisation_id=id))
    return {
        "organisations": [record],
        "organisation_names": [_name_row(n, id, is_primary=n is primary) for n in names],
        "organisation_roles": [{"organisation_id": id, "role": role} for role in roles],
        "organisation_addresses": [
            {
                "organisation_id": id,
                "language": language,
                "lines": f"{town.names.get(language, town.names['en'])} {dice.randint(1, 99)}-{dice.randint(1, 20)}",
            }
        ],
        "contact_points": points,
    }


def _name_row(name: OrganisationNameInput, organisation_id: int, *, is_primary: bool) -> Row:
    return name.columns() | {"organisation_id": organisation_id, "is_primary": is_primary}


def _ja_firm(id: int, town: Town, dice: random.Random) -> Iterator[OrganisationNameInput]:
    stem, trade = dice.choice(words.STEMS), dice.choice(words.TRADES)
    core = f"{town.names['ja'].rstrip('市県町村')}{stem.text}{trade.text}"
    form = dice.choice(("株式会社{}", "{}株式会社", "有限会社{}", "㈱{}"))
    yield OrganisationNameInput(form.format(core), "ja", stem.reading + trade.reading)
    yield OrganisationNameInput(f"{stem.latin} {trade.latin} {id} Co., Ltd.", "en")
    if id % 2:
        yield OrganisationNameInput(f"{stem.other}{trade.other}", "zh-Hans", kind="short")


def _zh_firm(id: int, town: Town, dice: random.Random) -> Iterator[OrganisationNameInput]:
    stem, trade = dice.choice(words.STEMS), dice.choice(words.TRADES)
    core = f"{town.names['zh-Hans'].rstrip('市县州')}{stem.other}{trade.other}"
    yield OrganisationNameInput(core + dice.choice(("有限公司", "集团有限公司", "股份有限公司")), "zh-Hans")
    yield OrganisationNameInput(f"{stem.text}{trade.text}", "ja", stem.reading + trade.reading, "short")
    if id % 2:
        yield OrganisationNameInput(f"{town.names['en']} {stem.latin} {trade.latin} {id}", "en")


def _ko_firm(id: int, town: Town, dice: random.Random) -> Iterator[OrganisationNameInput]:
    which = dice.randrange(len(words.KO_TRADES))
    core = dice.choice(words.KO_STEMS) + words.KO_TRADES[which]
    yield OrganisationNameInput(dice.choice(("주식회사 {}", "㈜{}")).format(core), "ko")
    yield OrganisationNameInput(f"{town.names['en']} {words.TRADES[which].latin} {id} Inc.", "en")


def _latin_firm(id: int, town: Town, dice: random.Random) -> Iterator[OrganisationNameInput]:
    trade = dice.choice(words.TRADES)
    yield OrganisationNameInput(f"{dice.choice(words.LATIN_FAMILIES)} {trade.latin} {id} LLC", "en")
    if id % 2:
        yield OrganisationNameInput(f"{trade.text}{id}", "ja", kind="search")


_FIRMS: dict[str, Callable[[int, Town, random.Random], Iterator[OrganisationNameInput]]] = {
    "ja": _ja_firm,
    "zh-Hans": _zh_firm,
    "ko": _ko_firm,
    "en": _latin_firm,
}


# ------------------------------------------------------------------ people


def person_rows(id: int, organisation_id: int, former_id: int | None, dice: random.Random) -> Rows:
    """One person with names, posts, ways to reach them and languages."""
    language = dice.choice(LANGUAGES)
    primary, *others = (rules.completed(form) for form in _PEOPLE[language](dice))
    posts = [_post(id, organisation_id, language, dice, is_primary=True)]
    if former_id is not None and former_id != organisation_id:
        left = {"from_date": date(2014, 4, 1), "to_date": date(2021, 3, 31), "is_primary": False}
        posts.append(_post(id, former_id, language, dice) | left)
    mobile = _point("mobile", _phone(COUNTRIES[language], id), person_id=id)
    second = ("wechat", f"wx{id}") if language == "zh-Hans" else ("email", f"p{id}@firm{organisation_id}.example")
    spoken = {dice.choice(("ja", "en", "ko", "zh-Hans")): "business"} | {language: "native"}
    return {
        "people": [
            {
                "id": id,
                "version": 1,
                "primary_language": language,
                "do_not_contact": id % 500 == 0,
                **rules.person_keys(primary, others),
            }
        ],
        "person_names": [form.columns() | {"person_id": id} for form in (primary, *others)],
        "affiliations": posts,
        "contact_points": [mobile, _point(*second, person_id=id)],
        "language_skills": [{"person_id": id, "language": tag, "level": level} for tag, level in spoken.items()],
    }


def _ja_person(dice: random.Random) -> Iterator[PersonNameInput]:
    family, first, last = map(dice.choice, (words.JA_FAMILIES, words.JA_GIVEN_FIRST, words.JA_GIVEN_LAST))
    space = dice.choice((" ", "", "　"))
    reading = f"{family.reading} {first.reading}{last.reading}"
    yield PersonNameInput("ja", f"{family.text}{space}{first.text}{last.text}", reading=reading)
    yield PersonNameInput("en", f"{first.latin}{last.latin} {family.latin.upper()}", kind="latin_business")


def _zh_person(dice: random.Random) -> Iterator[PersonNameInput]:
    family, given = dice.choice(words.ZH_FAMILIES), _given(words.ZH_GIVEN, dice)
    yield PersonNameInput("zh-Hans", family.text + given.text, reading=f"{family.reading} {given.reading}")
    yield PersonNameInput("en", f"{family.latin} {given.latin}", kind="latin_passport")
    if dice.random() < 0.4:
        yield PersonNameInput("ko", family.other + given.other, kind="hangul_yanbian")


def _ko_person(dice: random.Random) -> Iterator[PersonNameInput]:
    family, given = dice.choice(words.KO_FAMILIES), _given(words.KO_GIVEN, dice)
    yield PersonNameInput("ko", family.text + given.text)
    yield PersonNameInput("en", f"{given.latin} {family.latin}", kind="latin_business")
    if dice.random() < 0.3:
        yield PersonNameInput("ja", family.other + given.other, kind="former")


def _latin_person(dice: random.Random) -> Iterator[PersonNameInput]:
    yield PersonNameInput("en", f"{dice.choice(words.LATIN_GIVEN)} {dice.choice(words.LATIN_FAMILIES)}")


_PEOPLE: dict[str, Callable[[random.Random], Iterator[PersonNameInput]]] = {
    "ja": _ja_person,
    "zh-Hans": _zh_person,
    "ko": _ko_person,
    "en": _latin_person,
}


def _given(syllables: tuple[Part, ...], dice: random.Random) -> Part:
    """A given name of two syllables, the first with a capital in Latin letters."""
    a, b = dice.choice(syllables), dice.choice(syllables)
    reading = (a.reading + b.reading).capitalize()
    return Part(a.text + b.text, reading, (a.latin + b.latin).capitalize(), a.other + b.other)


def _post(person_id: int, organisation_id: int, language: str, dice: random.Random, *, is_primary: bool = False) -> Row:
    rank = dice.randrange(6)
    return {
        "person_id": person_id,
        "organisation_id": organisation_id,
        "title": words.TITLES[language][rank],
        "department": dice.choice(words.DEPARTMENTS[language]),
        "title_rank": rank + 1,
        "from_date": date(2021, 4, 1),
        "to_date": None,
        "is_primary": is_primary,
    }


# ------------------------------------------------------------------ ways to reach them


def _phone(country: str, number: int) -> str:
    """A mobile number in international form, a different one for each number."""
    prefix, digits = {"JP": ("+8190", 8), "CN": ("+86138", 8), "KR": ("+8210", 8), "RU": ("+7914", 7)}[country]
    return f"{prefix}{number * 7919 % 10**digits:0{digits}}"


def _point(kind: str, value: str, *, person_id: int | None = None, organisation_id: int | None = None) -> Row:
    """A contact point that is written in its comparable form already."""
    return {
        "kind": kind,
        "value": value,
        "normalised": value,
        "person_id": person_id,
        "organisation_id": organisation_id,
    }
