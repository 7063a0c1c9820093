"""How people of the contacts are written, as far as a pasted list says more of it."""

from typing import Any

from crm.contacts import rules as contact_rules
from crm.contacts.models import Person, PersonName
from crm.core.database import db
from crm.rosters.queries import RosterLine, latin_of, unread


def added(person: Person, line: RosterLine) -> list[PersonName]:
    """Spellings that nobody has stored yet: a Latin one stays as the list has it."""
    known = {"".join(name.full.casefold().split()) for name in person.names}
    made = [
        PersonName(**form.columns())
        for form in (contact_rules.completed(form) for form in line.entry.others)
        if "".join(form.full.casefold().split()) not in known
    ]
    person.names.extend(made)
    return made


def read(person: Person, line: RosterLine) -> list[list[Any]]:
    """[[name, reading]] of the name of the list, where it is stored without one."""
    name = unread(person, line.entry)
    if name is None:
        return []
    name.reading = line.entry.name.reading
    return [[name.id, name.reading]]


def respelled(person: Person, line: RosterLine) -> list[list[Any]]:
    """The spelling of the list becomes the one in Latin letters; that of before is only found by.

    [[name, kind before, kind now]].
    """
    _stored, written = line.spellings
    before = latin_of(person)
    now = next((name for name in person.names if name.full == written and name is not before), None)
    if not written or before is None or now is None:
        return []
    db.session.flush()  # a name that the list brought has its number then
    changed = [[before.id, before.kind, "search"], [now.id, now.kind, before.kind]]
    before.kind, now.kind = "search", before.kind
    return changed
