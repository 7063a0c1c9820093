"""What is changed on many people or organisations by a few fields, one record after another."""

from crm.audit.services import action
from crm.contacts import rules
from crm.contacts.models import Organisation, Person
from crm.contacts.queries import our_organisation_id
from crm.contacts.services.rows import check_codes, visible_place
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text


def mark_contact(person: Person, *, do_not_contact: bool, by: Actor | None) -> None:
    """Set whether a person may be contacted."""
    with action(rules.PERSON_CHANGED, by=by):
        person.do_not_contact = do_not_contact


def stand(organisation: Organisation, *, status: str, by: Actor | None) -> None:
    """Whether an organisation is at work, rests, or is gone."""
    check_codes([status], rules.ORGANISATION_STATUSES, "standing")
    with action(rules.ORGANISATION_CHANGED, by=by):
        organisation.status = status


def put_at(organisation: Organisation, *, place_id: int | None, country: str = "", by: Actor | None) -> None:
    """Where an organisation is; `country` where no place tells it. Refused for our own office."""
    if organisation.id == our_organisation_id():
        raise Refused(Text("This is our own office. Its own page tells where it is."))
    place = visible_place(place_id, by)
    with action(rules.ORGANISATION_CHANGED, by=by):
        organisation.place_id = place_id
        organisation.country = place.country if place is not None else country or organisation.country
