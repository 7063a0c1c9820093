"""The lists behind the numbers that count neither leads nor cases: visits, answers, reports, tasks."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from crm.core.paging import cursor_of
from crm.core.permissions import Permission
from crm.insights import contents, queries
from crm.insights.contents import RecordList, ShownCell
from crm.insights.queries import OwedReport, Slice
from crm.insights.views.figures import asked, bp, kept
from crm.missions.models import ItineraryItem
from crm.outcomes.models import Outcome
from crm.outcomes.rules import TOLD_SETS
from crm.places.rules import Shown
from crm.tasks.models import Task
from crm.web.access import me, requires
from crm.web.forms import translate
from crm.web.locale import language
from crm.web.pages import page


@dataclass(frozen=True)
class RecordRow:
    """A record as its list shows it: what it is called, where it is (None: in the archive), and its other cells."""

    title: Shown
    url: str | None
    cells: Collection[ShownCell]


@bp.get("/visits")
@requires(Permission.INSIGHTS_READ)
def visits() -> Response:
    filters = asked()
    found = queries.visits_behind(filters.selection(), user=me(), as_of=filters.as_of, cursor=cursor_of(request.args))
    return _listed(found, contents.VISIT_LIST, _at_visit, _("Visits behind the figure"), "month")


@bp.get("/outcomes")
@requires(Permission.INSIGHTS_READ)
def outcomes() -> Response:
    """What was asked of the companies, or one sort of answers: `set` is one of TOLD_SETS."""
    name = _set(TOLD_SETS)
    found = queries.outcomes_behind(name=name, **_who())
    return _listed(found, contents.ANSWER_LIST, _at_outcome, translate(contents.ANSWERS[name]), "month")


@bp.get("/reports")
@requires(Permission.INSIGHTS_READ)
def reports() -> Response:
    """The activities of which a report is owed: `set` is one of ANSWER_SETS."""
    name = _set(queries.ANSWER_SETS)
    found = queries.reports_behind(name=name, **_who())
    return _listed(found, contents.REPORT_LIST, _at_activity, translate(contents.REPORTS[name]), "times")


@bp.get("/tasks")
@requires(Permission.INSIGHTS_READ)
def tasks() -> Response:
    """The tasks that were due: `set` is one of ANSWER_SETS."""
    name = _set(queries.ANSWER_SETS)
    found = queries.tasks_behind(name=name, **_who())
    return _listed(found, contents.TASK_LIST, _at_task, translate(contents.TASKS[name]), "times")


def _who() -> dict[str, Any]:
    filters = asked()
    return {
        "wanted": filters.selection(), "user": me(), "as_of": filters.today, "cursor": cursor_of(request.args),
    }  # fmt: skip


def _set(known: Collection[str]) -> str:
    name = request.args.get("set", "")
    if name not in known:
        abort(404)
    return name


def _listed(
    found: Slice[Any], shown: RecordList, at: Callable[[Any], str | None], heading: str, above: str
) -> Response:
    """`above`: the page that the number stands on."""
    rows = [RecordRow(shown.titled(row, language()), at(row), shown.cells(row, language())) for row in found.rows]
    return page("insights/records.html", block="results", filters=asked(), result=replace(found, rows=rows),
                heading=heading, heads=shown.heads, above=above, kept=kept())  # fmt: skip


def _at_visit(item: ItineraryItem) -> str | None:
    return None if item.archived_at or item.activity.archived_at else url_for("missions.item", id=item.id)


def _at_outcome(row: Outcome) -> str | None:
    about = row.negotiation or row.lead
    gone = row.archived_at or row.activity.archived_at or (about is not None and about.archived_at)
    return None if gone else url_for("outcomes.record", id=row.id)


def _at_activity(row: OwedReport) -> str | None:
    return None if row.activity.archived_at else url_for("missions.record", id=row.activity.id)


def _at_task(task: Task) -> str | None:
    return None if task.archived_at else url_for("tasks.record", id=task.id)
