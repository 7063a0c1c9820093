"""The statements of an erasure. They pass the session by: the log would tell what was deleted."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, String, Table, and_, delete, func, null, or_, select, update

from crm.audit.services import erase_key
from crm.core import clock
from crm.core.database import Base, db
from crm.interchange.rules import DROPPED, OVER
from crm.merging.queries.links import links_to, models
from crm.merging.rules import LEAP
from crm.subjects import rules
from crm.subjects.queries import NamedRows
from crm.subjects.queries.hits import passing, read_columns
from crm.subjects.queries.rows import Row

Root = tuple[str, int]


def as_row(table: str, row: Row) -> Base:
    """An object that no session knows: it tells its record and its subject."""
    model = models()[table]
    names = {column.name: told.key for told in model.__mapper__.column_attrs for column in told.columns}
    return model(**{names[name]: value for name, value in row.items() if name.endswith(("id", "_type"))})


def empty(part: NamedRows, person_id: int) -> None:
    """Take out of the rows of a declaration what tells of the person; the rows stay."""
    blank(part, rules.mark(person_id))


def blank(part: NamedRows, mark: str) -> None:
    """The same, with a mark in the place of the name."""
    table = Base.metadata.tables[part.naming.table]
    values: dict[str, Any] = {name: cut(table.c[name], mark) for name in part.naming.marked}
    values |= {name: _nothing(table.c[name]) for name in part.naming.emptied}
    write(table, [row["id"] for row in part.rows], values)


def write(table: Table, ids: Collection[int], values: dict[str, Any]) -> None:
    """Write the same values into rows; whoever has one of them open in a form is told that it changed."""
    if "version" in table.columns:
        values = {**values, "version": table.c.version + LEAP, "updated_at": clock.now()}
    if ids:
        db.session.execute(update(table).where(table.c.id.in_(ids)).values(values))


def cut(column: Column[Any], text: str) -> str:
    return text[: column.type.length] if isinstance(column.type, String) and column.type.length else text


def _nothing(column: Column[Any]) -> Any:
    if column.nullable:
        return null()
    if isinstance(column.type, JSON):
        return {}
    return b"" if isinstance(column.type, LargeBinary) else ""


def remove(table: str, ids: Collection[int]) -> None:
    """Delete rows; what may do without them forgets them first."""
    if not ids:
        return
    for link in links_to(table):
        if link.type_column is None and link.column.nullable and not link.cascades:
            db.session.execute(update(link.table).where(link.column.in_(ids)).values({link.column.name: None}))
    rows = Base.metadata.tables[table]
    db.session.execute(delete(rows).where(rows.c.id.in_(ids)))


def unshared(file_ids: Collection[int]) -> list[int]:
    """Those of these files that nothing else shows: a receipt or a certificate keeps the one it has."""
    used: set[int] = set()
    for link in links_to("stored_files"):
        if link.type_column is None and link.table.name not in ("portraits", "card_sides"):
            used |= set(db.session.scalars(select(link.column).where(link.column.in_(file_ids))))
    return [id for id in file_ids if id not in used]


def forget_passing(terms: Sequence[str]) -> None:
    """Delete what serves for days only and holds a name; of what is counted, only the texts."""
    for table, condition in passing(terms):
        if table.name in ("recent_changes", "form_receipts"):
            db.session.execute(delete(table).where(condition))
        else:
            texts = {column.name: _nothing(column) for column in read_columns(table) if column.name not in ("state",)}
            kept = {name: value for name, value in texts.items() if name not in ("status", "undone", "digest")}
            db.session.execute(update(table).where(condition).values(kept))


def forget_steps(person_ids: Collection[int]) -> None:
    """No merge, import or act on a list of these people can be undone any more; pairs of them are no question.

    What the log has of their merges goes, too, and how they were called: it may lie under the key of who lives.
    """
    tables = Base.metadata.tables
    merges, pairs, imported, acted = (
        tables[name] for name in ("merges", "merge_candidates", "import_rows", "bulk_rows")
    )
    ours = and_(merges.c.kind == "people", or_(merges.c.survivor_id.in_(person_ids), merges.c.loser_id.in_(person_ids)))
    for id in list(db.session.scalars(select(merges.c.id).where(ours))):
        erase_key(("merges", id))
    forgotten = {"journal": null(), "loser_name": JSON.NULL, "undo_until": clock.now()}
    db.session.execute(update(merges).where(ours).values(forgotten))
    both = or_(pairs.c.low_id.in_(person_ids), pairs.c.high_id.in_(person_ids))
    db.session.execute(delete(pairs).where(pairs.c.kind == "people", both))
    batches, runs = tables["import_batches"], tables["bulk_runs"]
    of_people = select(batches.c.id).where(batches.c.kind == "people")
    mine = and_(imported.c.record_id.in_(person_ids), imported.c.batch_id.in_(of_people))
    db.session.execute(update(imported).where(mine).values(changes=null(), reasons=null()))
    over_people = select(runs.c.id).where(runs.c.list_name == "people")
    db.session.execute(delete(acted).where(acted.c.record_id.in_(person_ids), acted.c.run_id.in_(over_people)))


def import_files() -> list[str]:
    """Cancel every import that is not over, and forget all uploaded lists: each may hold the person, in a row that was
    rejected, too. Under which names they lie."""
    batches = Base.metadata.tables["import_batches"]
    going = select(batches.c.id).where(batches.c.state.not_in((*OVER, DROPPED)))
    write(batches, db.session.scalars(going).all(), {"state": DROPPED, "samples": []})
    return list(db.session.scalars(select(batches.c.storage_name)))


def forgotten_imports() -> list[str]:
    """Under which names the lists lay that were uploaded before the last erasure: it forgot all of them."""
    batches, erasures = Base.metadata.tables["import_batches"], Base.metadata.tables["erasures"]
    last = select(func.max(erasures.c.created_at)).scalar_subquery()
    return list(db.session.scalars(select(batches.c.storage_name).where(batches.c.created_at <= last)))


def export_files() -> list[str]:
    """Forget all files of lists that wait to be fetched: each may hold the person, and is made anew in a moment. One
    that is being written is written anew: its record has another version."""
    exports = Base.metadata.tables["list_exports"]
    names = list(db.session.scalars(select(exports.c.storage_name).where(exports.c.storage_name.is_not(None))))
    db.session.execute(update(exports).values(storage_name=null(), unwritable=null(), version=exports.c.version + LEAP))
    return [name for name in names if name]


def roots(found: Iterable[NamedRows]) -> set[Root]:
    """The records whose entries of the index named the person."""
    return {as_row(part.naming.table, row).audit_root() for part in found for row in part.rows}
