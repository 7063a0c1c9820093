"""Leads as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.leads import queries
from crm.leads.models import Lead

LEAD = Kind(
    Lead,
    queries.visible_to,
    noun=N_("Lead"),
    plural=N_("Leads"),
    page="leads.record",
    activity=queries.activity_of,
    called=queries.heading,
    loads=queries.LISTED,
    has_tasks=True,
)
