"""Who the members of target lists are: the lists know only ids, the names stand in the contacts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import joinedload, selectinload

from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Organisation, Person
from crm.core import here
from crm.core.database import db
from crm.core.names import search_key
from crm.core.paging import Page
from crm.core.permissions import Actor
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import Shown
from crm.targets.models import TargetList, TargetMember
from crm.targets.queries import target_lists

#: How many records a search for new members shows.
MOST: Final = 30


@dataclass(frozen=True)
class TargetLine:
    """A person or an organisation as a line of a list: the name, other forms, where they work or where it is."""

    id: int
    name: Shown
    alt: list[tuple[str, str]]
    below: Shown | None
    title: tuple[str, str] = ("", "")  #: department and title for the reader, and their language
    do_not_contact: bool = False


@dataclass(frozen=True)
class MemberLine:
    """A member with who it is; None for a record that is no longer in the contacts."""

    member: TargetMember
    who: TargetLine | None


def member_lines(
    target_list: TargetList, *, user: Actor, language: str, state: str = "", cursor: str | None = None
) -> Page[MemberLine]:
    """A page of the members with their names, in a fixed number of queries."""
    found = target_lists.members(target_list, state=state, cursor=cursor)
    who = named(target_list.kind, [member.record_id for member in found.rows], user=user, language=language)
    lines = [MemberLine(member, who.get(member.record_id)) for member in found.rows]
    return found.of(lines)


def named(kind: str, ids: Iterable[int], *, user: Actor, language: str) -> dict[int, TargetLine]:
    """{id: who it is} of the visible ones among the ids."""
    wanted = list(ids)
    if not wanted:
        return {}
    if kind == "people":
        return {row.id: row for row in _people(wanted, user, language)}
    return {row.id: row for row in _organisations(wanted, user, language)}


def _people(ids: list[int], user: Actor, language: str) -> list[TargetLine]:
    today = here.today()
    statement = contacts.visible_people(user).where(Person.id.in_(ids)).options(
        selectinload(Person.names),
        selectinload(Person.affiliations).joinedload(Affiliation.organisation).selectinload(Organisation.names),
    )  # fmt: skip
    found = []
    for person in db.session.scalars(statement):
        post = contacts.current_affiliation(person, today)
        found.append(
            TargetLine(
                person.id,
                contacts.own_name(person),
                [(form.text, form.language) for form in contacts.alt_names(person)],
                contacts.own_name(post.organisation) if post else None,
                post.titled(language, person.primary_language) if post else ("", ""),
                person.do_not_contact,
            )
        )
    return found


def _organisations(ids: list[int], user: Actor, language: str) -> list[TargetLine]:
    statement = contacts.visible_organisations(user).where(Organisation.id.in_(ids)).options(
        selectinload(Organisation.names), joinedload(Organisation.place).selectinload(Place.names)
    )  # fmt: skip
    return [
        TargetLine(
            row.id,
            contacts.own_name(row),
            [(form.text, form.language) for form in contacts.alt_names(row)],
            places.display_name(row.place, language) if row.place else None,
        )
        for row in db.session.scalars(statement)
    ]


def found(kind: str, text: str, *, user: Actor, language: str) -> list[TargetLine]:
    """The first records of one kind whose name in any form holds what was typed, by reading; none for no letters."""
    key = search_key(text)
    if not key:
        return []
    model = Person if kind == "people" else Organisation
    visible = contacts.visible_people(user) if kind == "people" else contacts.visible_organisations(user)
    statement = visible.where(model.search_key.contains(key, autoescape=True)).order_by(model.sort_key, model.id)
    ids = list(db.session.scalars(statement.with_only_columns(model.id).limit(MOST)))
    who = named(kind, ids, user=user, language=language)
    return [who[id] for id in ids if id in who]
