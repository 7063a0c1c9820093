"""Imports as a kind of record."""

from crm.core.kinds import Kind
from crm.interchange import queries
from crm.interchange.models import ImportBatch

IMPORT_BATCH = Kind(ImportBatch, queries.visible_to)
