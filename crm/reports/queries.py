"""Which reports a user sees, whose turn it is, and whether an activity has an approved one."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor
from crm.reports.models import MissionReport, ReportSection, ReportStep, ReportText

LOADED: tuple[Any, ...] = (
    joinedload(MissionReport.activity).selectinload(Activity.names),
    selectinload(MissionReport.sections),
    selectinload(MissionReport.steps).joinedload(ReportStep.user),
    selectinload(MissionReport.events),
)
_LISTED: tuple[Any, ...] = (
    joinedload(MissionReport.activity).selectinload(Activity.names),
    selectinload(MissionReport.steps).joinedload(ReportStep.user),
)


def has_approved(activity_id: int) -> bool:
    """Whether an activity has an approved report: without one it cannot be closed (INV-A2)."""
    return activity_id in with_approved([activity_id])


def with_approved(activity_ids: Collection[int]) -> set[int]:
    """Which of the activities have an approved report."""
    statement = select(MissionReport.activity_id).where(
        MissionReport.activity_id.in_(activity_ids),
        MissionReport.status == "approved",
        MissionReport.archived_at.is_(None),
    )
    return set(db.session.scalars(statement))


def visible_to(user: Actor) -> Select[MissionReport]:
    """The reports of the activities a user sees."""
    return select(MissionReport).where(
        MissionReport.archived_at.is_(None), MissionReport.activity_id.in_(activities.visible_ids(user))
    )


def is_visible(id: int, user: Actor) -> bool:
    """Whether the report is among those `visible_to` the user."""
    statement = visible_to(user).where(MissionReport.id == id).with_only_columns(MissionReport.id)
    return db.session.scalar(statement) is not None


def one(id: int, *, user: Actor) -> MissionReport:
    """The report with parts, approvers and events; NotVisible when there is none for this user."""
    found = db.session.scalars(visible_to(user).where(MissionReport.id == id).options(*LOADED)).unique().one_or_none()
    if found is None:
        raise NotVisible
    return found


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


def of_activity(activity_id: int, *, user: Actor) -> list[MissionReport]:
    """The reports of an activity, the newest edition first."""
    statement = visible_to(user).where(MissionReport.activity_id == activity_id).options(*_LISTED)
    return list(db.session.scalars(statement.order_by(MissionReport.id.desc())).unique())


def latest(activity_id: int, language: str, *, user: Actor) -> MissionReport | None:
    """The newest edition in a language, with all that is printed of it."""
    statement = visible_to(user).where(
        MissionReport.activity_id == activity_id, MissionReport.language == language
    )  # fmt: skip
    ordered = statement.options(*LOADED).order_by(MissionReport.edition.desc()).limit(1)
    return db.session.scalars(ordered).unique().one_or_none()


def approved_day(activity_id: int) -> date | None:
    """The day of the report of an activity that was approved last, in any language; None when none was."""
    statement = select(MissionReport.reported_on).where(
        MissionReport.activity_id == activity_id, MissionReport.status == "approved"
    )
    return db.session.scalar(statement.order_by(MissionReport.reported_on.desc()).limit(1))


def next_edition(activity_id: int, language: str) -> int:
    """The number after the highest edition so far. Ask inside the writing transaction that uses it."""
    db.session.execute(select(Activity.id).where(Activity.id == activity_id).with_for_update())
    highest = select(func.max(MissionReport.edition)).where(
        MissionReport.activity_id == activity_id, MissionReport.language == language
    )
    return (db.session.scalar(highest) or 0) + 1


def turn(report: MissionReport) -> ReportStep | None:
    """Whose decision a submitted report waits for."""
    if report.status != "submitted":
        return None
    return next((step for step in report.steps if step.decision == "waiting"), None)


def waiting_for(user: Actor) -> list[MissionReport]:
    """The reports that wait for the decision of a user, the longest waiting first."""
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
    ordered = statement.options(*_LISTED).order_by(MissionReport.submitted_at, MissionReport.id)
    return list(db.session.scalars(ordered).unique())
