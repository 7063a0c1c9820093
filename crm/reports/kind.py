"""Reports as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.reports import queries
from crm.reports.models import MissionReport

MISSION_REPORT = Kind(
    MissionReport,
    queries.visible_to,
    noun=N_("Report on a mission"),
    plural=N_("Reports on the mission"),
    page="documents.report",
)
