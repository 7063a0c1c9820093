"""How long things take (domain.md §3.4): stages, the way to signing, the answer to a lead, reports and tasks."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, cast, func, literal, not_, null, select, union_all

from crm.activities.models import Activity
from crm.core import clock, here
from crm.core.database import Moment, db
from crm.insights.queries import population
from crm.insights.queries.cases import Case, about_cases, cases_between, matching, signed_in_window, signed_late, talked
from crm.insights.queries.cohort import captured
from crm.insights.rules import Duration, Interval, Selection, Survival, survival, time_in_stage, wilson
from crm.insights.rules.durations import survival_of
from crm.leads.models import Lead
from crm.negotiations import queries as negotiations
from crm.negotiations import rules as stages
from crm.negotiations.models import Negotiation, StageVisit
from crm.places.queries import our_days
from crm.reports.models import MissionReport
from crm.reports.rules import DUE_DAYS, due_on
from crm.tasks import queries as tasks
from crm.tasks.models import Task

#: A lead is answered within so many days after the activity, as its report is owed; and in working days.
WITHIN_DAYS, WITHIN_WORKING_DAYS = DUE_DAYS, 3
#: Who is there for longer than a fortnight answers from the lead's own day on.
LONG_DAYS = 14
#: How a lead counts: answered in time, late, or still in time.
KEPT, LATE, WAITING = "kept", "late", "waiting"
#: {how an address asks for the limit: its place in `answers`}
LIMITS: Final = {"working": 0, "days": 1}
#: {set of an address: what it holds}; those that are judged are the first two.
ANSWER_SETS: Final = {"kept": (KEPT,), "judged": (KEPT, LATE), "waiting": (WAITING,)}
_REACH = 30  #: days in which three are worked, whatever lies between


@dataclass(frozen=True)
class InTime:
    """The share that was done in time, and how many still have time: those are not judged."""

    share: Interval | None
    waiting: int


@dataclass(frozen=True, slots=True)
class DueRecord:
    """A record, the last day on which what it asks for is done in time, and the day on which it was done."""

    id: int
    limit: date
    done: date | None

    def judged_as(self, as_of: date) -> str:
        """How it counts: one of ANSWER_SETS."""
        if self.done is None and self.limit >= as_of:
            return WAITING
        return KEPT if self.done is not None and self.done <= self.limit else LATE


@dataclass(frozen=True)
class TimeFigures:
    """`stages` by code, for visits that began in the period; the others by their own day, see the page's footnotes."""

    as_of: date
    stages: Mapping[str, Survival]
    signing: Survival
    signed_late: int  #: of those that `signing` calls open: signed after the window, or before the first talk
    answered_in_working_days: InTime
    answered_in_days: InTime
    reported: InTime
    tasks: InTime


def time_figures(wanted: Selection, *, as_of: date) -> TimeFigures:
    """The figures; a fixed number of queries."""
    begun = talked(cases_between(wanted), wanted, as_of)
    (working, usual), owed = _answers_and_tasks(wanted)
    return TimeFigures(
        as_of=as_of,
        stages=_in_stages(wanted, as_of),
        signing=survival(to_signing(case, as_of) for case in begun),
        signed_late=len(signed_late(begun, wanted, as_of)),
        answered_in_working_days=_in_time(working, as_of),
        answered_in_days=_in_time(usual, as_of),
        reported=_in_time(reports(wanted, as_of), as_of),
        tasks=_in_time(owed, as_of),
    )


def to_signing(case: Case, as_of: date) -> Duration:
    """Days from the first talk to signing; one that has not signed is censored when it was lost, else today."""
    since = case.first_talk_on or as_of
    if signed_in_window(case, as_of) and case.signed_on is not None:
        return Duration((case.signed_on - since).days, ended=True)
    return Duration(max(0, (min(case.lost_on or as_of, as_of) - since).days), ended=False)


def _in_time(rows: Sequence[DueRecord], as_of: date) -> InTime:
    """The share that was done in time. What is neither done nor too late yet waits."""
    found = Counter(row.judged_as(as_of) for row in rows)
    return InTime(wilson(found[KEPT], found[KEPT] + found[LATE]), found[WAITING])


def _working_limits(ends: Collection[date]) -> dict[date, date]:
    """{last day of an activity: the last day to answer in, by our own calendar}."""
    if not ends:
        return {}
    ours = our_days(min(ends), max(ends) + timedelta(days=_REACH))
    return {end: ours.after(end, WITHIN_WORKING_DAYS) for end in ends}


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else clock.local(moment, here.zone()).date()


def _local_days() -> Callable[[datetime | None], date | None]:
    # Kept: for this one answer; many leads were captured and answered in one moment.
    return cache(_day)


@dataclass(frozen=True, slots=True)
class Stay:
    """One visit of a negotiation to a stage."""

    negotiation_id: int
    stage: str
    duration: Duration


