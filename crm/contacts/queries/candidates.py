"""Who may already be in the book: candidates with the reason, best first. Nothing here ever merges (INV-C2)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, false, or_, select, union
from sqlalchemy.orm import selectinload

from crm.contacts import rules
from crm.contacts.models import Affiliation, ContactPoint, Organisation, Person, PersonName
from crm.contacts.queries import display
from crm.contacts.queries.organisations import visible_organisations
from crm.contacts.queries.people import PersonRow, row, visible_people
from crm.contacts.rules import PersonNameInput, duplicates
from crm.contacts.rules.duplicates import OrganisationTraits, PersonTraits
from crm.core import here
from crm.core.contact_points import ACCOUNTS
from crm.core.database import db
from crm.core.names import organisation_key, search_key
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.lookup import queries as lookup
from crm.places.models import Place
from crm.places.rules import Shown

MOST = 5
#: More than this many of one name says nothing any more.
LOOKED_AT = 50


@dataclass(frozen=True)
class Candidate:
    """A person who may be the one being entered, and why."""

    line: PersonRow
    reason: Text
    code: str  #: of the reason, one of duplicates.REASONS


@dataclass(frozen=True)
class OrganisationCandidate:
    """An organisation that may be the one being entered, and why."""

    organisation: Organisation
    name: Shown
    alt: Sequence[Shown]
    reason: Text
    code: str  #: of the reason, one of duplicates.REASONS


def candidates(
    names: Iterable[PersonNameInput],
    contact_points: Iterable[tuple[str, str]] = (),
    organisation_id: int | None = None,
    *,
    user: Actor,
    exclude_id: int | None = None,
    weights: Mapping[str, int] = duplicates.WEIGHTS,
) -> list[Candidate]:
    """People who may be the same, by the ladder of INV-C2; at most five, the highest score first.

    `weights` are those of the queue of duplicates: a reason that weighs nothing is none.
    `contact_points` are (kind, normalised). Shared mailboxes are left out: they identify nobody (INV-C4).
    """
    forms = [rules.completed(name) for name in names]
    keys = {key for form in forms if (key := search_key(form.full))}
    points = {(kind, value) for kind, value in contact_points if value and not rules.is_shared(kind, value)}
    reached = Person.id.in_(_reached_by(points))
    fitting: CompoundSelect[Any] = union(lookup.bearing("people", keys), _reached_by(points))
    statement = visible_people(user).where(Person.id.in_(fitting), Person.id != (exclude_id or 0))
    statement = statement.options(
        selectinload(Person.names),
        selectinload(Person.contact_points),
        selectinload(Person.affiliations).joinedload(Affiliation.organisation).selectinload(Organisation.names),
        selectinload(Person.affiliations)
        .joinedload(Affiliation.organisation)
        .joinedload(Organisation.place)
        .selectinload(Place.names),
    )
    today = here.today()
    typed = _person_traits(0, forms, points, [organisation_id] if organisation_id is not None else [])
    found: list[tuple[int, Candidate]] = []
    # Of a name that hundreds bear, those who are known by more than it are looked at first.
    colleague = Person.id.in_(select(Affiliation.person_id).where(Affiliation.organisation_id == organisation_id))
    first = case((reached, 0), (colleague, 1), else_=2)
    for person in db.session.scalars(statement.order_by(first, Person.sort_key, Person.id).limit(LOOKED_AT)):
        alike = duplicates.people_alike(typed, _traits(person))
        if score := duplicates.score(alike, weights):
            found.append((score, Candidate(row(person, today), duplicates.REASONS[alike[0]], alike[0])))
    found.sort(key=lambda pair: -pair[0])
    return [candidate for _, candidate in found[:MOST]]


@dataclass(frozen=True)
class Sought:
    """Somebody of a list who may be in the contacts. `points` are (kind, comparable)."""

    names: Sequence[PersonNameInput]
    points: Sequence[tuple[str, str]] = ()

    @property
    def telling(self) -> set[tuple[str, str]]:
        """The points that identify: shared mailboxes are none (INV-C4)."""
        return {(kind, value) for kind, value in self.points if value and not rules.is_shared(kind, value)}

    @property
    def keys(self) -> set[str]:
        """The folded names."""
        return {key for form in self.names if (key := search_key(form.full))}


#: Names and addresses in one statement: SQLite takes a thousand conditions, one inside the other.
_AT_ONCE = 100


def namesakes(sought: Sequence[Sought], *, user: Actor) -> list[Person]:
    """Everybody who has a name or an address of one of a whole list; names, points and posts are loaded."""
    keys = sorted(set().union(*(one.keys for one in sought)))
    points = sorted(set().union(*(one.telling for one in sought)))
    found: dict[int, Person] = {}
    for start in range(0, max(len(keys), len(points)), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        fitting: CompoundSelect[Any] = union(lookup.bearing("people", keys[part]), _reached_by(set(points[part])))
        statement = (
            visible_people(user)
            .where(Person.id.in_(fitting))
            .options(
                selectinload(Person.names),
                selectinload(Person.contact_points),
                selectinload(Person.affiliations).joinedload(Affiliation.organisation).selectinload(Organisation.names),
            )
        )
        many = LOOKED_AT * _AT_ONCE
        found |= {person.id: person for person in db.session.scalars(statement.order_by(Person.id).limit(many))}
    return list(found.values())


def likeness(sought: Sought, person: Person, organisation_id: int | None) -> list[str]:
    """Codes of duplicates.REASONS: what somebody of a list, at an organisation, has in common with a person."""
    typed = _person_traits(0, sought.names, sought.telling, [organisation_id] if organisation_id is not None else [])
    return duplicates.people_alike(typed, _traits(person))


def _traits(person: Person) -> PersonTraits:
    """What a kept person is compared by; names, contact points and posts must be loaded."""
    return _person_traits(
        person.id,
        person.names,
        {(point.kind, point.normalised) for point in person.contact_points},
        [post.organisation_id for post in person.affiliations],
    )


def _person_traits(
    id: int,
    names: Iterable[PersonNameInput | PersonName],
    points: Iterable[tuple[str, str]],
    organisations: Iterable[int],
) -> PersonTraits:
    forms = list(names)
    spelled: dict[str, set[str]] = {}
    for form in forms:
        for key in duplicates.spellings(form.full, form.family, form.given):
            spelled.setdefault(key, set()).add(form.full)
    return PersonTraits(
        id=id,
        names=spelled,
        readings=frozenset(duplicates.name_key(form.reading) for form in forms if form.reading),
        families=frozenset(duplicates.family_key(form.family, form.full) for form in forms) - {""},
        points=frozenset(points),
        organisations=frozenset(organisations),
    )


def _reached_by(points: set[tuple[str, str]]) -> Select[int | None]:
    alike = _one_of(points, ("email", "mobile", *ACCOUNTS))
    return select(ContactPoint.person_id).where(ContactPoint.person_id.is_not(None), alike)


def _one_of(points: set[tuple[str, str]], kinds: Collection[str]) -> ColumnElement[bool]:
    alike = [
        and_(ContactPoint.kind == kind, ContactPoint.normalised == value)
        for kind, value in sorted(points)
        if kind in kinds
    ]
    return or_(false(), *alike)


def organisation_candidates(
    names: Iterable[str],
    identifier: str = "",
    *,
    contact_points: Iterable[tuple[str, str]] = (),
    website: str = "",
    place_id: int | None = None,
    user: Actor,
    exclude_id: int | None = None,
    weights: Mapping[str, int] = duplicates.WEIGHTS,
) -> list[OrganisationCandidate]:
    """Organisations that may be the same, for the reasons and with the weights of the queue of duplicates.

    At most five, the highest score first. `contact_points` are (kind, normalised).
    """
    points = {(kind, value) for kind, value in contact_points if value and not rules.is_shared(kind, value)}
    typed = _firm_traits(0, [(name, "") for name in names if name], points, website, place_id)
    keys = {key for text in typed.texts for key in (search_key(text), organisation_key(text)) if key}
    at = _one_of(points, ("email", "tel", "direct", "mobile", "fax"))
    reached = select(ContactPoint.organisation_id).where(ContactPoint.organisation_id.is_not(None), at)
    numbered_so = Organisation.identifier_value == identifier if identifier else false()
    known = or_(numbered_so, Organisation.id.in_(reached) if points else false())
    fitting: CompoundSelect[Any] = union(
        lookup.bearing("organisations", keys), reached, select(Organisation.id).where(numbered_so)
    )
    statement = visible_organisations(user).where(Organisation.id.in_(fitting), Organisation.id != (exclude_id or 0))
    loaded = (selectinload(Organisation.names), selectinload(Organisation.contact_points))
    found: list[tuple[int, OrganisationCandidate]] = []
    ordered = statement.options(*loaded).order_by(case((known, 0), else_=1), Organisation.sort_key, Organisation.id)
    for firm in db.session.scalars(ordered.limit(LOOKED_AT)):
        numbered = replace(typed, identifier=(firm.identifier_type, identifier))
        alike = duplicates.organisations_alike(numbered, _traits_of_firm(firm))
        if score := duplicates.score(alike, weights):
            code = duplicates.strongest(alike)[0]
            name, alt = display.own_name(firm), display.alt_names(firm)
            found.append((score, OrganisationCandidate(firm, name, alt, duplicates.REASONS[code], code)))
    found.sort(key=lambda pair: -pair[0])
    return [candidate for _, candidate in found[:MOST]]


def _traits_of_firm(firm: Organisation) -> OrganisationTraits:
    """What a kept organisation is compared by; names and contact points must be loaded."""
    points = {(p.kind, p.normalised) for p in firm.contact_points if not rules.is_shared(p.kind, p.normalised)}
    named = [(name.text, name.reading) for name in firm.names]
    traits = _firm_traits(firm.id, named, points, firm.website, firm.place_id)
    return replace(traits, identifier=(firm.identifier_type, firm.identifier_value))


def _firm_traits(
    id: int, names: Sequence[tuple[str, str]], points: set[tuple[str, str]], website: str, place_id: int | None
) -> OrganisationTraits:
    """Of (name, reading); names that name nobody (商务局) do not count."""
    keyed = [(text, organisation_key(text)) for text, _ in names]
    read = [organisation_key(reading) for _, reading in names if reading]
    return OrganisationTraits(
        id=id,
        texts=frozenset(text for text, key in keyed if duplicates.telling(key)),
        keys=frozenset(key for _, key in keyed if duplicates.telling(key)),
        readings=frozenset(key for key in read if duplicates.telling(key)),
        points=frozenset(points),
        site=duplicates.host_of(website),
        place_id=place_id,
    )
