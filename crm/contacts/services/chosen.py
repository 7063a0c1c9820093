"""What is done to many people or organisations at once: one act, each record with its entry in the log."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.audit.services import action
from crm.contacts import rules
from crm.contacts.models import Organisation, Person
from crm.contacts.services.rows import check_codes, visible_place
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text

BATCH = 500


def _living(model: Any, ids: Sequence[int]) -> Iterator[Any]:
    """The records of these ids that are not archived."""
    for start in range(0, len(ids), BATCH):
        chunk = select(model).where(model.id.in_(ids[start : start + BATCH]), model.archived_at.is_(None))
        yield from db.session.scalars(chunk.order_by(model.id))


def archive_people(ids: Sequence[int], *, at: datetime, by: Actor) -> int:
    """Take people out of lists and search, all at the same moment: by it they are brought back. How many."""
    with action(rules.PERSON_ARCHIVED, by=by):
        return _archive(_living(Person, ids), at)


def archive_organisations(ids: Sequence[int], *, at: datetime, by: Actor) -> int:
    """Take organisations out of lists and search, all at the same moment. How many."""
    with action(rules.ORGANISATION_ARCHIVED, by=by):
        return _archive(_living(Organisation, ids), at)


def _archive(records: Iterable[Any], at: datetime) -> int:
    number = 0
    for record in records:
        record.archived_at = at
        number += 1
    return number


def restore_archived(model: type[Person] | type[Organisation], *, at: datetime, by: Actor) -> int:
    """Bring back what `by` archived in one act at that moment. How many."""
    verb = rules.PERSON_RESTORED if model is Person else rules.ORGANISATION_RESTORED
    archived = select(model).where(model.archived_at == at, model.updated_by_id == by.id)
    number = 0
    with action(verb, by=by):
        record: Any
        for record in db.session.scalars(archived):
            record.archived_at = None
            number += 1
    return number


def mark_contact(ids: Sequence[int], *, do_not_contact: bool, by: Actor) -> int:
    """Set whether these people may be contacted. How many changed."""
    with action(rules.PERSON_CHANGED, by=by):
        changed = [person for person in _living(Person, ids) if person.do_not_contact != do_not_contact]
        for person in changed:
            person.do_not_contact = do_not_contact
    return len(changed)


def change_organisations(ids: Sequence[int], *, status: str = "", place_id: int | None = None, by: Actor) -> int:
    """Give organisations a status, a place, or both; what is not given stays. How many changed."""
    if not status and place_id is None:
        raise Refused(Text("Choose what is to be changed."))
    if status:
        check_codes([status], rules.ORGANISATION_STATUSES, "standing")
    place = visible_place(place_id, by)
    number = 0
    with action(rules.ORGANISATION_CHANGED, by=by):
        for organisation in _living(Organisation, ids):
            before = (organisation.status, organisation.place_id)
            organisation.status = status or organisation.status
            if place is not None:
                organisation.place_id, organisation.country = place.id, place.country
            number += before != (organisation.status, organisation.place_id)
    return number
