"""Which organisation of the contacts is our own office."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.contacts.models import Affiliation, Organisation, OurOrganisation, Person, PersonName
from crm.contacts.rules import PRIMARY
from crm.core import here
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


def our_place_id() -> int | None:
    """The place that our office is in, where somebody told it."""
    told = select(Organisation.place_id).where(Organisation.id == our_organisation_id())
    return db.session.scalar(told)


def colleagues() -> dict[str, Person]:
    """{name as it is their own, without spaces: person} of who has or had a post at our office; names loaded."""
    posts = select(Affiliation.person_id).where(Affiliation.organisation_id == our_organisation_id())
    people = select(Person).where(Person.id.in_(posts), Person.archived_at.is_(None)).order_by(Person.id.desc())
    return by_own_name(db.session.scalars(people.options(selectinload(Person.names))))


def posts_held() -> dict[str, list[str]]:
    """{name as it is their own, without spaces: titles that they have at our office today, as on the card}."""
    found: dict[str, list[str]] = {}
    for name, post, _language in _held_today():
        found.setdefault("".join(name.split()), []).append(post.title)
    return found


def own_post(name: str, language: str) -> tuple[str, str]:
    """(department and title, their language) of whoever is called so at our office today, for a reader of `language`.

    ("", "") where nobody is, or nobody alone.
    """
    bare = "".join(name.split())
    held = [(post, own) for called, post, own in _held_today() if "".join(called.split()) == bare]
    return held[0][0].titled(language, held[0][1]) if len(held) == 1 else ("", "")


def _held_today() -> Sequence[tuple[str, Affiliation, str]]:
    """(name as it is their own, post with a title, language of the card) of each post at our office today."""
    today = here.today()
    begun = Affiliation.from_date.is_(None) | (Affiliation.from_date <= today)
    lasts = Affiliation.to_date.is_(None) | (Affiliation.to_date >= today)
    statement = (
        select(PersonName.full, Affiliation, Person.primary_language)
        .join(Affiliation, Affiliation.person_id == PersonName.person_id)
        .join(Person, Person.id == PersonName.person_id)
        .where(Affiliation.organisation_id == our_organisation_id(), begun, lasts, Affiliation.title != "")
        .where(PersonName.kind == PRIMARY, Person.archived_at.is_(None))
    )
    return [(name, post, own) for name, post, own in db.session.execute(statement)]


def by_own_name(people: Iterable[Person]) -> dict[str, Person]:
    """{name as it is their own, without spaces: person}. Needs their names loaded."""
    return {"".join(name.full.split()): person for person in people for name in person.names if name.kind == PRIMARY}
