"""The lines of the long lists of people and organisations: plain rows instead of records.

A page has its ids already; here is what hangs on them, one query a part. Parts that no column shows are not asked for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Date, and_, bindparam, func, select
from sqlalchemy.engine import Row

from crm.contacts import rules
from crm.contacts.models import (
    Affiliation,
    ContactPoint,
    LanguageSkill,
    Organisation,
    OrganisationName,
    OrganisationRole,
    Person,
    PersonName,
)
from crm.contacts.queries import display
from crm.contacts.queries.above import StepAhead
from crm.contacts.queries.display import ListedOrganisation, ListedPerson
from crm.contacts.queries.organisations import holds
from crm.contacts.queries.parts import CONTACTS, PEOPLE, ROLES, SKILLS, place_names, plain, points_of, tags_of
from crm.core import here, reading
from crm.core.reading import by_first, children, of_ids
from crm.places.rules import Shown


@dataclass  # nobody changes one; a frozen one takes four times as long to make
class PersonLine:
    """A line of the list of people: the person, the post held today and where, as a value."""

    id: int
    own: Shown  #: as on the card: what files hold
    alt: tuple[Shown, ...]  #: every other form
    name: Shown  #: as the reader's documents write it
    below: tuple[Shown, ...]  #: the forms besides that the reader has a use for
    has_reading: bool
    do_not_contact: bool
    updated_at: datetime
    organisation_id: int | None
    organisation_own: Shown | None
    organisation: Shown | None
    organisation_read: Shown | None  #: beside it, for who cannot read it
    department: str
    title: str
    told: tuple[str, str]  #: department and title for the reader, and the language they are in
    place: Shown | None
    points: dict[str, list[str]]
    skills: list[str]
    tags: list[str]
    last_contact: date | None = None
    step: StepAhead | None = None
    step_text: str = ""  #: for the reader
    consents: Mapping[str, str] = field(default_factory=dict)  #: {scope: how they stand to it}


@dataclass
class OrganisationLine:
    """A line of the list of organisations, a value as well."""

    id: int
    own: Shown  #: as it calls itself: what files hold
    alt: tuple[Shown, ...]  #: every other form
    name: Shown  #: as the reader's documents write it
    below: tuple[Shown, ...]  #: the forms besides that the reader has a use for
    status: str
    country: str
    website: str
    updated_at: datetime
    place: Shown | None
    roles: Sequence[str]
    people: int
    points: dict[str, list[str]]
    tags: list[str]
    last_contact: date | None = None
    step: StepAhead | None = None
    step_text: str = ""  #: for the reader


# ------------------------------------------------------------------ names of other lists

_FIRM_NAME: Final = (
    OrganisationName.kind,
    OrganisationName.text,
    OrganisationName.reading,
    OrganisationName.language,
    OrganisationName.is_primary,
)
_PERSON_NAME: Final = (
    PersonName.kind,
    PersonName.full,
    PersonName.family,
    PersonName.reading,
    PersonName.language,
)


def listed_organisations(ids: Iterable[int | None]) -> dict[int | None, ListedOrganisation]:
    """{id: the organisation as lists name it}."""
    wanted = sorted({id for id in ids if id is not None})
    names = children(OrganisationName.organisation_id, wanted, *_FIRM_NAME)
    return {id: ListedOrganisation(id, names.get(id, ())) for id in wanted}


def listed_people(ids: Iterable[int | None]) -> dict[int | None, ListedPerson]:
    """{id: the person as lists name them}."""
    wanted = sorted({id for id in ids if id is not None})
    names = children(PersonName.person_id, wanted, *_PERSON_NAME)
    return {id: ListedPerson(id, names.get(id, ())) for id in wanted}


# ------------------------------------------------------------------ people

_POSTS: Final = (
    select(
        Affiliation.person_id,
        Affiliation.id,
        Affiliation.organisation_id,
        Affiliation.department,
        Affiliation.title,
        Affiliation.titles,
        Affiliation.title_rank,
        Affiliation.from_date,
        Affiliation.to_date,
        Affiliation.end_known,
        Affiliation.is_primary,
        Organisation.place_id,
        OrganisationName.text.label("organisation_name"),
        OrganisationName.language.label("name_language"),
    )
    .join(Organisation, Organisation.id == Affiliation.organisation_id)
    .outerjoin(
        OrganisationName,
        and_(OrganisationName.organisation_id == Organisation.id, OrganisationName.is_primary),
    )
    .where(of_ids(Affiliation.person_id))
)


def person_lines(rows: Sequence[Row[Any]], language: str, parts: Collection[str]) -> list[PersonLine]:
    """The lines of rows (id, do_not_contact, updated_at), in their order."""
    today = here.today()
    ids = [row.id for row in rows]
    names = children(PersonName.person_id, ids, *_PERSON_NAME)
    posts = _posts(ids)
    now = {id: _current(posts.get(id, ()), today) for id in ids}
    named = place_names((post.place_id for post in now.values() if post is not None), language)
    faces = _faces({post.organisation_id for post in now.values() if _is_foreign(post, language)}, language)
    points = points_of(ContactPoint.person_id, ids) if CONTACTS in parts else {}
    skills = _skills(ids) if SKILLS in parts else {}
    labels = tags_of("people", ids, parts)
    lines = []
    for row in rows:
        person, post = ListedPerson(row.id, names.get(row.id, ())), now[row.id]
        own_form, others = display.face(person)
        name_form, below = display.listed_forms(person, own_form, others, language)
        at = _post_at(post) if post else None
        face = faces.get(post.organisation_id) if post else None
        line = PersonLine(
            id=row.id,
            own=own_form,
            alt=tuple(others),
            name=name_form,
            below=below,
            has_reading=display.has_reading(person),
            do_not_contact=row.do_not_contact,
            updated_at=row.updated_at,
            organisation_id=post.organisation_id if post else None,
            organisation_own=at,
            organisation=face.name if face else at,
            organisation_read=face.gloss(language) if face else None,
            department=post.department if post else "",
            title=post.title if post else "",
            told=rules.titled_post(post, language, own_form.language) if post else ("", language),
            place=named.get(post.place_id) if post else None,
            points=points.get(row.id, {}),
            skills=skills.get(row.id, []),
            tags=labels.get(row.id, []),
        )
        lines.append(line)
    return lines


def _post_at(post: Any) -> Shown:
    return Shown(post.organisation_name or f"#{post.organisation_id}", post.name_language or "en")


def _is_foreign(post: Any, language: str) -> bool:
    return post is not None and post.name_language != language


def _faces(ids: Collection[int], language: str) -> dict[int, "_Face"]:
    """{organisation: its names} of those whose own name is in another language than the reader's."""
    found = children(OrganisationName.organisation_id, list(ids), *_FIRM_NAME)
    return {id: _organisation_face(id, tuple(map(tuple, names)), language) for id, names in found.items()}


