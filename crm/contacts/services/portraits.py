"""Portraits of people: kept without what hides in a picture, replaced, taken away, put back."""

from pathlib import Path

from crm.audit.services import action
from crm.contacts import queries, rules
from crm.contacts.kind import PERSON
from crm.contacts.models import Person, Portrait
from crm.core import clock
from crm.core.database import db
from crm.core.permissions import Actor
from crm.files import services as files


def keep_portrait(person: Person, content: bytes, *, instance: Path, by: Actor | None) -> Portrait:
    """Show a person by this picture from now on. Refused for none, and for what is no picture."""
    with action(rules.PORTRAIT_KEPT, by=by):
        kept, small = files.store_picture(
            content, name="portrait.jpg", record=(PERSON, person.id), instance=instance, by=by
        )
        db.session.flush()
        _retire(person.id)
        made = Portrait(person_id=person.id, file_id=kept.id, thumbnail_id=small.id)
        db.session.add(made)
    return made


def remove_portrait(portrait: Portrait, *, by: Actor | None) -> None:
    """Show the person by no picture; it can be put back."""
    with action(rules.PORTRAIT_REMOVED, by=by):
        portrait.archived_at = clock.now()


def restore_portrait(portrait: Portrait, *, by: Actor | None) -> None:
    """Put a portrait back, in place of one that came since."""
    with action(rules.PORTRAIT_RESTORED, by=by):
        _retire(portrait.person_id)
        portrait.archived_at = None


def _retire(person_id: int) -> None:
    """A person has one portrait; a merge may have left several."""
    for row in queries.all_portraits(person_id):
        row.archived_at = clock.now()
