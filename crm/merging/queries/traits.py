"""What every record of the book is compared by, read table after table: nothing is loaded as an object."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from crm.contacts.models import Affiliation, ContactPoint, Organisation, OrganisationName, Person, PersonName
from crm.contacts.rules import duplicates, is_shared
from crm.contacts.rules.duplicates import OrganisationTraits, PersonTraits
from crm.core.database import db
from crm.core.names import organisation_key
from crm.places.models import PlaceName

_CHUNK = 5000
Points = dict[int, set[tuple[str, str]]]


def people(ids: Collection[int] | None = None) -> dict[int, PersonTraits]:
    """{id: traits} of everyone who is not archived, or of some."""
    alive = select(Person.id).where(Person.archived_at.is_(None))
    names: dict[int, dict[str, set[str]]] = defaultdict(dict)
    readings: dict[int, set[str]] = defaultdict(set)
    families: dict[int, set[str]] = defaultdict(set)
    columns = (PersonName.person_id, PersonName.full, PersonName.family, PersonName.given, PersonName.reading)
    for id, full, family, given, reading in _rows(columns, PersonName.person_id, alive, ids):
        for key in duplicates.spellings(full, family, given):
            names[id].setdefault(key, set()).add(full)
        if reading:
            readings[id].add(duplicates.name_key(reading))
        families[id].add(duplicates.family_key(family, full))
    posts: dict[int, set[int]] = defaultdict(set)
    for id, at in _rows((Affiliation.person_id, Affiliation.organisation_id), Affiliation.person_id, alive, ids):
        posts[id].add(at)
    points = _points(ContactPoint.person_id, alive, ids)
    return {
        id: PersonTraits(
            id, names.get(id, {}), frozenset(readings.get(id, ())), frozenset(families.get(id, ())) - {""},
            frozenset(points.get(id, ())), frozenset(posts.get(id, ())),
        )
        for id in db.session.scalars(_only(alive, Person.id, ids))
    }  # fmt: skip


def organisations(ids: Collection[int] | None = None) -> dict[int, OrganisationTraits]:
    """{id: traits} of every organisation that is not archived, or of some."""
    alive = select(Organisation.id).where(Organisation.archived_at.is_(None))
    towns = {organisation_key(text) for text in db.session.scalars(select(PlaceName.text))}
    texts: dict[int, set[str]] = defaultdict(set)
    keys: dict[int, set[str]] = defaultdict(set)
    readings: dict[int, set[str]] = defaultdict(set)
    columns = (OrganisationName.organisation_id, OrganisationName.text, OrganisationName.reading)
    for id, text, reading in _rows(columns, OrganisationName.organisation_id, alive, ids):
        key = organisation_key(text)
        if duplicates.telling(key, towns):
            texts[id].add(text)
            keys[id].add(key)
        if reading and duplicates.telling(sound := organisation_key(reading), towns):
            readings[id].add(sound)
    points = _points(ContactPoint.organisation_id, alive, ids)
    number = (Organisation.identifier_type, Organisation.identifier_value)
    own = select(Organisation.id, *number, Organisation.website, Organisation.place_id)
    own = _only(own.where(Organisation.archived_at.is_(None)), Organisation.id, ids)
    return {
        id: OrganisationTraits(
            id, frozenset(texts.get(id, ())), frozenset(keys.get(id, ())), frozenset(readings.get(id, ())),
            (kind, value), frozenset(points.get(id, ())), duplicates.host_of(site), place_id,
        )
        for id, kind, value, site, place_id in db.session.execute(own)
    }  # fmt: skip


def _points(owner: InstrumentedAttribute[int | None], alive: Select[int], ids: Collection[int] | None) -> Points:
    found: Points = defaultdict(set)
    for id, kind, value in _rows((owner, ContactPoint.kind, ContactPoint.normalised), owner, alive, ids):
        if value and not is_shared(kind, value):
            found[id].add((kind, value))
    return found


def _rows(columns: tuple[Any, ...], owner: Any, alive: Select[int], ids: Collection[int] | None) -> Iterator[Any]:
    statement = _only(select(*columns).where(owner.in_(alive)), owner, ids)
    return iter(db.session.execute(statement.execution_options(yield_per=_CHUNK)))


def _only(statement: Any, owner: ColumnElement[Any] | InstrumentedAttribute[Any], ids: Collection[int] | None) -> Any:
    return statement if ids is None else statement.where(owner.in_(ids))
