"""Taking an import back: what it made is archived, what it filled is emptied, unless someone changed it since."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, literal, select, tuple_, update

from crm.audit.models import AuditKey
from crm.audit.rules import unseal
from crm.audit.services import action
from crm.contacts.models import (
    Affiliation,
    ContactPoint,
    Organisation,
    OrganisationAddress,
    OrganisationName,
    Person,
    PersonName,
)
from crm.contacts.services import bulk
from crm.core.database import Base, db, touch, writing
from crm.core.permissions import Actor
from crm.interchange import rules
from crm.interchange.models import ImportBatch, ImportRow
from crm.interchange.rules.outcomes import opened
from crm.interchange.services import exchanging, filling, marking

UNDONE, KEPT = "undone", "kept"
_MODELS: dict[str, type[Base]] = {
    model.__tablename__: model
    for model in (Affiliation, ContactPoint, Organisation, OrganisationAddress, OrganisationName, Person, PersonName)
}


def next_rows(batch_id: int, most: int) -> Sequence[ImportRow]:
    """The last rows that are not undone yet: later changes of one record go before earlier ones."""
    statement = select(ImportRow).where(
        ImportRow.batch_id == batch_id, ImportRow.undone == "", ImportRow.record_version.is_not(None)
    )
    return db.session.scalars(statement.order_by(ImportRow.number.desc()).limit(most)).all()


def undo_chunk(batch_id: int, kind: str, size: int, *, by: Actor | None) -> int:
    """Undo some rows, at most `size`, and commit; how many were looked at, 0 when all are."""
    with writing():
        rows = next_rows(batch_id, size)
        if rows:
            with action(rules.UNDONE, by=by):
                left = _undo(rows, kind, by)
                left |= _again(kind, {row.record_id for row in rows}, by)
                _again("organisations", _nobodys(left), by)
            db.session.commit()
    count = len(rows)
    db.session.expunge_all()
    return count


def _again(kind: str, record_ids: Collection[int | None], by: Actor | None) -> set[int]:
    """Undo what an undone import kept only for what another one did to these records; organisations left, as `_undo`.

    The latest import first: it gives the record back as the one before it left it.
    """
    kept = (
        ImportRow.record_id.in_([id for id in record_ids if id is not None]),
        ImportRow.undone == KEPT,
        ImportRow.batch_id.in_(select(ImportBatch.id).where(ImportBatch.kind == kind)),
    )
    left: set[int] = set()
    for batch_id in db.session.scalars(
        select(ImportRow.batch_id).where(*kept).distinct().order_by(ImportRow.batch_id.desc())
    ).all():
        of_batch = select(ImportRow).where(*kept, ImportRow.batch_id == batch_id).order_by(ImportRow.number.desc())
        left |= _undo(db.session.scalars(of_batch).all(), kind, by)
    return left


def _undo(rows: Sequence[ImportRow], kind: str, by: Actor | None) -> set[int]:
    """Undo rows of one import; the organisations that they made or used, or filled."""
    model: type[Person] | type[Organisation] = Person if kind == "people" else Organisation
    filled = [row for row in rows if row.status == rules.UPDATED]
    reverted, left = _revert(filled, model, by)
    made = [row for row in rows if row.status != rules.UPDATED]
    versions = {row.record_id or 0: row.record_version or 0 for row in made}
    exchanged = {row.number: ids for row in rows if (ids := exchanging.ids_in(row.changes))}
    own = [id for ids in exchanged.values() for id in ids]
    used = referenced(model, list(versions), but=("card_exchanges", "affiliations"))
    used |= exchanging.others(versions, own) if model is Person else employing(versions)
    gone = set(bulk.archive_many(model, {id: v for id, v in versions.items() if id not in used}, by=by))
    firms = {row.organisation_id for row in rows if row.organisation_id is not None}
    if model is Person:
        left |= firms | set(
            db.session.scalars(select(Affiliation.organisation_id).where(Affiliation.person_id.in_(gone)))
        )
    outcome = {row.number: UNDONE if row.record_id in gone else KEPT for row in made}
    outcome |= {row.number: UNDONE if row.number in reverted else KEPT for row in filled}
    exchanging.take_back(id for number, ids in exchanged.items() if outcome[number] == UNDONE for id in ids)
    for word in (UNDONE, KEPT):
        numbers = [number for number, how in outcome.items() if how == word]
        of_batch = (ImportRow.batch_id == rows[0].batch_id, ImportRow.number.in_(numbers))
        db.session.execute(
            update(ImportRow).where(*of_batch).values(undone=word).execution_options(synchronize_session=False)
        )
    _archive_employers(_nobodys(left), firms, by)
    return left


def employing(ids: Collection[int]) -> set[int]:
    """Those of the organisations where somebody is."""
    held = (
        select(Affiliation.organisation_id)
        .join(Person, Person.id == Affiliation.person_id)
        .where(Affiliation.organisation_id.in_(ids), Person.archived_at.is_(None))
    )
    return set(db.session.scalars(held))


def _nobodys(ids: Collection[int]) -> set[int]:
    """Those of the organisations where nobody is and on which nothing hangs."""
    if not ids:
        return set()
    there = select(Organisation.id).where(Organisation.id.in_(ids), Organisation.archived_at.is_(None))
    left = set(db.session.scalars(there)) - employing(ids)
    return left - referenced(Organisation, list(left), but=("affiliations",)) if left else left


def _archive_employers(ids: Collection[int], made: Collection[int], by: Actor | None) -> None:
    """Archive what rows of people made on the way: what is `made` by rows at hand, or by rows undone before."""
    others = [id for id in ids if id not in made]
    if others:  # rarely: as long as their own import stands, somebody is there
        by_undone = ImportRow.organisation_id.in_(others), ImportRow.undone != ""
        made = {*made, *db.session.scalars(select(ImportRow.organisation_id).where(*by_undone))}
    wanted = [id for id in ids if id in made]
    if wanted:
        bulk.archive_many(Organisation, dict.fromkeys(wanted, 1) | _filled_and_emptied(wanted), by=by)


def _filled_and_emptied(ids: Collection[int]) -> dict[int, int]:
    """{organisation: its version} of those that imports alone filled, and emptied again when they were undone."""
    statement = select(ImportRow.record_id, ImportRow.changes).where(
        ImportRow.record_id.in_(ids),
        ImportRow.undone == UNDONE,
        ImportRow.status == rules.UPDATED,
        ImportRow.batch_id.in_(select(ImportBatch.id).where(ImportBatch.kind == "organisations")),
    )
    told = [(id, changes or {}) for id, changes in db.session.execute(statement)]
    return {id: changes["left"] for id, changes in told if id and changes.get("before") == 1 and "left" in changes}


def referenced(model: type[Person] | type[Organisation], ids: Sequence[int], but: Sequence[str] = ()) -> set[int]:
    """Those of the records that other records point to: a meeting's guest is not taken away. Own rows do not count."""
    target = model.__table__.c.id
    found: set[int] = set()
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column is not target or key.ondelete == "CASCADE" or table.name in but:
                continue
            statement = select(key.parent).where(key.parent.in_(ids)).distinct()
            found |= {id for id in db.session.scalars(statement) if id is not None}
    return found


