"""Which reports a user sees, whose turn it is, and whether an activity has an approved one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import defer, joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.rules import ASKED_IN
from crm.core import here, reading
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor
from crm.core.records import only
from crm.office import queries as offices
from crm.reports import rules
from crm.reports.models import MissionReport, ReportSection, ReportStep, ReportText

LOADED: tuple[Any, ...] = (
    joinedload(MissionReport.activity).selectinload(Activity.names),
    selectinload(MissionReport.sections),
    selectinload(MissionReport.steps).options(joinedload(ReportStep.user), joinedload(ReportStep.entered_by)),
    selectinload(MissionReport.events),
)
#: Not those that never took place, nor a plan that nobody approved.
REPORTED_ON: Final = ASKED_IN | {"closed"}
_LISTED: tuple[Any, ...] = (
    joinedload(MissionReport.activity).joinedload(Activity.names),
    joinedload(MissionReport.steps).joinedload(ReportStep.user),
)


def has_approved(activity_id: int) -> bool:
    """Whether an activity has an approved report: without one it cannot be closed (INV-A2)."""
    return activity_id in with_approved([activity_id])


def with_approved(activity_ids: Collection[int]) -> set[int]:
    """Which of the activities have an approved final report, in either form."""
    statement = select(MissionReport.activity_id).where(
        MissionReport.activity_id.in_(activity_ids),
        MissionReport.status == "approved",
        MissionReport.stage == rules.FINAL,
        MissionReport.archived_at.is_(None),
    )
    return set(db.session.scalars(statement))


def visible_to(user: Actor) -> Select[MissionReport]:
    """The reports of the activities a user sees."""
    return select(MissionReport).where(
        MissionReport.archived_at.is_(None), MissionReport.activity_id.in_(activities.visible_ids(user))
    )


def one(id: int, *, user: Actor) -> MissionReport:
    """The report with parts, approvers and events; NotVisible when there is none for this user."""
    return only(visible_to(user), id, *LOADED)


def section(report: MissionReport, part: str) -> ReportSection:
    """A part of a loaded report with its earlier texts; NotVisible when the report has no such part."""
    statement = (
        select(ReportSection)
        .where(ReportSection.report_id == report.id, ReportSection.part == part)
        .options(selectinload(ReportSection.texts).joinedload(ReportText.author), joinedload(ReportSection.report))
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise NotVisible
    return found


def drafted_texts(report_id: int) -> dict[str, str]:
    """{part: the text that was drafted for it last}; a part for which nothing was drafted is not there."""
    statement = (
        select(ReportSection.part, ReportText.text)
        .join(ReportText, ReportText.section_id == ReportSection.id)
        .where(ReportSection.report_id == report_id, ReportText.author_id.is_(None))
    )
    return dict(db.session.execute(statement.order_by(ReportText.id)).all())


def earlier_texts(section_id: int) -> list[ReportText]:
    """Every text that a part had, the first one first."""
    statement = select(ReportText).where(ReportText.section_id == section_id).order_by(ReportText.id)
    return list(db.session.scalars(statement))


def of_activity(activity_id: int, *, user: Actor) -> list[MissionReport]:
    """The reports of an activity, the newest edition first."""
    statement = visible_to(user).where(MissionReport.activity_id == activity_id).options(*_LISTED)
    return list(db.session.scalars(statement.order_by(MissionReport.id.desc())).unique())


def latest(activity_id: int, language: str, *, user: Actor, form: str = rules.FULL) -> MissionReport | None:
    """The newest edition of a form in a language, with all that is printed of it."""
    statement = visible_to(user).where(
        MissionReport.activity_id == activity_id, MissionReport.language == language, MissionReport.form == form
    )  # fmt: skip
    ordered = statement.options(*LOADED).order_by(MissionReport.edition.desc()).limit(1)
    return db.session.scalars(ordered).unique().one_or_none()


def given_out(activity_id: int, language: str, *, user: Actor) -> MissionReport | None:
    """What is meant by the report of an activity in a language, with all that is printed of it: the approved edition,
    a final one before an interim one; the newest draft only while none is approved.
    """
    approved = MissionReport.status == "approved"
    rank = case((approved & (MissionReport.stage == rules.FINAL), 0), (approved, 1), else_=2)
    statement = visible_to(user).where(
        MissionReport.activity_id == activity_id, MissionReport.language == language, MissionReport.form == rules.FULL
    )
    ordered = statement.options(*LOADED).order_by(rank, MissionReport.edition.desc()).limit(1)
    return db.session.scalars(ordered).unique().one_or_none()


def due(activity_id: int, *, user: Actor) -> date | None:
    """By when the report on an activity is owed; None while it is not over, or once a final one is handed in."""
    return next((row.on for row in owed(user=user, activity_id=activity_id)), None)


@dataclass(frozen=True)
class Owed:
    """An activity that is over and whose final report nobody has handed in, or has been returned."""

    activity: Activity  #: names loaded
    on: date  #: by when the report is owed
    report: MissionReport | None  #: the newest, where one is begun


#: How many days after the end a missing report is still asked for on the home page.
ASKED_FOR: Final = 90
MOST_OWED: Final = 6


def owed(*, user: Actor, activity_id: int | None = None, limit: int = MOST_OWED) -> list[Owed]:
    """The activities from the day of return on whose report is owed, the most urgent first. One query."""
    asked = _over(user, here.today(), activity_id is not None, limit)
    found = db.session.execute(asked, reading.by(user, activity=activity_id)).unique()
    return [Owed(activity, rules.due_on(activity.end_on), newest) for activity, newest in found]


@reading.kept
def _over(user: Actor, today: date, of_one: bool, limit: int) -> Select[Activity, MissionReport]:
    begun = select(func.max(MissionReport.id)).where(
        MissionReport.activity_id == Activity.id, MissionReport.archived_at.is_(None)
    )
    statement = activities.visible_to(user).where(
        Activity.status.in_(REPORTED_ON), Activity.end_on <= today, Activity.id.not_in(_handed_in())
    )
    if of_one:
        statement = statement.where(Activity.id == bindparam("activity"))
    else:
        statement = statement.where(Activity.end_on >= today - timedelta(days=ASKED_FOR))
    ordered = statement.order_by(Activity.end_on, Activity.id).limit(limit).options(joinedload(Activity.names))
    newest = MissionReport.id == begun.correlate(Activity).scalar_subquery()
    return ordered.outerjoin(MissionReport, newest).add_columns(MissionReport).options(defer(MissionReport.frozen))


def _handed_in() -> Select[int]:
    return select(MissionReport.activity_id).where(
        MissionReport.status.not_in(rules.OPEN), MissionReport.stage == rules.FINAL, MissionReport.archived_at.is_(None)
    )


def approved_in_another(activity_id: int, language: str, form: str = rules.FULL) -> MissionReport | None:
    """The approved final edition of a report in another language: what one in `language` is a translation of.

    The one that was approved first, in its newest edition.
    """
    statement = select(MissionReport).where(
        MissionReport.activity_id == activity_id, MissionReport.form == form, MissionReport.language != language,
        MissionReport.status == "approved", MissionReport.stage == rules.FINAL, MissionReport.archived_at.is_(None),
    )  # fmt: skip
    loaded = statement.options(
        defer(MissionReport.frozen),
        selectinload(MissionReport.sections),
        selectinload(MissionReport.steps).joinedload(ReportStep.user),
    )
    rows = list(db.session.scalars(loaded.order_by(MissionReport.id)))
    return max((row for row in rows if row.language == rows[0].language), key=lambda row: row.edition, default=None)


def begins_on(activity_id: int, language: str, form: str = rules.FULL) -> date:
    """Of which day the next edition in a language is: the first in a further language of that of the approved one, of
    which it is a translation; else of that in another language whose number it bears; any other of today.
    """
    edition = next_edition(activity_id, language, form)
    model = None if edition > 1 else approved_in_another(activity_id, language, form)
    if model is not None:
        return model.reported_on
    same = select(MissionReport.reported_on).where(
        MissionReport.activity_id == activity_id, MissionReport.form == form, MissionReport.edition == edition,
        MissionReport.language != language, MissionReport.number != "", MissionReport.archived_at.is_(None),
    )  # fmt: skip
    return db.session.scalar(same.order_by(MissionReport.id).limit(1)) or here.today()


def approved_day(activity_id: int) -> date | None:
    """The day of the report of an activity that was approved last, in any language; None when none was."""
    statement = select(MissionReport.reported_on).where(
        MissionReport.activity_id == activity_id, MissionReport.status == "approved", MissionReport.stage == rules.FINAL
    )
    return db.session.scalar(statement.order_by(MissionReport.reported_on.desc()).limit(1))


def reporter_of(activity_id: int) -> str:
    """Who signs the reports of an activity, in whatever form and language: one mission has one reporter. That of the
    one that was approved last, else of the newest; "" where nobody is named yet.
    """
    approved = (MissionReport.status == "approved") & (MissionReport.stage == rules.FINAL)
    statement = select(MissionReport.reporter).where(
        MissionReport.activity_id == activity_id, MissionReport.archived_at.is_(None), MissionReport.reporter != ""
    )
    first = case((approved, 0), else_=1), MissionReport.reported_on.desc(), MissionReport.id.desc()
    return db.session.scalar(statement.order_by(*first).limit(1)) or ""


def approved_number(activity_id: int) -> str:
    """The number that the office gave the report of an activity that was approved last; "" where there is none."""
    statement = select(MissionReport).where(
        MissionReport.activity_id == activity_id, MissionReport.status == "approved", MissionReport.form == rules.FULL,
        MissionReport.stage == rules.FINAL, MissionReport.archived_at.is_(None),
    )  # fmt: skip
    ordered = statement.options(defer(MissionReport.frozen)).order_by(
        MissionReport.reported_on.desc(), MissionReport.id
    )
    rows = [row for row in db.session.scalars(ordered) if row.is_numbered]
    return next((row.number for row in rows if not rules.is_of_language(row.number)), "")


def next_edition(activity_id: int, language: str, form: str = rules.FULL) -> int:
    """The number after the highest edition so far. Ask inside the writing transaction that uses it."""
    db.session.execute(select(Activity.id).where(Activity.id == activity_id).with_for_update())
    highest = select(func.max(MissionReport.edition)).where(
        MissionReport.activity_id == activity_id, MissionReport.language == language, MissionReport.form == form
    )
    return (db.session.scalar(highest) or 0) + 1


def chain() -> list[str]:
    """Who approves in this office, the first to decide first: titles as it writes them, else codes of rules.POSTS."""
    return list(offices.current().steps)


def turn(report: MissionReport) -> ReportStep | None:
    """Whose decision a submitted report waits for."""
    if report.status != "submitted":
        return None
    return next((step for step in report.steps if step.decision == "waiting"), None)


def waiting_for(user: Actor) -> list[MissionReport]:
    """The reports that wait for the decision of a user, the longest waiting first."""
    return list(db.session.scalars(_waiting_for(user), reading.by(user)).unique())


@reading.kept
def _waiting_for(user: Actor) -> Select[MissionReport]:
    before = (
        select(ReportStep.report_id, func.min(ReportStep.place).label("place"))
        .where(ReportStep.decision == "waiting")
        .group_by(ReportStep.report_id)
        .subquery()
    )
    mine = select(ReportStep.report_id).join(
        before, (before.c.report_id == ReportStep.report_id) & (before.c.place == ReportStep.place)
    )
    statement = visible_to(user).where(
        MissionReport.status == "submitted", MissionReport.id.in_(mine.where(ReportStep.user_id == user.id))
    )
    return statement.options(*_LISTED).order_by(MissionReport.submitted_at, MissionReport.id)


def submitted(user: Actor) -> list[MissionReport]:
    """The reports a user sees that wait for somebody's decision, the longest waiting first."""
    statement = visible_to(user).where(MissionReport.status == "submitted")
    ordered = statement.options(*_LISTED).order_by(MissionReport.submitted_at, MissionReport.id)
    return list(db.session.scalars(ordered).unique())
