"""Agreements as a kind of record."""

from crm.agreements import queries
from crm.agreements.models import Agreement
from crm.core import here
from crm.core.kinds import Kind
from crm.core.texts import N_

AGREEMENT = Kind(
    Agreement,
    queries.visible_to,
    noun=N_("Agreement"),
    plural=N_("Agreements"),
    page="agreements.record",
    called=lambda row, _language: here.spoken(row.title),
    has_tasks=True,
)
