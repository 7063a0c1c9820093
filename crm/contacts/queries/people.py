"""People: the list, one record, choices for forms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.interfaces import ORMOption

from crm.contacts import rules
from crm.contacts.models import Affiliation, Organisation, Person, PersonName
from crm.contacts.queries import display, organisations
from crm.core import here
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.permissions import Actor
from crm.core.sight import shared
from crm.places.models import Place
from crm.places.rules import Shown


@dataclass(frozen=True)
class PersonRow:
    """A line of the list: the person, the post held today and where."""

    person: Person
    name: Shown
    alt: Sequence[Shown]
    has_reading: bool
    organisation: Organisation | None
    organisation_name: Shown | None
    title: str
    place: Place | None


_VISIBLE: Final = select(Person).where(Person.archived_at.is_(None))


def visible_people(user: Actor | None) -> Select[Person]:
    """Everyone who is not archived: all staff see all."""
    return shared(_VISIBLE, user)


def is_erased(id: int) -> bool:
    """Whether a person was erased at their wish."""
    return db.session.scalar(select(Person.erased_at).where(Person.id == id)) is not None


def erased_count() -> int:
    """How many people were erased so far: what was made of an earlier count may hold somebody who is gone."""
    return db.session.scalar(select(func.count()).select_from(Person).where(Person.erased_at.is_not(None))) or 0


def survivor_id(model: type[Person] | type[Organisation], id: int) -> int | None:
    """Which record one was merged into, through as many merges as there were; None when it was not."""
    seen: set[int] = set()
    at: int | None = id
    while at is not None and at not in seen:
        seen.add(at)
        at = db.session.scalar(select(model.merged_into_id).where(model.id == at)) or None
        if at is not None:
            id = at
    return id if len(seen) > 1 else None


def survivors(model: type[Person] | type[Organisation], ids: Collection[int]) -> dict[int, int]:
    """{id: the record that stayed} of those that were merged away: a merge takes along what went into it before."""
    merged = select(model.id, model.merged_into_id).where(model.id.in_(ids), model.merged_into_id.is_not(None))
    return {id: stayed for id, stayed in db.session.execute(merged) if stayed is not None}


def _posts() -> Any:
    return selectinload(Person.affiliations).joinedload(Affiliation.organisation)


def _loaded() -> tuple[ORMOption, ...]:
    """Names and posts, the organisations' names and places: a fixed number of queries, however many people."""
    return (
        selectinload(Person.names),
        _posts().selectinload(Organisation.names),
        _posts().joinedload(Organisation.place).selectinload(Place.names),
    )


_ANY_ONE: Final = (
    select(Person)
    .where(Person.id == bindparam("id"))
    .options(
        *_loaded(),
        selectinload(Person.affiliations).joinedload(Affiliation.successor).selectinload(Person.names),
        selectinload(Person.contact_points),
        selectinload(Person.language_skills),
    )
)
_VISIBLE_ONE: Final = _ANY_ONE.where(Person.archived_at.is_(None))


def person(id: int, *, user: Actor, archived: bool = False) -> Person:
    """The person with everything below loaded; NotVisible when there is none."""
    return or_not_visible(db.session.scalars(_ANY_ONE if archived else _VISIBLE_ONE, {"id": id}).one_or_none())


def row(person: Person, on: date) -> PersonRow:
    """A person as a line of a list."""
    post = display.current_affiliation(person, on)
    organisation = post.organisation if post else None
    return PersonRow(
        person=person,
        name=display.own_name(person),
        alt=display.alt_names(person),
        has_reading=display.has_reading(person),
        organisation=organisation,
        organisation_name=display.own_name(organisation) if organisation else None,
        title=display.title_of(post) if post else "",
        place=organisation.place if organisation else None,
    )


def _at(organisation_ids: Select[int], on: date) -> Select[int]:
    """The ids of people who hold a post on a day at one of the organisations."""
    return select(Affiliation.person_id).where(
        Affiliation.organisation_id.in_(organisation_ids), organisations.holds(on)
    )


def person_options(*, user: Actor, organisation_id: int) -> list[tuple[int, str]]:
    """People of one organisation as choices: [(id, "李明淑 · り めいしゅく — 延吉市商务局")], by reading."""
    today = here.today()
    at = select(Organisation.id).where(Organisation.id == organisation_id)
    statement = visible_people(user).where(Person.id.in_(_at(at, today)))
    statement = statement.options(*_loaded()).order_by(Person.sort_key, Person.id)
    found = [row(person, today) for person in db.session.scalars(statement)]
    return [(line.person.id, _label(line)) for line in found]


def _label(line: PersonRow) -> str:
    name = organisations.label(line.name, line.alt)
    return f"{name} — {line.organisation_name}" if line.organisation_name else name


def person_names(ids: Sequence[int]) -> dict[int, str]:
    """{id: the name as on the card}, for what names a few people."""
    return {id: name.text for id, name in shown_names(ids).items()}


def shown_names(ids: Sequence[int]) -> dict[int, Shown]:
    """The same with the language of each name, archived people among them."""
    statement = select(PersonName.person_id, PersonName.full, PersonName.language).where(
        PersonName.person_id.in_(ids), PersonName.kind == rules.PRIMARY
    )
    return {id: Shown(full, language) for id, full, language in db.session.execute(statement)}
