"""Saved views and exports as kinds of records."""

from crm.core.kinds import Kind
from crm.lists import queries
from crm.lists.models import ListExport, SavedView

SAVED_VIEW = Kind(SavedView, queries.visible_to)
LIST_EXPORT = Kind(ListExport, queries.visible_exports)