def _revert(
    rows: Sequence[ImportRow], model: type[Person] | type[Organisation], by: Actor | None
) -> tuple[set[int], set[int]]:
    """Empty again what rows filled, as far as the records are as the import left them.

    The numbers of those rows, and the organisations that were filled or at which a post ends.
    """
    people = model is Person
    ids = list({row.record_id for row in rows if row.record_id is not None})
    loaded: Mapping[int, Any] = filling.people(ids) if people else filling.organisations(ids)
    subject_keys = _keys(ids) if people else {}
    done, left = set(), set()
    for row in rows:  # the last row first
        record = loaded.get(row.record_id or 0)
        if record is None or record.archived_at is not None or record.version != row.record_version:
            continue
        left |= {post.organisation_id for post in record.affiliations} if people else {record.id}
        _take_back(record, row, subject_keys)
        key = subject_keys.get(record.id)
        marking.take_back(model.__tablename__, record.id, row.changes or {}, key, by=by)
        touch(record)
        db.session.flush()
        _carry(row, model.__tablename__, record.version)
        row.changes = (row.changes or {}) | {"left": record.version}
        done.add(row.number)
    return done, left


def _carry(row: ImportRow, kind: str, version: int) -> None:
    """Tell the row before, of this import or an earlier one, that the record is again as it left it."""
    before = (row.changes or {}).get("before")
    of_kind = select(ImportBatch.id).where(ImportBatch.kind == kind)
    earlier = (
        ImportRow.record_id == row.record_id,
        ImportRow.record_version == before,
        ImportRow.undone != UNDONE,
        ImportRow.batch_id.in_(of_kind),
        tuple_(ImportRow.batch_id, ImportRow.number) < tuple_(literal(row.batch_id), literal(row.number)),
    )
    db.session.execute(update(ImportRow).where(*earlier).values(record_version=version))


def _take_back(record: Any, row: ImportRow, subject_keys: Mapping[int, bytes]) -> None:
    changes = row.changes or {}
    told = changes.get("set", [])
    if isinstance(told, dict):
        text = unseal(subject_keys.get(record.id), told)
        told = opened(text) if text else []
    for table, added in changes.get("added", {}).items():
        for id in added:
            child = _child(record, table, id)
            if child is not None:
                _rows(record, table).remove(child)
    db.session.flush()  # a post that was made the main one goes before another is it again
    for table, id, column, old, new in told:
        held = record if table == record.__tablename__ else _child(record, table, id)
        if held is not None and _plain(getattr(held, column)) == new:
            setattr(held, column, _typed(held, column, old))
    renew = filling.renew_keys if isinstance(record, Person) else filling.renew_organisation_keys
    renew(record)


def _rows(record: Any, table: str) -> list[Any]:
    lists = {
        "person_names": "names",
        "organisation_names": "names",
        "contact_points": "contact_points",
        "affiliations": "affiliations",
        "organisation_addresses": "addresses",
    }
    found: list[Any] = getattr(record, lists[table])
    return found


def _child(record: Any, table: str, id: int) -> Any:
    return next((row for row in _rows(record, table) if row.id == id), None)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(row: Any, column: str, value: Any) -> Any:
    wanted = _MODELS[row.__tablename__].__table__.c[column].type
    return date.fromisoformat(value) if isinstance(wanted, Date) and isinstance(value, str) else value


def _keys(ids: Sequence[int]) -> dict[int, bytes]:
    statement = select(AuditKey.subject_id, AuditKey.key).where(
        AuditKey.subject_type == "people", AuditKey.subject_id.in_(ids)
    )
    return {row.subject_id: row.key for row in db.session.execute(statement)}
