"""Keeping the index true: every audited act tells which records it changed."""

from collections.abc import Collection
from typing import Final

from crm.audit.services import Made
from crm.lookup import services as lookup
from crm.search import queries
from crm.search.queries import Searchable

#: The job that lets a day pass in the index.
NIGHT_JOB: Final = "search.renew"
#: So many days are made up for when no night's work was done.
_DAYS: Final = 60
_AT_ONCE: Final = 500


def index(changed: Collection[tuple[str, int]], made: Made, _by: int | None = None) -> None:
    """Bring the entries of changed records, given as (table, id), up to date, in the transaction that changed them.

    `made` are the rows that it made: nothing was indexed of records among them before.
    """
    ready = lookup.offered(changed)
    lookup.write_prepared(ready.values())
    by_type = queries.owners(set(changed) - set(ready))
    for kind in queries.IN_ORDER:
        if ids := by_type.get(kind.record_type):
            for other_type, others in queries.named_by(kind.record_type, index_kind(kind, ids, made)):
                by_type.setdefault(other_type, set()).update(others)


def index_kind(kind: Searchable, ids: Collection[int], made: Made | None = None, *, anew: bool = False) -> set[int]:
    """Write the entries of records of one kind, and take out those that are archived or gone.

    `anew` writes entries also where they say the same: their grams may be lost. Returns the ids of those that
    are found otherwise than before.
    """
    found = queries.documents(kind, ids, made or {})
    gone = set(ids) - {document.record_id for document in found}
    if anew:
        lookup.remove(kind.record_type, ids)
    elif gone:
        lookup.remove(kind.record_type, gone)
    return lookup.write(found, fresh=queries.fresh_of(kind, made or {}))


def renew() -> int:
    """Let people whose post has ended meanwhile be found no longer by that employer; how many were.

    An end that was written down beforehand comes without anybody changing the person.
    """
    people = next(kind for kind in queries.KINDS if kind.person)
    ids = queries.left_within(_DAYS)
    return sum(len(index_kind(people, ids[at : at + _AT_ONCE])) for at in range(0, len(ids), _AT_ONCE))
