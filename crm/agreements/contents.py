"""What the task says that reminds of a last day for notice."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from flask_babel import force_locale, gettext

from crm.agreements import queries
from crm.agreements.kind import AGREEMENT
from crm.core.languages import LOCALES
from crm.tasks.contents import Saying
from crm.tasks.models import Task
from crm.web.days import day


def reminder(title: str, notice_on: date, language: str) -> str:
    """The question whether to renew, in a language."""
    with force_locale(LOCALES[language]):
        until = day(notice_on)
        return str(gettext("Renew or end “%(title)s”? Last day for notice: %(day)s", title=title, day=until))


def sayings(tasks: Sequence[Task]) -> Mapping[int, Saying]:
    """{task id: the question in a language} of the tasks that were made because a last day for notice comes."""
    hanging = {task.id: task.record_id for task in tasks if task.record_type == AGREEMENT.table and task.record_id}
    known = queries.reminded(set(hanging.values())) if hanging else {}
    return {id: partial(reminder, *known[agreement]) for id, agreement in hanging.items() if agreement in known}
