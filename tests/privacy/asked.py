"""People who were asked, or who stopped the use of their data, in one line."""

from datetime import date

from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.privacy import services
from crm.privacy.models import ProcessingRecord
from crm.privacy.services import RecordInput
from crm.subjects.rules import STOP
from crm.subjects.services import mark
from tests import cast


def answered(
    person: Person, *, on: date = date(2026, 11, 1), basis: str = "consent", **answers: str
) -> ProcessingRecord:
    """What somebody answered, by scope."""
    with writing():
        known = contacts.person(person.id, user=cast.user())
        made = services.record(known, RecordInput(on, answers, basis=basis), by=cast.user())
        db.session.commit()
    return made


def stop(person: Person) -> None:
    """They asked us to use nothing of theirs."""
    with writing():
        mark(person.id, STOP, reason="本人の申し出", by=cast.user(Role.ADMIN))
        db.session.commit()
