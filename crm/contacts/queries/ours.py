"""Which organisation of the contacts is our own office."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.contacts.models import Affiliation, OurOrganisation, Person
from crm.contacts.rules import PRIMARY
from crm.core.database import db, read_once

_KEPT: Final = "our_organisation"
_ID: Final = select(OurOrganisation.organisation_id)


def our_organisation_id() -> int | None:
    """Its id; None while nobody has filled in the office's page. Read once a transaction."""
    connection = db.session.connection()  # first: with it the transaction begins
    kept = read_once()
    if _KEPT not in kept:
        kept[_KEPT] = connection.execute(_ID).scalar()
    found: int | None = kept[_KEPT]
    return found


def colleagues() -> dict[str, Person]:
    """{name as it is their own, without spaces: person} of who has or had a post at our office; names loaded."""
    posts = select(Affiliation.person_id).where(Affiliation.organisation_id == our_organisation_id())
    people = select(Person).where(Person.id.in_(posts), Person.archived_at.is_(None)).order_by(Person.id.desc())
    return by_own_name(db.session.scalars(people.options(selectinload(Person.names))))


def by_own_name(people: Iterable[Person]) -> dict[str, Person]:
    """{name as it is their own, without spaces: person}. Needs their names loaded."""
    return {"".join(name.full.split()): person for person in people for name in person.names if name.kind == PRIMARY}
