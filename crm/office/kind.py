"""The office as a kind of record."""

from crm.core.kinds import Kind
from crm.office import queries
from crm.office.models import OfficeRecord

OFFICE = Kind(OfficeRecord, queries.visible_to)
