"""Every write of the product happens inside `action`: it collects the field diff and appends it to the log."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, event, func, inspect, select
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, UOWTransaction

from crm.audit.models import AuditEntry, AuditKey
from crm.audit.rules import FIRST_HASH, Verb, link, plain, seal
from crm.core import clock, keys, reading, tracing
from crm.core.database import Base, Record, database_kind, db, is_writing
from crm.core.inserting import insert_rows
from crm.core.permissions import Actor

CHAIN_LOCK = 7_411  # PostgreSQL advisory lock: one appender at a time keeps the chain a line
PLUMBING = frozenset(
    {"version", "created_at", "updated_at", "created_by_id", "updated_by_id"}
    | {"search_key", "sort_key", "sort_ja", "sort_zh", "sort_ko", "sort_en"}
)


class WriteOutsideAction(RuntimeError):
    """Code tried to write an audited row without saying who does what."""


#: {table's class: rows that were made since an act was told of last}.
Made = Mapping[type[Base], Collection[Any]]
#: Told after each act, in its transaction, the (table, id) of each record that it changed, the rows made by then, and
#: who did it.
Listener = Callable[[Collection[tuple[str, int]], Made, int | None], None]
_listeners: list[Listener] = []


@dataclass
class Act:
    """Something that somebody does, with what it has changed so far."""

    verb: Verb
    actor_id: int | None
    made: dict[type[Base], dict[Base, None]]  #: of which no listener was told yet, in this act and those around it
    entries: list[dict[str, Any]] = field(default_factory=list)
    #: Entries of rows deleted in the flush that goes on: they follow what was made and changed in it.
    gone: list[dict[str, Any]] = field(default_factory=list)

    def take(self, row: Base) -> None:
        """Note a row that was made."""
        self.made.setdefault(type(row), {})[row] = None
        changes = {name: [None, value] for name, value in _values(row)}
        if isinstance(row, Record) and (told := clock.told_at.get()) is not None:
            changes["created_at"] = [None, told.isoformat(timespec="seconds")]
        self.entries.append({"row": row, "changes": changes})


_current: ContextVar[Act | None] = ContextVar("audit_action", default=None)


def current(model: type[Base]) -> Act:
    """The act that is being done. WriteOutsideAction, which names the table, when there is none."""
    act = _current.get()
    if act is None:
        raise WriteOutsideAction(f"{model.__name__} was written outside an audited action")
    return act


@contextmanager
def action(verb: Verb, *, by: Actor | None, record: Base | None = None) -> Iterator[None]:
    """Do the writes of one act. Flushes and appends the log entries at the end; the caller commits.

    `by` is None for the shell and background work. `record` gets an entry even if no field changed
    (printing, exporting). An inner action keeps its own verb; one of the same verb is a part of the outer one: whoever
    makes a hundred rows by the service for one wraps them in its verb, and pays for log and index once. Raises
    WriteOutsideAction when no writing transaction is open.
    """
    if not is_writing():
        raise WriteOutsideAction(f"{verb.code} needs a writing transaction")
    outer = _current.get()
    if outer is not None and record is None and (outer.verb, outer.actor_id) == (verb, by.id if by else None):
        yield
        return
    db.session.flush()
    mine = Act(verb, by.id if by is not None else None, outer.made if outer is not None else {})
    token = _current.set(mine)
    try:
        yield
        db.session.flush()
    finally:
        _current.reset(token)
    if record is not None and not any(e["row"] is record for e in mine.entries):
        mine.entries.append({"row": record, "changes": {}})
    _append(mine)


#: The last hash of the chain, for whoever appends to it next.
_LAST: Final = {
    "sqlite": select(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1).scalar_subquery()),
    "postgresql": select(func.audit_last(CHAIN_LOCK)),
}


def _append(act: Act) -> None:
    if not act.entries:
        return
    made, changed = dict(act.made), {entry["row"].audit_root() for entry in act.entries}
    act.made.clear()  # a listener may do an act of its own, which has made none of this
    for listener in _listeners:
        listener(changed, made, act.actor_id)
    subject_keys = _keys_of(act.entries)
    [(last,)] = reading.rows(_LAST[database_kind()])
    previous, chain_key, at = last or FIRST_HASH, keys.derive("audit chain"), clock.now()
    rows: list[dict[str, Any]] = []
    for entry in act.entries:
        row: Base = entry["row"]
        record_type, record_id = row.audit_root()
        subject_type, subject_id = _subject(entry) or ("", None)
        content = {
            "at": at.isoformat(),
            "actor_id": act.actor_id,
            "verb": act.verb.code,
            "record_type": record_type,
            "record_id": record_id,
            "table_name": row.__tablename__,
            "row_id": row.id,
            "subject_type": subject_type,
            "subject_id": subject_id,
            "request_id": tracing.request_id.get(),
            "changes": _sealed(entry, subject_keys),
        }
        digest = link(chain_key, previous, content)
        rows.append(content | {"at": at, "previous_hash": previous, "hash": digest})
        previous = digest
    # Into the table, not the class: that would begin another statement where an entry has no subject.
    insert_rows(AuditEntry.__tablename__, rows)


def listen(listener: Listener) -> None:
    """Have `listener` called at the end of each act.

    It may write to tables that are not audited, and do acts of its own. The app factory calls this; a second time
    changes nothing.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def _sealed(entry: Mapping[str, Any], subject_keys: Mapping[tuple[str, int], bytes]) -> dict[str, Any]:
    """The diff as it is stored: personal values encrypted with their subject's key."""
    row, changes = entry["row"], entry["changes"]
    key = subject_keys.get(_subject(entry) or ("", 0))
    if key is None:
        return dict(changes)
    personal = changes if "sealed" in entry else _personal(row, changes)
    return {name: [_seal(key, v) if name in personal else v for v in pair] for name, pair in changes.items()}


