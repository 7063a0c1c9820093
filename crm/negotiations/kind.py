"""Negotiations as a kind of record."""

from crm.core import here
from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.negotiations import queries
from crm.negotiations.models import Negotiation

NEGOTIATION = Kind(
    Negotiation,
    queries.visible_to,
    noun=N_("Negotiation"),
    plural=N_("Negotiations"),
    page="negotiations.record",
    called=lambda row, language: here.spoken(queries.title(row, language)),
    loads=queries.SIDES,
    has_tasks=True,
)
