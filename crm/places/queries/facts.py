"""Places that are not kept here but can be: found by typing among the facts that come with the product.

The facts stay in their file; only what somebody takes from them becomes a place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.core import territories
from crm.core.database import db
from crm.core.folding import search_key
from crm.core.languages import Language
from crm.core.territories import Territory
from crm.places import rules
from crm.places.models import Place
from crm.places.queries.places import ENDINGS, own_data
from crm.places.rules import NameSpec, PlaceSpec

#: The countries that our own data gives a code of their own.
COUNTRY_CODES = {"JP": "00000", "CN": "000000", "KR": "00", "RU": "00000000"}


@dataclass(frozen=True)
class Fact:
    """A place of the table of facts: its id there, what it is, and the fact it lies in (None: a country)."""

    id: str
    spec: PlaceSpec
    parent_id: str | None


# Kept: read from its file, once a process.
@cache
def facts() -> dict[str, Fact]:
    """{id: fact}: our own places first, then those of the file of facts, then the countries of the world."""
    found: dict[str, Fact] = {}
    for row in (*own_data("places"), *_filled()):
        spec = rules.spec(row)
        id = _id(spec)
        if id not in found:
            found[id] = Fact(id, spec, f"{spec.country}-{spec.parent}" if spec.parent else None)
    for code in rules.COUNTRIES:
        if f"{code}-{COUNTRY_CODES.get(code, code)}" not in found:
            found[f"{code}-{code}"] = Fact(f"{code}-{code}", _country(code), None)
    return {id: _placed(fact, found) for id, fact in found.items()}


def _filled() -> Iterator[dict[str, str]]:
    """The rows of the file with what is the same for all of a country: the clock, and since when a tier holds."""
    zones = {country: territories.zone_of(country) for country in ("JP", "CN", "KR")}
    bases = {"major": "directly administered municipality or sub-provincial city", "regional": "every other city"}
    for row in own_data("facts"):
        tier = {"tier_from": "2000-01-01", "tier_basis": f"Default list: {bases[row['tier']]}"} if row["tier"] else {}
        yield {**row, "timezone": zones[row["country"]], **tier}


def _id(spec: PlaceSpec) -> str:
    return f"{spec.country}-{spec.code or f'{spec.parent}-{_own_name(spec)}'}"


def _own_name(spec: PlaceSpec) -> str:
    """What it is called where it is: the first name that was not derived."""
    return next(name.text for name in spec.names if not name.is_guess)


def _placed(fact: Fact, known: dict[str, Fact]) -> Fact:
    """Our own data holds no province of some cities: the official code names it."""
    province = f"CN-{fact.spec.code[:2]}0000"
    if fact.spec.country == "CN" and fact.spec.level == "prefecture" and province in known and province != fact.id:
        return replace(fact, parent_id=province)
    return fact


def _country(code: str) -> PlaceSpec:
    names = tuple(NameSpec(tag, Territory(code).called(tag)) for tag in Language)
    return PlaceSpec(
        COUNTRY_CODES.get(code, code), code, "country", None, territories.zone_of(code), names,
        None, None, None, None, None, None, "", "",
    )  # fmt: skip


# Kept: a third of a second, of the files of places.
@cache
def _keys() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(id, every name and reading folded) of each fact; a quarter of a second, made at the first search."""
    return tuple((fact.id, tuple(_folded(fact.spec))) for fact in facts().values())


def _folded(spec: PlaceSpec) -> set[str]:
    return set(filter(None, (search_key(text) for name in spec.names for text in (name.text, name.reading))))


def find_facts(typed: str, *, limit: int, near: str | None = None) -> list[Fact]:
    """The facts in whose names the text stands: those that are called so first, then those that begin with it.

    Of those that fit equally well, what lies in the fact `near` (an id) comes first.
    """
    key = search_key(typed)
    if not key:
        return []
    found = [(min(_fit(key, name) for name in names), id) for id, names in _keys() if any(key in n for n in names)]
    ranked = [(fit, near not in (id, *above(facts()[id])), length, id) for (fit, length), id in found]
    return [facts()[id] for *_rank, id in sorted(ranked)[:limit]]


# Kept: 0.2 s, of the files of places.
@cache
def _towns() -> dict[tuple[str, str], Fact]:
    """{(country, folded name): town}, by names that tell what it is: 秋田市, and not 秋田."""
    found: dict[tuple[str, str], Fact] = {}
    for fact in facts().values():
        if fact.spec.level not in ("country", "province"):
            texts = (part for name in fact.spec.names for part in name.text.split("・"))
            keys = {search_key(text) for text in texts if text.endswith(tuple(ENDINGS))}
            found |= {(fact.spec.country, key): fact for key in keys if len(key) >= _IN_TEXTS}
    return found


#: A shorter name of a town also stands in other words: 港区, 津市.
_IN_TEXTS: Final = 3
_LONGEST: Final = 12
#: What stands behind a name that is none: 新潟市 is no part of 新潟市場.
_NO_TOWN: Final = tuple(search_key(text) for text in ("場", "场"))


def towns_in(text: str, country: str) -> dict[str, Fact]:
    """{name as written: town} of the towns of a country that a text names in full; of two in one another the longer."""
    found: dict[str, Fact] = {}
    key, towns, at = search_key(text), _towns(), 0
    while at < len(key):
        ends = range(min(len(key), at + _LONGEST), at + _IN_TEXTS - 1, -1)
        end = next((e for e in ends if (country, key[at:e]) in towns and not key[e:].startswith(_NO_TOWN)), None)
        if end is not None:
            town = towns[country, key[at:end]]
            names = [name.text for name in town.spec.names if search_key(name.text) == key[at:end]]
            found[next((name for name in names if name in text), key[at:end])] = town
        at = end or at + 1
    return found


def _fit(key: str, known: str) -> tuple[int, int]:
    """An exact name before one that begins with the text; among those the shortest first."""
    return (0 if known == key else 1 if known.startswith(key) else 2 if key in known else 3), len(known)


def above(fact: Fact) -> list[str]:
    """The ids of what a fact lies in, the nearest first."""
    found = []
    while fact.parent_id is not None:
        found.append(fact.parent_id)
        fact = facts()[fact.parent_id]
    return found


def kept(found: Sequence[Fact]) -> dict[str, Place]:
    """{fact id: the place that it is already, perhaps in the archive}, names loaded."""
    coded = {fact.spec.code: fact.id for fact in found if fact.spec.code}
    named = {(fact.parent_id, _own_name(fact.spec)): fact for fact in found if not fact.spec.code}
    loaded = select(Place).options(selectinload(Place.names))
    places = {coded[p.code]: p for p in db.session.scalars(loaded.where(Place.code.in_(list(coded)))) if p.code}
    for (parent_id, text), fact in named.items():
        parent = facts()[parent_id].spec.code if parent_id else None
        above = select(Place.id).where(Place.code == parent, Place.country == fact.spec.country)
        same = loaded.where(Place.parent_id.in_(above), Place.names.any(text=text)).order_by(Place.id).limit(1)
        if (place := db.session.scalar(same)) is not None:
            places[fact.id] = place
    return places


def fact_path(fact: Fact, language: str) -> list[str]:
    """What lies above a fact, the nearest first, as a reader of `language` calls it."""
    shown = (rules.pick(facts()[id].spec.names, language) for id in above(fact))
    return [name.text for name in shown if name is not None]
