"""Talks as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.meetings import queries
from crm.meetings.models import Meeting

MEETING = Kind(
    Meeting,
    queries.visible_to,
    noun=N_("Meeting"),
    plural=N_("Meetings"),
    page="meetings.record",
    activity=queries.activity_of,
    has_tasks=True,
)
