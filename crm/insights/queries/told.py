"""The records behind the numbers that count neither leads nor cases: visits, answers, reports, tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import joinedload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts.models import Organisation
from crm.core.permissions import Actor
from crm.insights.queries import population
from crm.insights.queries.cohort import start_of
from crm.insights.queries.slices import Cursor, Slice, by_id, seen, sliced
from crm.insights.queries.times import ANSWER_SETS, DueRecord, reports, tasks_due
from crm.insights.rules import Selection
from crm.missions import queries as missions
from crm.missions.models import ItineraryItem
from crm.outcomes import queries as outcomes
from crm.outcomes.models import Outcome
from crm.tasks import queries as tasks
from crm.tasks.models import Task

#: What a row of visits shows.
_VISITED: Final = (
    joinedload(ItineraryItem.activity).selectinload(Activity.names),
    joinedload(ItineraryItem.organisation).selectinload(Organisation.names),
)


@dataclass(frozen=True)
class OwedReport:
    """An activity (names loaded) with the last day for its report, and the day on which one was approved."""

    activity: Activity
    owed: DueRecord


def visits_behind(wanted: Selection, *, user: Actor, as_of: date, cursor: Cursor = None) -> Slice[ItineraryItem]:
    """The visits of the activities that ended in the period, the latest first."""
    until = min(wanted.until or as_of, as_of)
    held = population.held(wanted, until)
    found = missions.visits_begun(held.took_place, start_of(until + timedelta(days=1)))

    def show(rows: Sequence[ItineraryItem]) -> list[ItineraryItem]:
        records = by_id(ItineraryItem, [row.id for row in rows], *_VISITED)
        return [records[row.id] for row in rows]

    return sliced(found, cursor, of=lambda row: row.activity_id, visible=_activities(user), show=show)


def outcomes_behind(wanted: Selection, *, name: str, user: Actor, as_of: date, cursor: Cursor = None) -> Slice[Outcome]:
    """The questions of one of `outcomes.rules.TOLD_SETS` that were due in the period: of a case that counts once, the
    latest that was answered."""
    found = outcomes.told_sets(wanted.since or date.min, min(wanted.until or as_of, as_of))[name]

    def show(rows: Sequence[Outcome]) -> list[Outcome]:
        records = by_id(Outcome, [row.id for row in rows], *outcomes.LOADED)
        return [records[row.id] for row in rows]

    return sliced(found, cursor, of=lambda row: row.activity_id, visible=_activities(user), show=show)


def reports_behind(
    wanted: Selection, *, name: str, user: Actor, as_of: date, cursor: Cursor = None
) -> Slice[OwedReport]:
    """The activities whose report counts in one of ANSWER_SETS."""

    def show(rows: Sequence[DueRecord]) -> list[OwedReport]:
        records = by_id(Activity, [row.id for row in rows], *activities.LISTED)
        activities.named(records.values())
        return [OwedReport(records[row.id], row) for row in rows]

    rows = _of_set(reports(wanted, as_of), name, as_of)
    return sliced(rows, cursor, of=lambda row: row.id, visible=_activities(user), show=show)


def tasks_behind(wanted: Selection, *, name: str, user: Actor, as_of: date, cursor: Cursor = None) -> Slice[Task]:
    """The tasks that count in one of ANSWER_SETS."""

    def show(rows: Sequence[DueRecord]) -> list[Task]:
        records = by_id(Task, [row.id for row in rows], joinedload(Task.owner))
        return [records[row.id] for row in rows]

    rows = _of_set(tasks_due(wanted), name, as_of)
    return sliced(rows, cursor, of=lambda row: row.id, visible=seen(Task, tasks.visible_to, user), show=show)


def _of_set(rows: Sequence[DueRecord], name: str, as_of: date) -> list[DueRecord]:
    return [row for row in rows if row.judged_as(as_of) in ANSWER_SETS[name]]


def _activities(user: Actor) -> set[int]:
    return seen(Activity, activities.visible_to, user)
