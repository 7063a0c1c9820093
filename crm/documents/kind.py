"""Printed documents as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.documents import queries
from crm.documents.models import Document

DOCUMENT = Kind(
    Document.__tablename__, queries.is_visible, noun=N_("Document"), plural=N_("Documents"), page="documents.record"
)
