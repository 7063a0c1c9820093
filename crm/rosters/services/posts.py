"""The posts of people whom a list names: the one that it tells, and the one that they left for it."""

from typing import Any

from crm.contacts import queries as contact_queries
from crm.contacts import rules as contact_rules
from crm.contacts.models import Affiliation, Organisation, Person
from crm.core import here
from crm.core.database import db
from crm.rosters.queries import RosterLine


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


def written(person: Person, line: RosterLine, at: int | None, added: list[Any], *, overwrite: bool) -> list[list[Any]]:
    """A post at the organisation where there is none; [[post, column, before, after]] of titles that were written."""
    if at is None:
        return []
    today, entry = here.today(), line.entry
    held = [post for post in person.affiliations if contact_rules.is_current(post.from_date, post.to_date, today)]
    this = next((post for post in held if post.organisation_id == at), None)
    if this is None:
        main = not any(post.is_primary for post in held)
        new = Affiliation(
            organisation_id=at,
            title=entry.title,
            department=entry.department,
            is_primary=main,
            title_rank=contact_rules.BY_TITLE,
            titles={},
        )
        new.organisation = db.session.get_one(Organisation, at)
        person.affiliations.append(new)
        added.append(new)
        return []
    if not entry.post or (contact_queries.title_of(this) and not overwrite):
        return []
    before = {"title": this.title, "department": this.department, "titles": this.titles}
    after = {"title": entry.title, "department": entry.department, "titles": {}}
    for column, value in after.items():
        setattr(this, column, value)
    return [[this.id, column, before[column], value] for column, value in after.items() if before[column] != value]
