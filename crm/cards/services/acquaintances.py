"""How we came to know a person."""

from dataclasses import dataclass
from datetime import date

from crm.audit.services import action
from crm.cards import queries, rules
from crm.cards.models import Acquaintance
from crm.cards.services.exchanges import CHOOSE, check_activity, checked_day
from crm.contacts.kind import PERSON
from crm.contacts.models import Person
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text


@dataclass(frozen=True)
class FirstMeeting:
    """When, at what and through whom we met; empty fields are not known."""

    met_on: date | None = None
    activity_id: int | None = None
    introduced_by_id: int | None = None
    source: str = ""
    note: str = ""


def tell_how_we_met(person: Person, told: FirstMeeting, *, by: Actor) -> Acquaintance:
    """Write how we met `person`; telling it again replaces what was told.

    Refused for a day to come, someone not visible, and for an introduction that goes in a circle.
    """
    row = queries.acquaintance(person.id)
    if told.met_on is not None:
        checked_day(told.met_on, "met_on")
    if told.source and told.source not in rules.SOURCES:
        raise Refused(CHOOSE, "source")
    if row is None or row.activity_id != told.activity_id:
        check_activity(told.activity_id, by)
    if row is None or row.introduced_by_id != told.introduced_by_id:
        _check_introducer(person, told.introduced_by_id, by)
    with action(rules.MET, by=by):
        if row is None:
            row = Acquaintance(person_id=person.id)
            db.session.add(row)
        row.met_on, row.source, row.note = told.met_on, told.source, told.note
        row.activity_id, row.introduced_by_id = told.activity_id, told.introduced_by_id
    return row


def _check_introducer(person: Person, id: int | None, by: Actor) -> None:
    if id is None:
        return
    if id == person.id:
        raise Refused(Text("A person cannot introduce themselves."), "introduced_by_id")
    if not PERSON.is_visible(id, by):
        raise Refused(CHOOSE, "introduced_by_id")
    if person.id in queries.introducers_of(id):
        raise Refused(Text("This person was introduced by the person you are editing."), "introduced_by_id")
