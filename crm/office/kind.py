"""The office as a kind of record."""

from crm.core.kinds import Kind
from crm.office import queries
from crm.office.models import OfficeRecord

OFFICE = Kind(OfficeRecord.__tablename__, queries.is_visible)
