"""Talks as a kind of record."""

from sqlalchemy.orm import joinedload

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.meetings import queries
from crm.meetings.models import Meeting


def _called(row: Meeting, language: str) -> tuple[str, str]:
    subject = queries.subject_beside(row)
    return (subject, "") if subject else contacts.display_name(row.organisation, language)


MEETING = Kind(
    Meeting,
    queries.visible_to,
    noun=N_("Meeting"),
    plural=N_("Meetings"),
    page="meetings.record",
    activity=queries.activity_of,
    called=_called,
    loads=tuple(
        joinedload(side).joinedload(Organisation.names) for side in (Meeting.organisation, Meeting.our_organisation)
    ),
    has_tasks=True,
)
