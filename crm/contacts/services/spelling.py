"""Names that papers lack are added: a person's in Latin letters, an organisation's in another language."""

from crm.audit.services import action
from crm.contacts import rules
from crm.contacts.models import Organisation, OrganisationName, Person, PersonName
from crm.contacts.rules import OrganisationNameInput, PersonNameInput
from crm.contacts.services.keys import organisation_keys, person_keys
from crm.contacts.services.rows import check_name
from crm.core.database import touch
from crm.core.languages import Language
from crm.core.permissions import Actor
from crm.core.records import assign


def spell(person: Person, latin: str, *, field: str, by: Actor | None) -> None:
    """Somebody's name in Latin letters, as the passport has it: told from now on, no guess. Names must be loaded."""
    name = rules.completed(PersonNameInput(Language.EN, latin, kind="latin_passport"))
    check_name(name.full, name.language, field)
    with action(rules.PERSON_CHANGED, by=by):
        row = PersonName()
        assign(row, name.columns())
        person.names.append(row)
        assign(person, person_keys(person.names))
        touch(person)


def name_in(organisation: Organisation, text: str, language: str, *, field: str, by: Actor | None) -> None:
    """The official name of an organisation in a language in which it has none. Names must be loaded."""
    check_name(text, language, field)
    with action(rules.ORGANISATION_CHANGED, by=by):
        row = OrganisationName()
        assign(row, OrganisationNameInput(text, language).columns() | {"is_primary": False})
        organisation.names.append(row)
        assign(organisation, organisation_keys(organisation.names))
        touch(organisation)
