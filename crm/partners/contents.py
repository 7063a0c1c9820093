"""What the tasks say that ask for another assessment of a partner."""

from collections.abc import Mapping, Sequence
from functools import partial

from flask_babel import force_locale, gettext

from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION
from crm.contacts.models import Organisation
from crm.core.languages import LOCALES
from crm.partners import queries
from crm.tasks.contents import Saying, worded
from crm.tasks.models import Task


def review(organisation: Organisation, language: str) -> str:
    """Whom to assess again, in a language; names of the organisation are loaded."""
    return _again(contacts.display_name(organisation, language).text, language)


def _again(name: str, language: str) -> str:
    with force_locale(LOCALES[language]):
        return str(gettext("Assess %(organisation)s again", organisation=name))


def sayings(tasks: Sequence[Task]) -> Mapping[int, Saying]:
    """{task id: what it says in a language} of the tasks of the next review."""
    ids = worded((task for task in tasks if task.record_type == ORGANISATION.table), _again)
    return {id: partial(review, row.organisation) for id, row in (queries.reviews(ids) if ids else {}).items()}
