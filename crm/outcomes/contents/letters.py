"""Sentences in the language of who reads them: the reminder of a task, the letter that brings the link."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import quote

from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.core.languages import LOCALES
from crm.initiatives.queries import title
from crm.office import queries as offices
from crm.outcomes import queries
from crm.outcomes.models import Outcome
from crm.tasks.contents import Saying
from crm.tasks.models import Task


def reminder(activity: Activity, organisation_id: int | None, months: int, language: str) -> str:
    """What the task of the coordinator says."""
    company = contacts.organisation_names([organisation_id]).get(organisation_id, "") if organisation_id else ""
    return _reminder(activity, company, months, language)


def reminder_of(outcome: Outcome, activity: Activity, language: str) -> str:
    """The same on a paper in a language, which writes the company in one form."""
    company = contacts.written(outcome.organisation, language).name.text if outcome.organisation is not None else ""
    return _reminder(activity, company, outcome.months, language)


def sayings(tasks: Sequence[Task]) -> Mapping[int, Saying]:
    """{task id: what it says in a language} of the tasks that remind of outcomes."""
    asking = queries.of_tasks([task.id for task in tasks if task.record_type == ACTIVITY.table])
    companies = contacts.organisation_names([row.organisation_id for row in asking.values() if row.organisation_id])
    return {
        id: partial(_reminder, row.activity, companies.get(row.organisation_id or 0, ""), row.months)
        for id, row in asking.items()
    }


def _reminder(activity: Activity, company: str, months: int, language: str) -> str:
    values = {"company": company, "activity": title(activity.names, language)}
    with force_locale(LOCALES.get(language, "ja")):
        if company:
            return str(
                ngettext(
                    "Ask %(company)s for the outcomes %(num)d month after %(activity)s",
                    "Ask %(company)s for the outcomes %(num)d months after %(activity)s",
                    months,
                    **values,
                )
            )
        return str(
            ngettext(
                "Record the outcomes %(num)d month after %(activity)s",
                "Record the outcomes %(num)d months after %(activity)s",
                months,
                **values,
            )
        )


def letter(outcome: Outcome, link: str, until: datetime) -> tuple[str, str, str]:
    """(subject, text, address of a new mail with both) in the language that the company is asked in."""
    name = title(outcome.activity.names, outcome.language)
    organisation = outcome.organisation
    company = contacts.written(organisation, outcome.language).name.text if organisation is not None else ""
    with force_locale(LOCALES[outcome.language]):
        subject = _("Outcome of the talks at %(activity)s", activity=name)
        text = _(
            "Dear %(company)s,\n\nThank you for taking part in %(activity)s. Please let us know how the talks have "
            "progressed. It takes about two minutes and needs no password; the link can be used once, until "
            "%(until)s.\n\n%(link)s\n\nYours sincerely,\n%(chamber)s",
            company=company,
            activity=name,
            until=current_app.jinja_env.filters["date"](until.date()),
            link=link,
            chamber=offices.current().name(outcome.language),
        )
    return subject, text, f"mailto:?subject={quote(subject)}&body={quote(text)}"
