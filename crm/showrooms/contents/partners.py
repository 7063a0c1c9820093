"""Sentences about the partner's link in the language of who reads them: the message that brings it, the tasks."""

from collections.abc import Mapping, Sequence
from functools import partial

from flask_babel import force_locale
from flask_babel import gettext as _

from crm.core import clock
from crm.core.languages import LOCALES
from crm.office import queries as offices
from crm.showrooms import queries
from crm.showrooms.kind import SHOWROOM
from crm.showrooms.models import PartnerLink, Settlement, Showroom
from crm.tasks.contents import Saying, worded
from crm.tasks.models import Task
from crm.web.days import day


def message(link: PartnerLink, address: str, settlement: Settlement, showroom: Showroom) -> str:
    """What the office sends to the partner with a link, in the language of the link."""
    with force_locale(LOCALES[link.language]):
        asked = _(
            "Please check the settlement statement %(number)s of %(showroom)s, confirm it or say what is wrong, and "
            "count the shelf. You need no account.",
            number=settlement.number,
            showroom=queries.called(showroom, link.language).text,
        )
        last = day(clock.local(link.until, showroom.place.timezone).date())
        until = _("The link works until %(day)s, once for each of the two.", day=last)
        return f"{asked}\n{until}\n{address}\n\n{offices.current().name(link.language)}"


def sayings(tasks: Sequence[Task]) -> Mapping[int, Saying]:
    """{task id: what it says in a language} of the tasks about what a partner said."""
    ours = [task for task in tasks if task.record_type == SHOWROOM.table]
    asked, counted = worded(ours, lambda name, language: _answer(name, name, language)), worded(ours, _compare)
    disputes = queries.asked_by_disputes(asked) if asked else {}
    counts = queries.asked_by_counts(counted) if counted else {}
    found: dict[int, Saying] = {id: partial(dispute_task, row, row.showroom) for id, row in disputes.items()}
    return found | {id: partial(count_task, row) for id, row in counts.items()}


def dispute_task(settlement: Settlement, showroom: Showroom, language: str) -> str:
    """The task of whoever made the link by which a statement was disputed."""
    return _answer(settlement.number, queries.called(showroom, language).text, language)


def _answer(number: str, showroom: str, language: str) -> str:
    with force_locale(LOCALES.get(language, "en")):
        said = _("Answer the dispute of the statement %(number)s (%(showroom)s)", number=number, showroom=showroom)
        return str(said)


def count_task(showroom: Showroom, language: str) -> str:
    """The task of whoever made the link by which a shelf was counted."""
    return _compare(queries.called(showroom, language).text, language)


def _compare(showroom: str, language: str) -> str:
    with force_locale(LOCALES.get(language, "en")):
        return str(_("Compare the partner's count with the book (%(showroom)s)", showroom=showroom))
