"""Printed documents as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.documents import queries
from crm.documents.models import Document

DOCUMENT = Kind(Document, queries.visible_to, noun=N_("Document"), plural=N_("Documents"), page="documents.record")