def _current(posts: Sequence[Any], on: date) -> Any:
    """The post held on a day, of those of one person; most have one."""
    return display.current_affiliation(ListedPerson(0, (), posts), on) if posts else None


def _posts(ids: Sequence[int]) -> dict[int, list[Any]]:
    """{person id: posts} with the organisation's own name and place in the same row."""
    return by_first(_POSTS, ids)


def _skills(ids: Sequence[int]) -> dict[int, list[str]]:
    found = children(LanguageSkill.person_id, ids, LanguageSkill.language, LanguageSkill.level)
    return {id: [skill.language for skill in skills if skill.level != "none"] for id, skills in found.items()}


# ------------------------------------------------------------------ organisations


def organisation_lines(rows: Sequence[Row[Any]], language: str, parts: Collection[str]) -> list[OrganisationLine]:
    ids = [row.id for row in rows]
    names = plain(children(OrganisationName.organisation_id, ids, *_FIRM_NAME))
    faces = {id: _organisation_face(id, names.get(id, ()), language) for id in ids}
    today = here.today()
    named = place_names((row.place_id for row in rows), language)
    roles = _roles(ids, today) if ROLES in parts else {}
    people_at = _people_counts(ids, today) if PEOPLE in parts else {}
    points = points_of(ContactPoint.organisation_id, ids) if CONTACTS in parts else {}
    labels = tags_of("organisations", ids, parts)
    return [
        OrganisationLine(
            id=row.id,
            own=faces[row.id].own,
            alt=faces[row.id].alt,
            name=faces[row.id].name,
            below=faces[row.id].below,
            status=row.status,
            country=row.country,
            website=row.website,
            updated_at=row.updated_at,
            place=named.get(row.place_id),
            roles=roles.get(row.id, []),
            people=people_at.get(row.id, 0),
            points=points.get(row.id, {}),
            tags=labels.get(row.id, []),
        )
        for row in rows
    ]


class _OrganisationName(NamedTuple):
    organisation_id: int
    kind: str
    text: str
    reading: str
    language: str
    is_primary: bool


@dataclass(frozen=True)
class _Face:
    """What a list shows of a name."""

    own: Shown
    alt: tuple[Shown, ...]
    name: Shown
    below: tuple[Shown, ...]

    def gloss(self, language: str) -> Shown | None:
        return display.gloss_of(self.name, self.alt, language)


# Kept: many people of a list have one employer; the key holds its names, so that a new one is a new key.
@lru_cache(maxsize=8192)
def _organisation_face(id: int, names: tuple[Any, ...], language: str) -> _Face:
    organisation = ListedOrganisation(id, [_OrganisationName(*name) for name in names])
    own, others = display.face(organisation)
    return _Face(own, tuple(others), *display.listed_forms(organisation, own, others, language))


def _roles(ids: Sequence[int], on: date) -> dict[int, list[str]]:
    """{organisation id: role codes held on a day}, each once, in the order of the table."""
    held: dict[int, set[str]] = defaultdict(set)
    found = children(
        OrganisationRole.organisation_id,
        ids,
        OrganisationRole.role,
        OrganisationRole.from_date,
        OrganisationRole.to_date,
    )
    for id, rows in found.items():
        held[id] = {row.role for row in rows if rules.is_current(row.from_date, row.to_date, on)}
    return {id: [code for code in rules.ORGANISATION_ROLES if code in codes] for id, codes in held.items()}


_PEOPLE_COUNTS: Final = (
    select(Affiliation.organisation_id.label("id"), func.count(func.distinct(Person.id)).label("people"))
    .join(Person, and_(Person.id == Affiliation.person_id, Person.archived_at.is_(None)))
    .where(of_ids(Affiliation.organisation_id), holds(bindparam("on", type_=Date)))
    .group_by(Affiliation.organisation_id)
)


def _people_counts(ids: Sequence[int], on: date) -> dict[int, int]:
    return {row.id: row.people for row in reading.rows(_PEOPLE_COUNTS, ids=ids, on=on)} if ids else {}