def _subject(entry: Mapping[str, Any]) -> tuple[str, int] | None:
    """Whose key seals the personal values of an entry."""
    subject: tuple[str, int] | None = entry.get("subject") or entry["row"].audit_subject()
    return subject


def _personal(row: Base, names: Iterable[str]) -> set[str]:
    columns = inspect(type(row)).columns
    return {name for name in names if columns[name].info.get("personal")}


def _seal(key: bytes, value: Any) -> Any:
    return None if value is None else seal(key, plain(value))


_KEYS: Final = select(AuditKey.subject_id, AuditKey.key).where(
    AuditKey.subject_type == bindparam("kind"), reading.of_ids(AuditKey.subject_id)
)


def _keys_of(entries: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], bytes]:
    """The keys of all subjects whose personal values the entries hold; those without one get one, all at once."""
    wanted: dict[tuple[str, int], None] = {}
    for entry in entries:
        subject = _subject(entry)
        if subject is not None and (entry.get("sealed") or _personal(entry["row"], entry["changes"])):
            wanted[subject] = None
    found: dict[tuple[str, int], bytes] = {}
    for kind in {kind for kind, _ in wanted}:
        ids = [id for type, id in wanted if type == kind]
        for start in range(0, len(ids), 1000):
            kept = reading.rows(_KEYS, kind=kind, ids=ids[start : start + 1000])
            found |= {(kind, row.subject_id): row.key for row in kept}
    missing = {subject: AESGCM.generate_key(256) for subject in wanted if subject not in found}
    if missing:
        rows = [{"subject_type": kind, "subject_id": id, "key": key} for (kind, id), key in missing.items()]
        insert_rows(AuditKey.__tablename__, rows)
    return found | missing


def subject_key(subject: tuple[str, int]) -> bytes:
    """The key that seals a subject's personal values, made when it is needed first."""
    kept = db.session.get(AuditKey, subject)
    if kept is None:
        kept = AuditKey(subject_type=subject[0], subject_id=subject[1], key=AESGCM.generate_key(256))
        db.session.add(kept)
        db.session.flush()
    return kept.key


def erase_key(subject: tuple[str, int]) -> None:
    """Forget the key of a subject: its personal values in the log become unreadable, the chain stays valid."""
    kept = db.session.get(AuditKey, subject)
    if kept is not None:
        db.session.delete(kept)


def watch(session: Any) -> None:
    """Hang the listeners on the session factory. The app factory calls it once a process."""
    if event.contains(session, "before_flush", _guard):
        return
    event.listen(session, "before_flush", _guard)
    event.listen(session, "after_flush", _collect)
    event.listen(Base, "after_delete", _note_deleted, propagate=True)
    event.listen(session, "do_orm_execute", _refuse_bulk)


def _guard(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    act = _current.get()
    for row in (*session.new, *session.dirty, *session.deleted):
        if not getattr(row, "__audited__", False) or not (
            row in session.new or session.is_modified(row) or row in session.deleted
        ):
            continue
        if act is None:
            raise WriteOutsideAction(f"{type(row).__name__} was changed outside an audited action")
        if isinstance(row, Record):
            if row in session.new and row.created_by_id is None:
                row.created_by_id = act.actor_id
            row.updated_by_id = act.actor_id


def _collect(session: Session, _context: UOWTransaction) -> None:
    act = _current.get()
    if act is None:
        return
    for row in session.new:
        if row.__audited__:
            act.take(row)
    for row in session.dirty:
        changes = _diff(row) if row.__audited__ else {}
        if changes:
            act.entries.append({"row": row, "changes": changes})
    act.entries += act.gone
    act.gone.clear()


def _note_deleted(_mapper: Mapper[Any], _connection: Connection, row: Base) -> None:
    """Take each row that is deleted, also one that only fell out of its owner's list: the session names it nowhere."""
    if not row.__audited__:
        return
    act = current(type(row))
    act.made.get(type(row), {}).pop(row, None)
    act.gone.append({"row": row, "changes": {name: [value, None] for name, value in _values(row)}})


# Kept: the mapping stays as it is while a process lives.
@cache
def _told(model: type[Base]) -> Sequence[str]:
    """The attributes of which the log tells: no keys, no secrets, no plumbing."""
    attributes = [(attribute.key, attribute.columns[0]) for attribute in inspect(model).column_attrs]
    return [key for key, c in attributes if key not in PLUMBING and not c.primary_key and not c.info.get("secret")]


def _values(row: Base) -> Iterator[tuple[str, Any]]:
    """What a row says, as (column, JSON value); nothing of empty columns."""
    for name in _told(type(row)):
        if (value := plain_value(getattr(row, name))) is not None:
            yield name, value


def _diff(row: Base) -> dict[str, list[Any]]:
    """{column: [old, new]} as JSON values of a row that was changed."""
    changes: dict[str, list[Any]] = {}
    attributes = inspect(row).attrs
    for name in _told(type(row)):
        history = attributes[name].history
        if not history.has_changes():
            continue
        before = plain_value(history.deleted[0]) if history.deleted else None
        now = plain_value(getattr(row, name))
        if now != before:
            changes[name] = [before, now]
    return changes


def plain_value(value: Any) -> Any:
    """A value as the log's JSON holds it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | dict):
        return value
    return str(value)


def _refuse_bulk(state: ORMExecuteState) -> None:
    """UPDATE and DELETE statements would pass the diff by: only tables outside the log take them."""
    if not (state.is_update or state.is_delete):
        return
    mapper = state.bind_mapper
    if mapper is not None and getattr(mapper.class_, "__audited__", False):
        raise WriteOutsideAction(f"a bulk statement on {mapper.class_.__name__} would not be audited")
