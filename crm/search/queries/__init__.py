"""Reading for the index and from it."""

from crm.search.queries.documents import all_ids, documents, is_empty, named_by, owners
from crm.search.queries.kinds import KINDS, Kind

__all__ = ["KINDS", "Kind", "all_ids", "documents", "is_empty", "named_by", "owners"]
