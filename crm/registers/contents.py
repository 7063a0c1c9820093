"""What the tasks of the registers say, to whoever is in charge in their language."""

from collections.abc import Callable

from flask_babel import force_locale, gettext

from crm.contacts import queries as contacts
from crm.core.languages import LOCALES
from crm.registers import rules
from crm.users.models import User

#: What the task of a request says to whoever is in charge; that of a report, by its code.
Words = Callable[[User], str]
ReportWords = Callable[[User, str], str]


def request_words(person_id: int | None, requester: str, asked: str) -> Words:
    """“Answer 李明淑: what is kept about them”."""

    def told(owner: User) -> str:
        names = contacts.shown_names([person_id]) if person_id is not None else {}
        name = names[person_id].text if person_id in names else requester
        with force_locale(LOCALES[owner.language]):
            return str(
                gettext("Answer %(name)s about their data: %(asked)s", name=name, asked=gettext(rules.ASKED[asked]))
            )

    return told


def report_words(title: str) -> ReportWords:
    """“Data breach “Mail to all guests”: Japan: first report …”."""

    def told(owner: User, code: str) -> str:
        with force_locale(LOCALES[owner.language]):
            report = gettext(rules.CLOCK_LABELS[code])
            return str(gettext("Data breach “%(title)s” – %(report)s", title=title, report=report))

    return told
