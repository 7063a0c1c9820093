"""What the tasks of the registers say, to whoever is in charge in their language. They name nobody: what a task says
stays in the log, and its record tells the rest."""

from collections.abc import Callable

from flask_babel import force_locale, gettext

from crm.core.languages import LOCALES
from crm.registers import rules
from crm.users.models import User

#: What the task of a request says to whoever is in charge; that of a report, by its code.
Words = Callable[[User], str]
ReportWords = Callable[[User, str], str]


def request_words(asked: str) -> Words:
    """“Answer a request about personal data: correction”."""

    def told(owner: User) -> str:
        with force_locale(LOCALES[owner.language]):
            return str(gettext("Answer a request about personal data: %(asked)s", asked=gettext(rules.ASKED[asked])))

    return told


def report_words(owner: User, code: str) -> str:
    """“Report a data breach – Japan: first report …”."""
    with force_locale(LOCALES[owner.language]):
        return str(gettext("Report a data breach – %(report)s", report=gettext(rules.CLOCK_LABELS[code])))
