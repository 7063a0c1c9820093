"""Merges that happened: what they kept for Undo, and which are still open to it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.audit.models import AuditKey
from crm.audit.rules import unseal
from crm.core import clock
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.merging import rules
from crm.merging.models import Merge


def content(merge: Merge, kept: Any) -> Any:
    """What was stored sealed with a merge; None when it is past its time or the person was erased."""
    if kept is None or merge.kind != rules.PEOPLE:
        return kept
    key = db.session.get(AuditKey, (merge.kind, merge.survivor_id))
    text = unseal(key.key if key is not None else None, kept)
    return None if text is None else json.loads(text)


def one(id: int) -> Merge:
    """The merge; NotVisible when there is none."""
    found = db.session.get(Merge, id)
    if found is None:
        raise NotVisible
    return found


def merged_again(merge: Merge) -> bool:
    """Whether the survivor went into a third record since."""
    later = select(Merge.id).where(
        Merge.kind == merge.kind, Merge.loser_id == merge.survivor_id, Merge.undone_at.is_(None), Merge.id > merge.id
    )
    return db.session.scalar(later.limit(1)) is not None


def undoable(kind: str, survivor_id: int) -> Sequence[Merge]:
    """Merges into a record that can still be taken back, the latest first."""
    return db.session.scalars(
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


def over(now: datetime) -> Sequence[Merge]:
    """Merges that still carry what Undo needed though its time is over."""
    return db.session.scalars(select(Merge).where(Merge.undo_until < now, Merge.journal.is_not(None))).all()
