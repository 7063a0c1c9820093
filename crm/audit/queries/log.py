"""Reading the audit log: a record's history, the whole log, and the proof that nobody touched it."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, select

from crm.audit.models import AuditEntry, AuditKey
from crm.audit.rules import FIRST_HASH, RESEALED, canonical, link, unseal
from crm.core import keys
from crm.core.database import db

#: Edits of one person that follow one another within so long are told as one.
TOGETHER: Final = timedelta(minutes=2)


@dataclass(frozen=True)
class LogLine:
    """One entry as a reader sees it. `changes` is [(column, old, new)]; None stands for empty or erased."""

    id: int
    at: datetime
    actor_id: int | None
    verb: str
    record_type: str
    record_id: int
    table_name: str
    row_id: int
    request_id: str
    changes: list[tuple[str, str | None, str | None]]


@dataclass(frozen=True)
class ChainVerdict:
    """What checking the chain found: how many entries hold, and the first that does not."""

    checked: int
    first_bad: int | None
    head: str

    @property
    def valid(self) -> bool:
        return self.first_bad is None


def entries_of(record_type: str, record_id: int, before: int | None = None) -> Select[AuditEntry, bytes | None]:
    """A record's history (older than entry `before`), newest first, each with its subject's key."""
    return entries(before).where(AuditEntry.record_type == record_type, AuditEntry.record_id == record_id)


@dataclass(frozen=True)
class LogFilter:
    """Which entries of the log a reader asks for; what is None or "" narrows nothing."""

    by: int | None = None  #: the user who acted
    record_type: str = ""
    since: datetime | None = None
    before: datetime | None = None

    def where(self) -> list[ColumnElement[bool]]:
        asked: list[tuple[Any, Callable[[Any], ColumnElement[bool]]]] = [
            (self.by, lambda by: AuditEntry.actor_id == by),
            (self.record_type, lambda table: AuditEntry.record_type == table),
            (self.since, lambda moment: AuditEntry.at >= moment),
            (self.before, lambda moment: AuditEntry.at < moment),
        ]
        return [condition(value) for value, condition in asked if value]


def entries(before: int | None = None) -> Select[AuditEntry, bytes | None]:
    """The whole log (older than entry `before`), newest first. For holders of `audit:all`."""
    key_of_subject = and_(
        AuditKey.subject_type == AuditEntry.subject_type, AuditKey.subject_id == AuditEntry.subject_id
    )
    statement = select(AuditEntry, AuditKey.key).outerjoin(AuditKey, key_of_subject).order_by(AuditEntry.id.desc())
    return statement if before is None else statement.where(AuditEntry.id < before)


def head() -> str:
    """The hash of the last entry: kept outside, it shows whether the tail was cut."""
    return db.session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)) or FIRST_HASH


def lines(statement: Select[AuditEntry, bytes | None], limit: int) -> list[LogLine]:
    """The first `limit` entries of `statement`, personal values in clear where their key still exists."""
    return [_line(entry, key) for entry, key in db.session.execute(statement.limit(limit))]


def _line(entry: AuditEntry, key: bytes | None) -> LogLine:
    changes = [(name, unseal(key, old), unseal(key, new)) for name, (old, new) in entry.changes.items()]
    return LogLine(
        entry.id,
        entry.at,
        entry.actor_id,
        entry.verb,
        entry.record_type,
        entry.record_id,
        entry.table_name,
        entry.row_id,
        entry.request_id,
        changes,
    )


def edits(lines: Sequence[LogLine]) -> list[list[LogLine]]:
    """A record's history, newest first, as people tell it: what one person changed within two minutes stands together,
    each value once, from what it was before to what it is after. Every other act stands alone."""
    groups: list[list[LogLine]] = []
    for line in lines:
        if groups and _goes_with(line, groups[-1][0]):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_once_each(group) for group in groups]


def _goes_with(line: LogLine, newest: LogLine) -> bool:
    same = line.actor_id is not None and line.actor_id == newest.actor_id
    of_one = (line.record_type, line.record_id) == (newest.record_type, newest.record_id)
    edited = line.verb.endswith("changed") and newest.verb.endswith("changed")
    return same and of_one and edited and newest.at - line.at <= TOGETHER


def _once_each(group: list[LogLine]) -> list[LogLine]:
    """The lines of a group, one for each row that it changed."""
    rows: dict[tuple[str, int], LogLine] = {}
    for line in group:
        newer = rows.get((line.table_name, line.row_id))
        rows[line.table_name, line.row_id] = line if newer is None else _over(line, newer)
    return list(rows.values())


def _over(older: LogLine, newer: LogLine) -> LogLine:
    before = {name: old for name, old, _new in older.changes}
    changed = [(name, before.pop(name, old), new) for name, old, new in newer.changes]
    changed += [change for change in older.changes if change[0] in before]
    return replace(newer, changes=[(name, old, new) for name, old, new in changed if old != new])


def last() -> AuditEntry | None:
    """The newest entry."""
    return db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))


def secret_fits() -> bool:
    """Whether the newest entry was written with this installation's secret. So is an empty log."""
    entry = last()
    return entry is None or _holds(entry, keys.derive("audit chain"))


