"""Exchanges of cards: who of ours, with whom, when and where."""

from dataclasses import dataclass
from datetime import date

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit.services import action
from crm.cards import queries, rules
from crm.cards.models import CardExchange
from crm.contacts.kind import PERSON
from crm.contacts.models import Person
from crm.core import here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.users import queries as users

CHOOSE = Text("Choose one from the list.")
EARLIEST = date(1950, 1, 1)


@dataclass(frozen=True)
class Exchange:
    """One exchange as it is written. Of ours either a member of staff or a person, not both."""

    exchanged_on: date | None
    user_id: int | None = None
    our_person_id: int | None = None
    place: str = ""
    activity_id: int | None = None
    direction: str = rules.BOTH
    card_id: int | None = None


def exchange(person: Person, given: Exchange, *, by: Actor) -> CardExchange:
    """Record that cards were exchanged with `person`.

    Refused without exactly one of ours, for a day to come, and when the same two did so on the same day already.
    """
    day = _checked(person, given, by)
    row = CardExchange(
        person_id=person.id, user_id=given.user_id, our_person_id=given.our_person_id, exchanged_on=day,
        place=given.place, activity_id=given.activity_id, direction=given.direction, card_id=given.card_id,
    )  # fmt: skip
    with action(rules.EXCHANGED, by=by):
        db.session.add(row)
    return row


def _checked(person: Person, given: Exchange, by: Actor) -> date:
    if (given.user_id is None) == (given.our_person_id is None):
        raise Refused(Text("Choose our side: either a member of staff or a person."), "user_id")
    users.check_in_charge(given.user_id, "user_id")
    if given.our_person_id == person.id:
        raise Refused(Text("A person cannot exchange cards with themselves."), "our_person_id")
    if given.our_person_id is not None and not PERSON.is_visible(given.our_person_id, by):
        raise Refused(CHOOSE, "our_person_id")
    if given.direction not in rules.DIRECTIONS:
        raise Refused(CHOOSE, "direction")
    if given.card_id is None:  # what a card says was looked at when it was taken, and nobody can correct it now
        check_activity(given.activity_id, by)
    day = checked_day(given.exchanged_on, "exchanged_on")
    if queries.is_exchanged(person.id, given.user_id, given.our_person_id, day):
        raise Refused(Text("This exchange of cards is recorded already, for the same two and the same day."))
    return day


def checked_day(day: date | None, field: str) -> date:
    """A day that has come at the office, whose zone is the first to begin a day. Refused for any other."""
    if day is None:
        raise Refused(Text("Fill in this field."), field)
    if day > here.today():
        raise Refused(Text("This date is in the future."), field)
    if day < EARLIEST:
        raise Refused(Text("Check the year."), field)
    return day


def check_activity(id: int | None, by: Actor) -> None:
    """Refused when `by` does not see the activity."""
    if id is not None and db.session.scalar(activities.visible_ids(by).where(Activity.id == id)) is None:
        raise Refused(CHOOSE, "activity_id")


def restore_exchange(row: CardExchange, *, by: Actor) -> None:
    """Bring an archived exchange back. Refused when the same one was recorded anew meanwhile."""
    if row.archived_at is not None and queries.is_exchanged(
        row.person_id, row.user_id, row.our_person_id, row.exchanged_on
    ):
        raise Refused(Text("This exchange of cards is recorded already, for the same two and the same day."))
    with action(rules.EXCHANGE_RESTORED, by=by):
        row.archived_at = None
