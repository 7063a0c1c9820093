"""What the tasks say that ask for another assessment of a partner."""

from collections.abc import Mapping, Sequence
from functools import partial

from flask_babel import force_locale, gettext

from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION
from crm.contacts.models import Organisation
from crm.core.languages import LOCALES
from crm.partners import queries
from crm.tasks.contents import Saying
from crm.tasks.models import Task


def review(organisation: Organisation, language: str) -> str:
    """Whom to assess again, in a language; names of the organisation are loaded."""
    with force_locale(LOCALES[language]):
        name = contacts.display_name(organisation, language).text
        return str(gettext("Assess %(organisation)s again", organisation=name))


def sayings(tasks: Sequence[Task]) -> Mapping[int, Saying]:
    """{task id: what it says in a language} of the tasks of the next review."""
    ids = [task.id for task in tasks if task.record_type == ORGANISATION.table]
    return {id: partial(review, row.organisation) for id, row in (queries.reviews(ids) if ids else {}).items()}
