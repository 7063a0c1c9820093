"""Outcomes as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.outcomes import queries
from crm.outcomes.models import Outcome

OUTCOME = Kind(Outcome, queries.visible_to, noun=N_("Outcome"))