def stage_visits(wanted: Selection, as_of: date) -> list[Stay]:
    """The visits that began in the period; moves that were taken back do not count."""
    columns = (StageVisit.negotiation_id, StageVisit.stage, StageVisit.entered_on, StageVisit.left_on)
    rows = db.session.execute(
        select(*columns).where(*_begun(wanted, as_of)).order_by(StageVisit.negotiation_id, StageVisit.place)
    )
    return [Stay(id, stage, time_in_stage(entered, left, as_of=as_of)) for id, stage, entered, left in rows]


def _begun(wanted: Selection, as_of: date) -> list[ColumnElement[bool]]:
    """The visits that began in the period and by a day, of the cases that the conditions hold."""
    last = min(wanted.until or as_of, as_of)
    asked = about_cases(wanted)
    held = (
        StageVisit.negotiation_id.in_(matching(wanted).with_only_columns(Negotiation.id))
        if asked
        else StageVisit.negotiation_id.not_in(negotiations.left_out())
    )
    return [StageVisit.entered_on.between(wanted.since or date.min, last), held]


def _in_stages(wanted: Selection, as_of: date) -> dict[str, Survival]:
    """Kaplan and Meier's median of the visits of each stage; the database counts them by their days."""
    over = and_(StageVisit.left_on.is_not(None), StageVisit.left_on <= as_of)
    days = case((over, StageVisit.days))
    since = case((not_(over), StageVisit.entered_on))
    rows = db.session.execute(
        select(StageVisit.stage, days, since, func.count())
        .where(*_begun(wanted, as_of))
        .group_by(StageVisit.stage, days, since)
    )
    found: dict[str, Counter[tuple[int, bool]]] = {code: Counter() for code in stages.STAGES}
    for stage, lasted, entered, number in rows:
        found[stage][(as_of - entered).days if lasted is None else lasted, lasted is not None] += number
    return {code: survival_of(counts) for code, counts in found.items()}


def answers(wanted: Selection) -> tuple[list[DueRecord], list[DueRecord]]:
    """Of the leads captured in the period, by working days and by all days."""
    return _answers(db.session.execute(_asked_leads(wanted)))


def _asked_leads(wanted: Selection) -> Select[*tuple[Any, ...]]:
    return captured(wanted).with_only_columns(
        Lead.id, Activity.start_on, Activity.end_on, Lead.captured_at, Lead.first_followup_at
    )


def _answers(found: Iterable[Any]) -> tuple[list[DueRecord], list[DueRecord]]:
    local = _local_days()
    rows = [(id, _owed_from(start, end, local(at)), local(done)) for id, start, end, at, done in found]
    limits = _working_limits({end for _, end, _ in rows})
    return (
        [DueRecord(id, limits[end], done) for id, end, done in rows],
        [DueRecord(id, end + timedelta(days=WITHIN_DAYS), done) for id, end, done in rows],
    )


def _owed_from(start: date, end: date, captured_on: date | None) -> date:
    """The last day of the activity; of one that goes on for long, the lead's own day: nobody waits so long."""
    long = (end - start).days >= LONG_DAYS
    return captured_on if long and captured_on is not None else end


def reports(wanted: Selection, as_of: date) -> list[DueRecord]:
    """The activities that ended in the period and were held, with the day of the first approval of a report; the
    latest first."""
    approved = select(func.min(MissionReport.approved_at)).where(MissionReport.activity_id == Activity.id)
    held = population.held(wanted, as_of, also=approved.correlate(Activity).scalar_subquery())
    return [DueRecord(id, due_on(held.ends[id]), _day(held.also[id])) for id in held.took_place]


def tasks_due(wanted: Selection) -> list[DueRecord]:
    """The tasks that were due in the period, without those cancelled or at rest, the latest first."""
    rows = db.session.execute(_owed_tasks(wanted).order_by(Task.due_on.desc(), Task.id.desc()))
    return [DueRecord(id, due, done) for id, due, done in rows]


def _owed_tasks(wanted: Selection) -> Select[Any]:
    rests = and_(Task.status == "open", tasks.resting())
    statement: Any = select(Task).where(Task.status != "cancelled", not_(rests))
    if wanted.since is not None:
        statement = statement.where(Task.due_on >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(Task.due_on <= wanted.until)
    if wanted.owner_id is not None:
        statement = statement.where(Task.owner_id == wanted.owner_id)
    owed: Select[Any] = statement.with_only_columns(Task.id, Task.due_on, Task.done_on)
    return owed


def _answers_and_tasks(wanted: Selection) -> tuple[tuple[list[DueRecord], list[DueRecord]], list[DueRecord]]:
    """`answers` and `tasks_due`, in no order, out of one query."""
    leads, owed = _asked_leads(wanted), _owed_tasks(wanted)
    never = cast(null(), Moment)
    rows = db.session.execute(
        union_all(
            leads.with_only_columns(literal("lead"), *leads.selected_columns),
            owed.with_only_columns(literal("task"), *owed.selected_columns, never, never),
        )
    ).all()
    done = [DueRecord(id, due, on) for kind, id, due, on, *_rest in rows if kind == "task"]
    return _answers(row[1:] for row in rows if row[0] == "lead"), done
