"""Keeping the index: an entry is written, or taken out, in the transaction that changes its record."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import column, delete, insert, select, table

from crm.core.database import db
from crm.core.inserting import insert_rows
from crm.core.names import search_key
from crm.lookup import models, rules
from crm.lookup.models import LookupEntry
from crm.lookup.rules import Document

#: Rows in one statement: what both databases take with a margin.
CHUNK = 500

_NAMES, _TEXTS = (
    table(name, column("rowid"), column("keys"), column("grams")) for name in (models.NAMES, models.TEXTS)
)


def write(documents: Iterable[Document]) -> set[int]:
    """Bring entries up to date; what did not change is left alone. A fixed number of statements a chunk.

    Returns the ids of the records that were indexed before and are found otherwise now.
    """
    rest, found_otherwise = iter(documents), set()
    while chunk := list(islice(rest, CHUNK)):
        found_otherwise |= _write_chunk(chunk)
    return found_otherwise


def _write_chunk(documents: Sequence[Document]) -> set[int]:
    rows, texts = [], {}
    for document in documents:
        row, text = _entry(document)
        rows.append(row)
        texts[row["id"]] = text
    ids = [row["id"] for row in rows]
    kept = db.session.execute(select(LookupEntry.id, LookupEntry.digest).where(LookupEntry.id.in_(ids)))
    known = {row.id: row.digest for row in kept}
    changed = [row for row in rows if known.get(row["id"]) != row["digest"]]
    if stale := [row["id"] for row in changed if row["id"] in known]:
        _take_out(stale)
    if changed:
        insert_rows(LookupEntry.__tablename__, changed)
        _add_grams(_NAMES, {row["id"]: row["keys"] for row in changed})
        _add_grams(_TEXTS, {row["id"]: texts[row["id"]] for row in changed})
    return {row["record_id"] for row in changed if row["id"] in known}


def _entry(document: Document) -> tuple[dict[str, Any], str]:
    """The row of a document, and its texts as the index holds them."""
    keys = rules.marked(rules.keys_of((document.title, *document.names)))
    keys += rules.marked(rules.keys_of(document.others), rules.OTHER_MARK)
    texts = rules.marked(rules.keys_of(document.texts))
    title = search_key(document.title)
    row = {
        "id": rules.entry_id(document.record_type, document.record_id),
        "record_type": document.record_type,
        "record_id": document.record_id,
        "title": title,
        "keys": keys,
        "digest": rules.digest(title, keys, texts),
    }
    return row, texts


def _add_grams(grams: Any, keys: dict[int, str]) -> None:
    postgresql = db.session.get_bind().dialect.name == "postgresql"
    rows: list[dict[str, Any]]
    if postgresql:
        rows = [{"rowid": id, "keys": text, "grams": rules.starts(text)} for id, text in keys.items() if text]
    else:
        rows = [{"rowid": id, "keys": " ".join(rules.grams(text))} for id, text in keys.items() if text]
    if rows and postgresql:
        db.session.execute(insert(grams), rows)
    elif rows:
        told = [(row["rowid"], row["keys"]) for row in rows]
        statement = f"INSERT INTO {grams.name} (rowid, keys) VALUES (?, ?)"  # noqa: S608  # one of two tables of ours
        db.session.connection().exec_driver_sql(statement, told)


def remove(record_type: str, record_ids: Iterable[int]) -> None:
    """Take records out: archived, merged away, erased. Those that are not in it are passed over."""
    for ids in _chunks(rules.entry_id(record_type, id) for id in record_ids):
        _take_out(ids)


def clear() -> None:
    """Empty the index, before it is built anew."""
    db.session.execute(delete(LookupEntry))
    for grams in (_NAMES, _TEXTS):
        db.session.execute(delete(grams))


def _take_out(ids: Sequence[int]) -> None:
    db.session.execute(delete(LookupEntry).where(LookupEntry.id.in_(ids)))
    for grams in (_NAMES, _TEXTS):
        db.session.execute(delete(grams).where(grams.c.rowid.in_(ids)))


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
