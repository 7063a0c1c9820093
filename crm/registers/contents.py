"""What the tasks of the registers say, to whoever is in charge in their language, and to others in theirs. They name
nobody: what a task says stays in the log, and its record tells the rest."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from flask_babel import force_locale, gettext

from crm.core.languages import LOCALES
from crm.registers import queries, rules
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
    """{task id: what it says in a language} of the tasks of the registers."""
    ids = [task.id for task in tasks if task.record_type in (DATA_REQUEST.table, BREACH.table)]
    if not ids:
        return {}
    found: dict[int, Saying] = {id: partial(_request, asked) for id, asked in queries.requests_of(ids).items()}
    return found | {id: partial(_report, code) for id, code in queries.reports_of(ids).items()}
