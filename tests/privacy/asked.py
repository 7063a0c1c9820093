"""People who were asked, or who stopped the use of their data, in one line."""

from collections.abc import Collection
from datetime import date

from crm.activities.models import Activity
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.privacy import rules, services
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


def took_part(activity: Activity, people: Collection[Person], *, on: date) -> None:
    """The office recorded their part in a mission, whatever they had said."""
    with writing():
        with action(rules.RECORDED_FOR_ALL, by=cast.user()):
            for each in people:
                given = dict.fromkeys(rules.BY_PARTICIPATION, rules.GIVEN)
                db.session.add(
                    ProcessingRecord(
                        person_id=each.id, basis=rules.PARTICIPATION, obtained_on=on, activity_id=activity.id, **given
                    )
                )  # fmt: skip
        db.session.commit()


def stop(person: Person) -> None:
    """They asked us to use nothing of theirs."""
    with writing():
        mark(person.id, STOP, reason="本人の申し出", by=cast.user(Role.ADMIN))
        db.session.commit()
