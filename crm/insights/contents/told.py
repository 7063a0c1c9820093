"""Visits, answers, reports and tasks behind a number, as lists and sheets show them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.activities.models import Activity
from crm.contacts.queries import display_name
from crm.core import clock, here
from crm.core.texts import N_
from crm.insights.contents import behind
from crm.insights.queries import OwedReport, Slice
from crm.leads import queries as leads
from crm.missions.models import ItineraryItem
from crm.negotiations import queries as negotiations
from crm.outcomes.models import Outcome
from crm.outcomes.rules import ORDERS, SOURCES, STANDINGS
from crm.places.rules import Shown
from crm.tables import FileSheet
from crm.tasks.models import Task
from crm.web.filters import in_language
from crm.web.forms import translate

ShownCell = Shown | date | str | None

#: {set of answers: what its list is called}
ANSWERS: Final[dict[str, str]] = {
    "asked": N_("Questions on what came of a case"),
    "answered": N_("Answers to the questions on what came of a case"),
    "by_companies": N_("Answers by the companies themselves"),
    "unconfirmed": N_("Answers not reviewed yet"),
    "orders": N_("Cases with an order"),
    "expected": N_("Orders expected"),
    "continuing": N_("Talks continuing"),
    "contacts": N_("No talk yet"),
    "ended": N_("Ended without an order"),
    "unrated": N_("Cases with an order, without an exchange rate"),
}
#: {set: what the list of reports, and that of tasks, is called}
REPORTS: Final[dict[str, str]] = {
    "kept": N_("Reports approved in time"),
    "judged": N_("Reports approved, or late"),
    "waiting": N_("Reports still in time"),
}
TASKS: Final[dict[str, str]] = {
    "kept": N_("Tasks done in time"),
    "judged": N_("Tasks done, or late"),
    "waiting": N_("Tasks still in time"),
}


@dataclass(frozen=True)
class RecordList:
    """The heads of a list, the first being that of the record; how a record is called, and its other cells."""

    heads: Sequence[Any]
    titled: Callable[[Any, str], Shown]
    cells: Callable[[Any, str], Sequence[ShownCell]]

    def sheet(self, name: str, found: Slice[Any], language: str) -> FileSheet:
        """The records as a sheet."""

        def plain(cell: ShownCell) -> Any:
            return cell.text if isinstance(cell, Shown) else cell

        def row(record: Any) -> list[Any]:
            return [self.titled(record, language).text, *map(plain, self.cells(record, language))]

        return behind.records(name, list(map(str, self.heads)), found, row)


def _visit(item: ItineraryItem, language: str) -> list[ShownCell]:
    host = display_name(item.organisation, language) if item.organisation is not None else None
    return [date.fromisoformat(item.wall_start[:10]), host, _of(item.activity, language)]


def _case(row: Outcome, language: str) -> Shown:
    if row.negotiation is not None:
        return Shown(negotiations.title(row.negotiation, language), "")
    return leads.heading(row.lead, language) if row.lead is not None else Shown("", "")


def _answer(row: Outcome, language: str) -> list[ShownCell]:
    told = row.answered_at is not None
    words = ((STANDINGS, row.standing), (ORDERS, row.order), (SOURCES, row.source))
    return [
        row.due_on, clock.local(row.answered_at, here.zone()).date() if row.answered_at is not None else None,
        *(translate(table[code]) if told and code in table else "" for table, code in words),
        _of(row.activity, language),
    ]  # fmt: skip


def _task(task: Task, _language: str) -> list[ShownCell]:
    owner = task.owner.display_name if task.owner is not None else task.external_owner
    return [task.due_on, task.done_on, owner]


def _of(activity: Activity, language: str) -> Shown:
    name = in_language(activity.names, language)
    return Shown(name.text, name.language) if name else Shown("", "")


def _report_of(row: OwedReport, language: str) -> Shown:
    return _of(row.activity, language)


def _report(row: OwedReport, _language: str) -> list[ShownCell]:
    return [row.owed.limit, row.owed.done]


VISIT_LIST: Final = RecordList(
    [_l("Visit"), _l("Held on"), _l("Host"), _l("Activity")],
    lambda item, language: Shown(*item.worded("title", language)), _visit,
)  # fmt: skip
ANSWER_LIST: Final = RecordList(
    [_l("Case"), _l("Due"), _l("Answered"), _l("Stage"), _l("Order"), _l("Answered by"), _l("Activity")], _case, _answer
)
REPORT_LIST: Final = RecordList([_l("Activity"), _l("Due"), _l("Approved on")], _report_of, _report)
TASK_LIST: Final = RecordList(
    [_l("Task"), _l("Due"), _l("Done on"), _l("Person in charge")], lambda task, _language: Shown(task.text, ""), _task
)
