"""People by a typed name, for forms in which one person is named among two hundred thousand."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.contacts.models import Affiliation, Organisation, Person
from crm.contacts.queries import display
from crm.contacts.queries.people import visible_people
from crm.core import clock
from crm.core.database import db
from crm.core.names import search_key
from crm.core.permissions import Actor
from crm.places.queries import HOME_ZONE

MOST = 20


def people_named(text: str, *, user: Actor, limit: int = MOST) -> list[tuple[int, str]]:
    """[(id, "李明淑 — 延吉市商务局 科长")] of the people whose name in any form is or holds `text`, by reading."""
    key = search_key(text)
    if not key:
        return []
    statement = visible_people(user).where(Person.search_key.contains(key, autoescape=True))
    loaded = statement.options(
        selectinload(Person.names),
        selectinload(Person.affiliations).joinedload(Affiliation.organisation).selectinload(Organisation.names),
    )
    found = list(db.session.scalars(loaded.order_by(Person.sort_key, Person.id).limit(limit)))
    exact = [person for person in found if key in person.search_key.split(" ")]
    return [(person.id, label(person)) for person in exact or found]


def person_label(id: int | None) -> str:
    """A person as `people_named` writes them; "" without one."""
    statement = (
        select(Person)
        .where(Person.id == id)
        .options(
            selectinload(Person.names),
            selectinload(Person.affiliations).joinedload(Affiliation.organisation).selectinload(Organisation.names),
        )
    )
    person = db.session.scalar(statement) if id is not None else None
    return "" if person is None else label(person)


def label(person: Person) -> str:
    """Name and present post, enough to tell two people of one name apart; names and posts must be loaded."""
    post = display.current_affiliation(person, clock.today(HOME_ZONE))
    name = display.own_name(person).text
    if post is None:
        return name
    return f"{name} — {' '.join(filter(None, (display.own_name(post.organisation).text, display.title_of(post))))}"
