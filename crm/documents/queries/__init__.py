"""Reading printed documents, and what a pack or a report tells beyond the mission's own facts."""

from crm.documents.queries.background import (
    negotiations_with,
    past_meetings,
    roles_of,
    routes_of,
    telephones,
)
from crm.documents.queries.changes import Change, Changes, changes_of
from crm.documents.queries.documents import (
    DocumentFilter,
    Edition,
    comparable,
    digests_of,
    document,
    documents,
    is_visible,
    last_print,
    next_edition,
    of_activity,
    one,
    restricted_of,
    visible_to,
)
from crm.documents.queries.outcome import LastTime, Move, agreements_of, last_time, leads_of, moves_of

__all__ = [
    "Change",
    "Changes",
    "DocumentFilter",
    "Edition",
    "LastTime",
    "Move",
    "agreements_of",
    "changes_of",
    "comparable",
    "digests_of",
    "document",
    "documents",
    "is_visible",
    "last_print",
    "last_time",
    "leads_of",
    "moves_of",
    "negotiations_with",
    "next_edition",
    "of_activity",
    "one",
    "past_meetings",
    "restricted_of",
    "roles_of",
    "routes_of",
    "telephones",
    "visible_to",
]
