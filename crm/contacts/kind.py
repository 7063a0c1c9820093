"""Organisations and people as kinds of records."""

from sqlalchemy.orm import joinedload

from crm.contacts import queries
from crm.contacts.models import Organisation, Person
from crm.core.kinds import Kind
from crm.core.texts import N_

ORGANISATION = Kind(
    Organisation,
    queries.visible_organisations,
    noun=N_("Organisation"),
    plural=N_("Organisations"),
    page="contacts.organisation",
    names=lambda ids, _language: queries.organisation_names(ids),
    called=queries.display_name,
    loads=(joinedload(Organisation.names),),
    has_tasks=True,
)
PERSON = Kind(
    Person,
    queries.visible_people,
    noun=N_("Person"),
    plural=N_("People"),
    page="contacts.person",
    names=lambda ids, _language: queries.person_names(ids),
    called=queries.display_name,
    loads=(joinedload(Person.names),),
    has_tasks=True,
)
