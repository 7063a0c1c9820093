"""Fields of the office's own as a kind of record."""

from crm.core.kinds import Kind
from crm.fields import queries
from crm.fields.models import FieldDefinition

FIELD_DEFINITION = Kind(FieldDefinition.__tablename__, queries.is_visible)
