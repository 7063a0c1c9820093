"""Initiatives as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.initiatives import queries
from crm.initiatives.models import Initiative

INITIATIVE = Kind(
    Initiative,
    queries.visible_to,
    noun=N_("Initiative"),
    plural=N_("Initiatives"),
    page="initiatives.record",
    has_tasks=True,
)
