"""People and organisations by a typed name, for forms in which one is named among two hundred thousand.

The search index finds them: a name in any script, a reading, a number, an address, or the employer's name.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts.models import Affiliation, Organisation, Person
from crm.contacts.queries import display
from crm.contacts.queries.organisations import visible_organisations
from crm.contacts.queries.people import visible_people
from crm.core import here
from crm.core.database import db
from crm.core.folding import search_key
from crm.core.permissions import Actor
from crm.lookup import queries as lookup
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import Shown

MOST = 20
#: Names that are looked for in one statement, and how many characters each can have.
AT_ONCE, LONGEST_NAME = 50, 200
_PERSON_PARTS: Final = (
    joinedload(Person.names),
    selectinload(Person.affiliations).joinedload(Affiliation.organisation).joinedload(Organisation.names),
)


@dataclass(frozen=True)
class NamedRecord:
    """Somebody who may be meant: the name, what tells them from others of that name, and other forms of it."""

    id: int
    label: str
    name: Shown
    alt: list[Shown]
    at: str  #: the post, the place


# ------------------------------------------------------------------ while typing


def find_people(text: str, *, user: Actor, limit: int = MOST) -> list[NamedRecord]:
    """Whoever fits what is typed so far: first those of that name, then names that begin so, then the others."""
    ids = _best(Person, text, user, limit, exact=False)
    by_id = {person.id: person for person in _people(ids, user)}
    return [_found(by_id[id], _post(by_id[id])) for id in ids]


def find_organisations(text: str, *, user: Actor, language: str, limit: int = MOST) -> list[NamedRecord]:
    """The organisations that fit what is typed so far, as `find_people`; `language` is the reader's, for places."""
    ids = _best(Organisation, text, user, limit, exact=False)
    return found_organisations(ids, user=user, language=language)


def found_organisations(ids: Collection[int], *, user: Actor, language: str) -> list[NamedRecord]:
    """These organisations as a list of choices shows them, in their order."""
    by_id = {firm.id: firm for firm in _organisations(ids, user)}
    return [_found(by_id[id], _place(by_id[id], language)) for id in ids if id in by_id]


def _found(record: Person | Organisation, at: str) -> NamedRecord:
    name = display.own_name(record)
    return NamedRecord(record.id, _joined(name.text, at), name, display.alt_names(record), at)


# ------------------------------------------------------------------ who is meant


def people_named(text: str, *, user: Actor, limit: int = MOST) -> list[tuple[int, str]]:
    """[(id, "李明淑 — 延吉市商务局 科长")] of the people of that name; of those in whose names it stands if none is."""
    ids = _best(Person, text, user, limit, exact=True)
    labels = people_labels(ids, user=user)
    return [(id, labels[id]) for id in ids]


def organisations_named(text: str, *, user: Actor, language: str, limit: int = MOST) -> list[tuple[int, str]]:
    """[(id, "延边大洋… — 延吉市")] of the organisations of that name, or else of those in whose names it stands."""
    ids = _best(Organisation, text, user, limit, exact=True)
    labels = organisation_labels(ids, user=user, language=language)
    return [(id, labels[id]) for id in ids]


def organisations_called(texts: Collection[str], *, user: Actor) -> dict[str, list[int]]:
    """{folded name: the organisations that the user sees and whose name it is}, of many at once; others are absent."""
    typed = sorted({text for text in texts if len(text) <= LONGEST_NAME})
    wanted, found = {search_key(text) for text in typed} - {""}, dict[str, list[int]]()
    for start in range(0, len(typed), AT_ONCE):
        so = lookup.called_any(Organisation.__tablename__, typed[start : start + AT_ONCE])
        visible = visible_organisations(user).where(Organisation.id.in_(so))
        for firm in _organisations(list(db.session.scalars(visible.with_only_columns(Organisation.id))), user):
            names = {form.text for form in (display.own_name(firm), *display.alt_names(firm))}
            names |= {name.text for name in firm.names if name.kind in display.SHOWN_KINDS}  # as readers of each see it
            for key in set(map(search_key, names)) & wanted:
                if firm.id not in found.setdefault(key, []):
                    found[key].append(firm.id)
    return found


def _best(model: type[Person] | type[Organisation], text: str, user: Actor, limit: int, *, exact: bool) -> list[int]:
    visible = visible_people(user) if model is Person else visible_organisations(user)
    order = (model.sort_key, model.id)
    return lookup.best(visible, model.id, order, model.__tablename__, text, limit, exact=exact)


# ------------------------------------------------------------------ how they are written


def people_labels(ids: Collection[int], *, user: Actor, archived: bool = False) -> dict[int, str]:
    """{id: as `label` writes them} of those the user sees; with `archived` of those in the archive."""
    return {person.id: label(person) for person in _people(ids, user, archived)}


def organisation_labels(ids: Collection[int], *, user: Actor, language: str, archived: bool = False) -> dict[int, str]:
    """{id: name and place} of those the user sees; the place in the reader's language. `archived` as for people."""
    found = _organisations(ids, user, archived)
    return {firm.id: _joined(display.own_name(firm).text, _place(firm, language)) for firm in found}


def _people(ids: Collection[int], user: Actor, archived: bool = False) -> list[Person]:
    if not ids:
        return []
    people = select(Person).where(Person.archived_at.is_not(None)) if archived else visible_people(user)
    return list(db.session.scalars(people.where(Person.id.in_(ids)).options(*_PERSON_PARTS)).unique())


def _organisations(ids: Collection[int], user: Actor, archived: bool = False) -> list[Organisation]:
    if not ids:
        return []
    gone = select(Organisation).where(Organisation.archived_at.is_not(None))
    statement = (gone if archived else visible_organisations(user)).where(Organisation.id.in_(ids))
    loaded = (joinedload(Organisation.names), joinedload(Organisation.place).joinedload(Place.names))
    return list(db.session.scalars(statement.options(*loaded)).unique())


def label(person: Person) -> str:
    """Name and present post, enough to tell two people of one name apart; names and posts must be loaded."""
    return _joined(display.own_name(person).text, _post(person))


def _post(person: Person) -> str:
    post = display.current_affiliation(person, here.today())
    if post is None:
        return ""
    return " ".join(filter(None, (display.own_name(post.organisation).text, display.title_of(post))))


def _place(firm: Organisation, language: str) -> str:
    return places.display_name(firm.place, language).text if firm.place is not None else ""


def _joined(name: str, at: str) -> str:
    return " — ".join(filter(None, (name, at)))
