"""Merges that happened: what they kept for Undo, and which are still open to it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.audit.models import AuditKey
from crm.audit.rules import unseal
from crm.core import clock
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.merging import rules
from crm.merging.models import Merge


def content(merge: Merge, kept: Any, keys: Mapping[int, bytes] | None = None) -> Any:
    """What was stored sealed with a merge; None when it is past its time or the person was erased.

    `keys` are those of `subject_keys`, for a whole page of merges.
    """
    if kept is None or merge.kind != rules.PEOPLE:
        return kept
    known = subject_keys([merge]) if keys is None else keys
    text = unseal(known.get(merge.survivor_id), kept)
    return None if text is None else json.loads(text)


def subject_keys(found: Sequence[Merge]) -> dict[int, bytes]:
    """{survivor: audit key} of merged people, from one query."""
    ids = {merge.survivor_id for merge in found if merge.kind == rules.PEOPLE}
    if not ids:
        return {}
    kept = select(AuditKey.subject_id, AuditKey.key).where(
        AuditKey.subject_type == rules.PEOPLE, AuditKey.subject_id.in_(ids)
    )
    return {row.subject_id: row.key for row in db.session.execute(kept)}


def is_undoable(merge: Merge) -> bool:
    """Whether Undo is offered: within 30 days, and once."""
    return merge.undone_at is None and merge.journal is not None and merge.undo_until >= clock.now()


def one(id: int) -> Merge:
    """The merge; NotVisible when there is none."""
    return or_not_visible(db.session.get(Merge, id))


def merged_again(merge: Merge) -> bool:
    """Whether the survivor went into a third record since."""
    later = select(Merge.id).where(
        Merge.kind == merge.kind, Merge.loser_id == merge.survivor_id, Merge.undone_at.is_(None), Merge.id > merge.id
    )
    return db.session.scalar(later.limit(1)) is not None


def undoable_lines(kind: str, survivor_id: int) -> list[tuple[Merge, str]]:
    """Merges into a record that can still be taken back, with the name of who was merged away, the latest first."""
    found = db.session.scalars(
        select(Merge)
        .where(
            Merge.kind == kind,
            Merge.survivor_id == survivor_id,
            Merge.undone_at.is_(None),
            Merge.journal.is_not(None),
            Merge.undo_until >= clock.now(),
        )
        .order_by(Merge.id.desc())
    ).all()
    keys = subject_keys(found)
    return [(merge, content(merge, merge.loser_name, keys) or "") for merge in found]


def over(now: datetime) -> Sequence[Merge]:
    """Merges that still carry what Undo needed though its time is over."""
    return db.session.scalars(select(Merge).where(Merge.undo_until < now, Merge.journal.is_not(None))).all()
