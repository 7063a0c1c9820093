"""The posts of people whom a list names: the one that it tells, and the one that they left for it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from crm.contacts import queries as contact_queries
from crm.contacts import rules as contact_rules
from crm.contacts import services as contacts
from crm.contacts.models import Affiliation, Organisation, Person
from crm.core import here
from crm.core.database import db
from crm.rosters.queries import RosterLine
from crm.rosters.rules.reading import RosterEntry

#: The columns of a post on file that a list may change.
_CHANGING: Final = ("title", "department", "titles", "to_date", "end_known", "is_primary")


def left(person: Person, at: int | None) -> list[list[Any]]:
    """Their present post ends, unless it is at the employer of the list: [[post, column, before, after]].

    The list does not tell when.
    """
    today = here.today()
    post = contact_queries.current_affiliation(person, today)
    if post is None or at is None or post.organisation_id == at:
        return []
    last = contact_rules.last_held(post.from_date, today)
    before = post.to_date.isoformat() if post.to_date is not None else None
    ended = [
        [post.id, "to_date", before, last.isoformat()],
        [post.id, "end_known", post.end_known, False],
        [post.id, "is_primary", post.is_primary, False],
    ]
    post.to_date, post.end_known, post.is_primary = last, False, False
    db.session.flush()
    return ended


def written(
    person: Person, line: RosterLine, at: int | None, added: list[Any], chosen: Mapping[int, date | None]
) -> list[list[Any]]:
    """A post at the organisation where there is none; [[post, column, before, after]] of what was written of another.

    `chosen` is {line: since when its title is held; None corrects the one on file}.
    """
    if at is None:
        return []
    today, entry = here.today(), line.entry
    held = [post for post in person.affiliations if contact_rules.is_current(post.from_date, post.to_date, today)]
    this = next((post for post in held if post.organisation_id == at), None)
    if this is None:
        main = not any(post.is_primary for post in held)
        new = Affiliation(organisation_id=at, is_primary=main, title_rank=contact_rules.BY_TITLE)
        person.affiliations.append(new)
        _call(new, entry)
        added.append(new)
        return []
    called = contact_queries.title_of(this)
    if not entry.post or called == entry.post or (called and entry.line not in chosen):
        return []
    since = chosen.get(entry.line)
    before = {column: _plain(getattr(this, column)) for column in _CHANGING}
    if called and since is not None:
        new = contacts.followed(person, this, since)
        _call(new, entry)
        added.append(new)
    else:
        this.title, this.department, this.titles = entry.title, entry.department, {}
    after = {column: _plain(getattr(this, column)) for column in _CHANGING}
    return [[this.id, column, before[column], value] for column, value in after.items() if before[column] != value]


def _call(post: Affiliation, entry: RosterEntry) -> None:
    """A new post, as the list has it; its organisation is loaded for whoever reads it in this act."""
    post.title, post.department, post.titles = entry.title, entry.department, {}
    post.organisation = db.session.get_one(Organisation, post.organisation_id)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
