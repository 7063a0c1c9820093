"""Matching tables as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.matching import queries
from crm.matching.models import MatchingSession

MATCHING_SESSION = Kind(MatchingSession, queries.visible_to, noun=N_("Matching table"))
