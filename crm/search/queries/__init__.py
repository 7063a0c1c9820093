"""Reading for the index and from it."""

from crm.search.queries.documents import all_ids, documents, fresh_of, is_empty, left_within, named_by, owners
from crm.search.queries.faces import FACES
from crm.search.queries.kinds import IN_ORDER, KINDS, Field, Searchable
from crm.search.queries.results import Hit, ResultGroup, groups, of_kind, recent
