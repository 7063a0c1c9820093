"""Kept figures as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.insights.models import FigureSnapshot
from crm.insights.queries.kept import visible_to

FIGURE_SNAPSHOT = Kind(FigureSnapshot, visible_to, noun=N_("Kept figures"), page="insights.kept")
