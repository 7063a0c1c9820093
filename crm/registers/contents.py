"""What the tasks of the registers say, to whoever is in charge in their language, and to others in theirs. They name
nobody: what a task says stays in the log, and its record tells the rest."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from flask_babel import force_locale, gettext

from crm.core.languages import LOCALES
from crm.registers import rules
from crm.registers.kind import BREACH, DATA_REQUEST
from crm.tasks.contents import Saying
from crm.tasks.models import Task
from crm.users.models import User

#: What the task of a request says to whoever is in charge; that of a report, by its code.
Words = Callable[[User], str]
ReportWords = Callable[[User, str], str]


def request_words(asked: str) -> Words:
    """“Answer a request about personal data: correction”."""
    return lambda owner: _request(asked, owner.language)


def report_words(owner: User, code: str) -> str:
    """“Report a data breach – Japan: first report …”."""
    return _report(code, owner.language)


def _request(asked: str, language: str) -> str:
    with force_locale(LOCALES[language]):
        return str(gettext("Answer a request about personal data: %(asked)s", asked=gettext(rules.ASKED[asked])))


def _report(code: str, language: str) -> str:
    with force_locale(LOCALES[language]):
        return str(gettext("Report a data breach – %(report)s", report=gettext(rules.CLOCK_LABELS[code])))


def sayings(tasks: Sequence[Task]) -> Mapping[int, Saying]:
    """{task id: what it says in a language} of the tasks of the registers. No statement is sent: the home page shows
    these tasks, and a text says by itself which of a few sentences it is."""
    found = {}
    for task in tasks:
        if sentences := _SENTENCES.get(task.record_type or ""):
            made = (saying for saying in sentences if task.text in map(saying, LOCALES))
            found[task.id] = next(made, None)
    return {id: saying for id, saying in found.items() if saying is not None}


_SENTENCES: Final[Mapping[str, Sequence[Saying]]] = {
    DATA_REQUEST.table: [partial(_request, asked) for asked in rules.ASKED],
    BREACH.table: [partial(_report, code) for code in rules.CLOCK_LABELS],
}
