"""Organisations: the list, one record, choices for forms."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts import rules
from crm.contacts.models import (
    Affiliation,
    Organisation,
    OrganisationName,
    OrganisationRole,
    Person,
    PersonName,
)
from crm.contacts.queries.display import ListedPerson, display_name
from crm.core import here, reading
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.names import organisation_key
from crm.core.permissions import Actor
from crm.core.sight import shared
from crm.places.models import Place
from crm.places.rules import Shown

_VISIBLE: Final = select(Organisation).where(Organisation.archived_at.is_(None))


def visible_organisations(user: Actor | None) -> Select[Organisation]:
    """Every organisation that is not archived: all staff see all."""
    return shared(_VISIBLE, user)


def countries(user: Actor) -> Sequence[str]:
    """The codes of the countries that have organisations."""
    return db.session.scalars(visible_organisations(user).with_only_columns(Organisation.country).distinct()).all()


_ANY_ONE: Final = select(Organisation).where(Organisation.id == bindparam("id")).options(joinedload(Organisation.place))
_VISIBLE_ONE: Final = _ANY_ONE.where(Organisation.archived_at.is_(None))


def organisation(id: int, *, user: Actor, archived: bool = False) -> Organisation:
    """The organisation with everything below it loaded; NotVisible when there is none."""
    found = db.session.scalar(_ANY_ONE if archived else _VISIBLE_ONE, {"id": id})
    if found is None:
        raise NotVisible
    reading.fill([found], Organisation.names, Organisation.roles, Organisation.addresses, Organisation.contact_points)
    # Loaded, they are what `address.place` finds without asking again.
    there = {address.place_id for address in found.addresses} - {None, found.place_id}
    others = list(db.session.scalars(select(Place).where(Place.id.in_(there)))) if there else []
    reading.fill([found.place, *others, *(address.place for address in found.addresses)], Place.names)
    return found


def organisations_called(texts: Collection[str]) -> dict[str, Organisation]:
    """{text: the organisation of that name}, as somebody typed it; names loaded. Where two bear it, neither."""
    if not texts:
        return {}
    named = select(OrganisationName.text, Organisation).join(Organisation).where(OrganisationName.text.in_(texts))
    rows = db.session.execute(
        named.where(Organisation.archived_at.is_(None)).options(selectinload(Organisation.names))
    ).all()
    bearers: dict[str, dict[int, Organisation]] = {}
    for text, organisation in rows:
        bearers.setdefault(text, {})[organisation.id] = organisation
    return {text: next(iter(found.values())) for text, found in bearers.items() if len(found) == 1}


def is_called(organisation: Organisation, text: str) -> bool:
    """Whether an organisation is called what somebody wrote, in one of its names; legal forms do not count. Names are
    loaded."""
    return organisation_key(text) in {organisation_key(name.text) for name in organisation.names}


def country_of(organisation_id: int | None) -> str:
    """The country code of an organisation; "" for none."""
    return countries_of([organisation_id]).get(organisation_id, "") if organisation_id is not None else ""


def countries_of(ids: Collection[int]) -> dict[int, str]:
    """{id: country code} of organisations."""
    if not ids:
        return {}
    found = db.session.execute(select(Organisation.id, Organisation.country).where(Organisation.id.in_(ids)))
    return {row.id: row.country for row in found}


def with_roles(roles: Sequence[str], on: date) -> Select[int]:
    """The ids of organisations that have one of the roles on a day, for `IN`."""
    return select(OrganisationRole.organisation_id).where(
        OrganisationRole.role.in_(roles),
        or_(OrganisationRole.from_date.is_(None), OrganisationRole.from_date <= on),
        or_(OrganisationRole.to_date.is_(None), OrganisationRole.to_date >= on),
    )


def holds(on: Any) -> ColumnElement[bool]:
    """Whether an affiliation holds on a day, given as a date or as a parameter that will be one."""
    return and_(
        or_(Affiliation.from_date.is_(None), Affiliation.from_date <= on),
        or_(Affiliation.to_date.is_(None), Affiliation.to_date >= on),
    )


#: A row a name of whoever holds the post.
_POSTS_AT: Final = (
    select(
        Affiliation.id,
        Affiliation.person_id,
        Affiliation.department,
        Affiliation.title,
        Affiliation.titles,
        Affiliation.title_rank,
        Affiliation.from_date,
        Affiliation.to_date,
        Affiliation.end_known,
        Person.do_not_contact,
        PersonName.kind,
        PersonName.full,
        PersonName.family,
        PersonName.given,
        PersonName.reading,
        PersonName.language,
    )
    .join(Person, Person.id == Affiliation.person_id)
    .outerjoin(PersonName, PersonName.person_id == Person.id)
    .where(reading.of_ids(Affiliation.organisation_id), Person.archived_at.is_(None))
    .order_by(Person.sort_key, Affiliation.id, PersonName.id)
)


def people_of(organisation_id: int, *, user: Actor) -> list[tuple[Row[Any], ListedPerson]]:
    """The posts at an organisation with who holds or held them: current ones first, by rank, then by name."""
    today = here.today()
    posts = reading.by_first(_POSTS_AT, [organisation_id])
    found = [
        (rows[0], ListedPerson(rows[0].person_id, [row for row in rows if row.kind is not None]))
        for rows in posts.values()
    ]
    return sorted(found, key=lambda pair: _standing(pair[0], today))


def _standing(post: Row[Any], today: date) -> tuple[bool, int]:
    return not rules.is_current(post.from_date, post.to_date, today), rules.rank_of(post.title_rank, post.title)


def label(name: Shown, alt: Sequence[Shown]) -> str:
    """A name with its other forms in one line, so that a search in a list of choices finds each of them."""
    return " · ".join([name.text, *(form.text for form in alt)])


def first_without_place(ids: Sequence[int]) -> int | None:
    """The first of some organisations of which nobody told where it is, nor that nobody knows."""
    untold = select(Organisation.id).where(
        Organisation.id.in_(ids), Organisation.place_id.is_(None), Organisation.place_unknown.is_(False)
    )
    found = set(db.session.scalars(untold)) if ids else set()
    return next((id for id in ids if id in found), None)


def organisation_names(ids: Sequence[int]) -> dict[int, str]:
    """{id: the organisation's own name}, for what names a few of them."""
    return {row.organisation_id: row.text for row in reading.rows(_OWN_NAMES, ids=list(ids))} if ids else {}


_OWN_NAMES: Final = select(OrganisationName.organisation_id, OrganisationName.text).where(
    reading.of_ids(OrganisationName.organisation_id), OrganisationName.is_primary
)


def listed_names(ids: Collection[int], language: str) -> dict[int, Shown]:
    """{id: name for a reader}, as lists write it."""
    rows = db.session.scalars(_LISTED, {"ids": list(ids)}).unique() if ids else ()
    return {row.id: display_name(row, language) for row in rows}


_LISTED: Final = select(Organisation).where(reading.of_ids(Organisation.id)).options(joinedload(Organisation.names))
