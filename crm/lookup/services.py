"""Keeping the index: an entry is written, or taken out, in the transaction that changes its record."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any, Final

from sqlalchemy import TableClause, column, delete, insert, select, table, text

from crm.core import reading
from crm.core.database import database_kind, db
from crm.core.inserting import insert_rows
from crm.lookup import models, rules
from crm.lookup.models import LookupEntry
from crm.lookup.rules import IndexedRecord, Prepared

Offer = Callable[[Prepared], None]
_offers: ContextVar[Mapping[tuple[str, int], Prepared] | None] = ContextVar("lookup_offers", default=None)

#: Rows in one statement: what both databases take with a margin.
CHUNK = 500

_NAMES, _TEXTS = (table(name, column("rowid"), column("keys")) for name in (models.NAMES, models.TEXTS))


def write(documents: Iterable[IndexedRecord], *, fresh: Container[int] = ()) -> set[int]:
    """Bring entries up to date; what did not change is left alone. A fixed number of statements a chunk.

    The ids `fresh` are of records that cannot have been indexed before.
    Returns the ids of the records that were indexed before and are found otherwise now.
    """
    return write_prepared(map(rules.prepared, documents), fresh=fresh)


def write_prepared(entries: Iterable[Prepared], *, fresh: Container[int] = ()) -> set[int]:
    """The same for documents that were folded elsewhere."""
    rest, found_otherwise = iter(entries), set()
    while chunk := list(islice(rest, CHUNK)):
        found_otherwise |= _write_chunk(chunk, fresh)
    return found_otherwise


@contextmanager
def offering() -> Iterator[Offer]:
    """Take entries for records that are about to be written, so that nobody reads and folds their names again.

    Whoever offers an entry answers for it: the record must not be changed otherwise before the act ends. What is not
    asked for by then is forgotten.
    """
    offers: dict[tuple[str, int], Prepared] = {}
    token = _offers.set(offers)
    try:
        yield lambda entry: offers.update({(entry.record_type, entry.record_id): entry})
    finally:
        _offers.reset(token)


def offered(records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Prepared]:
    """The entries that were offered for some of these records, given as (table, id)."""
    offers = _offers.get()
    return {record: offers[record] for record in records if record in offers} if offers else {}


_KEPT: Final = select(LookupEntry.id, LookupEntry.digest).where(reading.of_ids(LookupEntry.id))


#: One record in one trip to PostgreSQL, as most acts change no more.
_AT_ONCE: Final = text("""
    WITH entry AS (
        INSERT INTO lookup_entries (id, record_type, record_id, title, keys, digest)
        VALUES (:id, :record_type, :record_id, :title, :keys, :digest)
    ), names AS (INSERT INTO lookup_names (rowid, keys) SELECT :id, :keys WHERE :keys <> '')
    INSERT INTO lookup_texts (rowid, keys) SELECT :id, :texts WHERE :texts <> ''
""")


def _write_chunk(entries: Sequence[Prepared], fresh: Container[int]) -> set[int]:
    rows = [_row(entry) for entry in entries]
    texts = {row["id"]: entry.texts for row, entry in zip(rows, entries, strict=True)}
    ids = [row["id"] for row in rows if row["record_id"] not in fresh]
    known = {row.id: row.digest for row in reading.rows(_KEPT, ids=ids)} if ids else {}
    changed = [row for row in rows if known.get(row["id"]) != row["digest"]]
    if stale := [row["id"] for row in changed if row["id"] in known]:
        _take_out(stale)
    if len(changed) == 1 and database_kind() == "postgresql":
        db.session.connection().execute(_AT_ONCE, changed[0] | {"texts": texts[changed[0]["id"]]})
    elif changed:
        insert_rows(LookupEntry.__tablename__, changed)
        _add_grams(_NAMES, {row["id"]: row["keys"] for row in changed})
        _add_grams(_TEXTS, {row["id"]: texts[row["id"]] for row in changed})
    return {row["record_id"] for row in changed if row["id"] in known}


def _row(entry: Prepared) -> dict[str, Any]:
    return {
        "id": rules.entry_id(entry.record_type, entry.record_id),
        "record_type": entry.record_type,
        "record_id": entry.record_id,
        "title": entry.title,
        "keys": entry.keys,
        "digest": rules.digest(entry.title, entry.keys, entry.texts),
    }


def _add_grams(grams: TableClause, keys: dict[int, str]) -> None:
    of_database = database_kind() == "postgresql"  # it makes the grams of the keys itself
    told = [(id, key if of_database else " ".join(rules.grams(key))) for id, key in keys.items() if key]
    if told and of_database:
        rows = [{"rowid": id, "keys": key} for id, key in told]
        db.session.connection().execute(insert(grams), rows if len(rows) > 1 else rows[0])
    elif told:
        statement = f"INSERT INTO {grams.name} (rowid, keys) VALUES (?, ?)"  # noqa: S608  # one of two tables of ours
        db.session.connection().exec_driver_sql(statement, told)


def remove(record_type: str, record_ids: Iterable[int]) -> None:
    """Take records out: archived, merged away, erased. Those that are not in it are passed over."""
    for ids in _chunks(rules.entry_id(record_type, id) for id in record_ids):
        _take_out(ids)


def _take_out(ids: Sequence[int]) -> None:
    db.session.execute(delete(LookupEntry).where(LookupEntry.id.in_(ids)))
    for grams in (_NAMES, _TEXTS):
        db.session.execute(delete(grams).where(grams.c.rowid.in_(ids)))


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