@dataclass(frozen=True)
class Summary:
    """What a sealing vouches for: how many entries stand before it, and a SHA-256 over all that they say, in hex."""

    entries: int
    digest: str


def summary(before: int | None = None) -> Summary:
    """Of the whole log, or of what is older than entry `before`."""
    total, number = hashlib.sha256(), 0
    statement = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    with closing(db.session.scalars(statement if before is None else statement.where(AuditEntry.id < before))) as all_:
        for entry in all_:
            total.update(f"{entry.previous_hash}{entry.hash}{canonical(_content(entry))}\n".encode())
            number += 1
    return Summary(number, total.hexdigest())


def _holds(entry: AuditEntry, chain_key: bytes) -> bool:
    return entry.hash == link(chain_key, entry.previous_hash, _content(entry))


def _sealing(chain_key: bytes) -> AuditEntry | None:
    """The newest entry with which the log was sealed anew, if this secret wrote it."""
    statement = select(AuditEntry).where(AuditEntry.verb == RESEALED.code).order_by(AuditEntry.id.desc())
    return next((entry for entry in db.session.scalars(statement) if _holds(entry, chain_key)), None)


def verify(expected_head: str | None = None) -> ChainVerdict:
    """Walk the chain from the first entry. A cut tail shows only against an `expected_head` kept outside.

    Where the log was sealed anew, what stands before is compared with the digest that the sealing vouches for.
    """
    chain_key, previous, checked = keys.derive("audit chain"), FIRST_HASH, 0
    seen = expected_head is None or expected_head == FIRST_HASH
    statement = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    sealing = _sealing(chain_key)
    if sealing is not None:
        found = summary(sealing.id)
        told = Summary(sealing.changes["entries"][1], sealing.changes["digest"][1])
        if found != told:
            return ChainVerdict(0, sealing.id, previous)
        previous, checked = sealing.previous_hash, found.entries
        older = select(AuditEntry.id).where(AuditEntry.hash == expected_head, AuditEntry.id < sealing.id)
        seen = seen or db.session.scalar(older) is not None
        statement = statement.where(AuditEntry.id >= sealing.id)
    with closing(db.session.scalars(statement)) as chain:
        for entry in chain:
            if entry.previous_hash != previous or not _holds(entry, chain_key):
                return ChainVerdict(checked, entry.id, previous)
            previous, checked = entry.hash, checked + 1
            seen = seen or entry.hash == expected_head
    return ChainVerdict(checked, None if seen else checked + 1, previous)


def _content(entry: AuditEntry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "actor_id": entry.actor_id,
        "verb": entry.verb,
        "record_type": entry.record_type,
        "record_id": entry.record_id,
        "table_name": entry.table_name,
        "row_id": entry.row_id,
        "subject_type": entry.subject_type,
        "subject_id": entry.subject_id,
        "request_id": entry.request_id,
        "changes": entry.changes,
    }
