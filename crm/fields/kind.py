"""Fields of the office's own as a kind of record."""

from sqlalchemy import select

from crm.core.kinds import Kind
from crm.core.sight import shared
from crm.fields.models import FieldDefinition

#: All staff see all of them, those in the archive, too.
FIELD_DEFINITION = Kind(FieldDefinition, lambda user: shared(select(FieldDefinition), user))
