"""Initiatives as a kind of record."""

from sqlalchemy.orm import joinedload

from crm.core import here
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
    called=lambda row, language: here.spoken(queries.title(row.names, language)),
    loads=(joinedload(Initiative.names),),
    has_tasks=True,
)
