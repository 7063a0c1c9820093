"""Who exchanged cards with whom, and who introduced whom."""

from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.cards.models import Acquaintance, CardExchange
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Organisation, Person
from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.records import only, stands

#: How many exchanges a person's page lists.
MOST: Final = 50
#: How many of our travellers a form offers.
MOST_DELEGATES: Final = 200
_LOADED: Final[tuple[Any, ...]] = (
    joinedload(CardExchange.user),
    joinedload(CardExchange.our_person).selectinload(Person.names),
    joinedload(CardExchange.activity).selectinload(Activity.names),
)


def exchanges_of(person_id: int) -> list[CardExchange]:
    """The exchanges with a person whom the caller found to be visible, the latest first, with names and activity."""
    statement = select(CardExchange).where(CardExchange.person_id == person_id, CardExchange.archived_at.is_(None))
    order = (CardExchange.exchanged_on.desc(), CardExchange.id.desc())
    return list(db.session.scalars(statement.options(*_LOADED).order_by(*order).limit(MOST)).unique())


def exchanges_at(activity_id: int, *, user: Actor) -> list[CardExchange]:
    """The exchanges at an activity with people whom a user sees, the first first; posts of the people loaded, too."""
    people = contacts.visible_people(user).with_only_columns(Person.id)
    statement = select(CardExchange).where(
        CardExchange.activity_id == activity_id, CardExchange.archived_at.is_(None), CardExchange.person_id.in_(people)
    )
    person = joinedload(CardExchange.person)
    posts = person.selectinload(Person.affiliations).joinedload(Affiliation.organisation)
    loaded = statement.options(person.selectinload(Person.names), posts.selectinload(Organisation.names))
    return list(db.session.scalars(loaded.order_by(CardExchange.exchanged_on, CardExchange.id)).unique())


def exchange(id: int, *, user: Actor, archived: bool = False) -> CardExchange:
    """One exchange with a person whom the user sees; NotVisible when there is none."""
    people = contacts.visible_people(user).with_only_columns(Person.id)
    seen = CardExchange.person_id.in_(people)
    return only(select(CardExchange).where(seen, stands(CardExchange, archived=archived)), id)


def is_exchanged(person_id: int, user_id: int | None, our_person_id: int | None, day: date) -> bool:
    """Whether the same two exchanged cards on that day already."""
    statement = select(CardExchange.id).where(
        CardExchange.person_id == person_id,
        CardExchange.user_id.is_(None) if user_id is None else CardExchange.user_id == user_id,
        CardExchange.our_person_id.is_(None) if our_person_id is None else CardExchange.our_person_id == our_person_id,
        CardExchange.exchanged_on == day,
        CardExchange.archived_at.is_(None),
    )
    return db.session.scalar(statement.limit(1)) is not None


def acquaintance(person_id: int) -> Acquaintance | None:
    """How we met a person, with the introducer and the activity named; None when nobody told."""
    statement = select(Acquaintance).where(Acquaintance.person_id == person_id)
    return db.session.scalars(
        statement.options(
            joinedload(Acquaintance.introduced_by).selectinload(Person.names),
            joinedload(Acquaintance.activity).selectinload(Activity.names),
        )
    ).one_or_none()


def introduced_by(person_id: int, *, user: Actor) -> list[Person]:
    """Whom a person introduced to us, by reading, with their names."""
    ids = select(Acquaintance.person_id).where(Acquaintance.introduced_by_id == person_id)
    statement = contacts.visible_people(user).where(Person.id.in_(ids)).options(selectinload(Person.names))
    return list(db.session.scalars(statement.order_by(Person.sort_key, Person.id).limit(MOST)))


def introducers_of(person_id: int) -> set[int]:
    """Who introduced a person, who introduced those, and so on."""
    chain = (
        select(Acquaintance.introduced_by_id)
        .where(Acquaintance.person_id == person_id, Acquaintance.introduced_by_id.is_not(None))
        .cte("introducers", recursive=True)
    )
    above = aliased(Acquaintance)
    chain = chain.union(
        select(above.introduced_by_id)
        .join(chain, above.person_id == chain.c.introduced_by_id)
        .where(above.introduced_by_id.is_not(None))
    )
    return set(db.session.scalars(select(chain.c.introduced_by_id)))


def delegate_options(*, user: Actor) -> list[tuple[int, str]]:
    """[(id, name)] of those who travelled with us on visible activities, those of the latest journey first."""
    statement = (
        select(Participant.person_id, func.max(Participant.id).label("latest"))
        .where(Participant.activity_id.in_(activities.visible_ids(user)))
        .group_by(Participant.person_id)
        .order_by(func.max(Participant.id).desc())
        .limit(MOST_DELEGATES)
    )
    ids = [id for id, _latest in db.session.execute(statement)]
    people = contacts.visible_people(user).where(Person.id.in_(ids)).options(selectinload(Person.names))
    by_id = {person.id: contacts.own_name(person).text for person in db.session.scalars(people)}
    return [(id, by_id[id]) for id in ids if id in by_id]


def visible_activity_ids(user: Actor, ids: set[int | None]) -> set[int]:
    """Which of the activities a user sees: others are not named to them."""
    return set(db.session.scalars(activities.visible_ids(user).where(Activity.id.in_(ids)))) if ids else set()
