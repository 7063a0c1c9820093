"""Applications as a kind of record."""

from crm.applications import queries
from crm.applications.models import Application
from crm.core.kinds import Kind

APPLICATION = Kind(Application, queries.visible_to)
