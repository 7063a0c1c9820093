"""What the tasks of a countdown say, in the language of whoever reads them."""

from collections.abc import Mapping, Sequence
from functools import partial

from flask_babel import force_locale

from crm.checklists import queries
from crm.checklists.kind import COUNTDOWN
from crm.core.languages import LOCALES
from crm.tasks.contents import Saying
from crm.tasks.models import Task
from crm.web.forms import translate


def sayings(tasks: Sequence[Task]) -> Mapping[int, Saying]:
    """{task id: its step in a language} of the tasks that a countdown made."""
    counted = [task.id for task in tasks if task.record_type == COUNTDOWN.table]
    return {id: partial(_said, label) for id, label in queries.labels(counted).items()} if counted else {}


def _said(label: str, language: str) -> str:
    with force_locale(LOCALES[language]):
        return translate(label)
