"""Translations as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.wordings import queries
from crm.wordings.models import Wording

WORDING = Kind(Wording.__tablename__, queries.is_visible, noun=N_("Translation"))
