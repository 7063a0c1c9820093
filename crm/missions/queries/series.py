"""The series of reports that the missions of an initiative leave behind (domain.md §1.5)."""

from collections.abc import Collection
from dataclasses import dataclass

from crm.core.database import db
from crm.core.permissions import Actor
from crm.reports import queries as reports
from crm.reports.models import MissionReport


@dataclass(frozen=True)
class ReportLine:
    """The report of an activity: where it stands."""

    id: int
    number: str
    status: str  #: reports.rules.STATUSES


def report_lines(activity_ids: Collection[int], *, user: Actor) -> dict[int, ReportLine]:
    """{activity: its newest approved report, else its newest} of those that have one; what a frozen report holds is not
    read. A draft that was begun beside an approved report does not hide it."""
    columns = MissionReport.activity_id, MissionReport.id, MissionReport.number, MissionReport.status
    statement = reports.visible_to(user).where(MissionReport.activity_id.in_(activity_ids)).with_only_columns(*columns)
    rows = db.session.execute(statement.order_by(MissionReport.status == "approved", MissionReport.id))
    return {activity_id: ReportLine(id, number, status) for activity_id, id, number, status in rows}
