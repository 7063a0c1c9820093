"""Saved views and exports as kinds of records."""

from crm.core.kinds import Kind
from crm.lists import queries
from crm.lists.models import ListExport, SavedView

SAVED_VIEW = Kind(SavedView.__tablename__, queries.view_is_visible)
LIST_EXPORT = Kind(ListExport.__tablename__, queries.export_is_visible)
