"""What was on record on the day of a report: an old one does not tell what came of things later."""

from collections.abc import Container, Sequence
from datetime import date, datetime

from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.core import clock, here
from crm.meetings.models import Meeting
from crm.reports import queries as reports
from crm.reports import rules
from crm.reports.models import MissionReport
from crm.tasks.models import Task
from crm.tasks.rules import is_overdue


def known_on(report: MissionReport | None) -> date:
    """The last day of which a report knows anything: that of its last approval, on paper that of the stamp; else today.

    Whoever approved it cannot have read what came later, however much later it is frozen or put into another language.
    """
    today = here.today()
    if report is None or report.approved_at is None:
        return today
    last = report.steps[-1].paper_on if report.steps else None
    return min(last or clock.local(report.approved_at, here.zone()).date(), today)


def day_of(activity: Activity, record: MissionReport | None, day: date | None) -> date:
    """The day on the report, else the day given, else that of the approved one, else today.

    A final report on what is over is never of a day before its end, and none is of a day that is still to come: what it
    brings is not known. An interim report, and one on what still goes on, tells what was known on its own day.
    """
    today = here.today()
    told = (record.reported_on if record is not None else day or reports.approved_day(activity.id)) or today
    interim = record is not None and record.stage == rules.INTERIM
    if activity.end_on <= today and not interim:
        told = max(told, activity.end_on)
    return min(told, today)


def held_by(talks: Sequence[Meeting], report: MissionReport | None) -> Sequence[Meeting]:
    """The talks without those after the approval of a report. A draft has all: what bears a wrong day is seen there."""
    if report is None or report.approved_at is None:
        return talks
    last = known_on(report)
    return [row for row in talks if row.held_on <= last]


def done_by(task: Task, day: date) -> bool:
    """Whether a next step was done on a day."""
    return task.status == "done" and (task.done_on is None or task.done_on <= day)


def state_by(
    task: Task,
    day: date,
    *,
    unconfirmed: Container[int],
    resting: Container[int] = (),
    signed: Container[int] = (),
) -> str:
    """What a next step was on a day: rules.STEPS. What an answer says is confirmed once somebody looked at it."""
    if done_by(task, day):
        return rules.STEP_ANSWERED if task.id in unconfirmed else rules.STEP_DONE
    if task.id in resting:
        return rules.STEP_RESTS
    if task.id in signed:
        return rules.STEP_SIGNED
    return rules.STEP_LATE if is_overdue("open", task.due_on, day, rests=False) else rules.STEP_OPEN


def known(steps: Sequence[Task], activity: Activity, until: datetime) -> list[Task]:
    """The next steps that were written down up to the end of the day of a report.

    Of an activity that was itself entered later, nobody can say which they were: all are told.
    """
    return [task for task in steps if activity.created_at >= until or task.created_at < until]


def others(signed: Sequence[Agreement], counted: Sequence[Agreement]) -> list[Agreement]:
    """What was signed beside what is counted."""
    known = {row.id for row in counted}
    return [row for row in signed if row.id not in known]
