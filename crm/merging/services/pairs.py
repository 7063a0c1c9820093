"""What people decide about pairs that may be one record."""

from sqlalchemy import delete, or_, select

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db
from crm.core.permissions import Actor
from crm.merging import rules
from crm.merging.models import Merge, MergeCandidate
from crm.merging.queries.pairs import pair_of


def settle(merge: Merge) -> None:
    """Close the pair of a merge, and let the survivor inherit what was decided about the record merged away."""
    mine = _pairs_of(merge.kind, merge.loser_id)
    for pair in mine:
        other = pair.high_id if pair.low_id == merge.loser_id else pair.low_id
        if other == merge.survivor_id:
            pair.state, pair.merge_id = rules.SETTLED, merge.id
            pair.decided_at, pair.decided_by_id = merge.at, merge.by_id
        elif pair.state == rules.NOT_DUPLICATE and pair_of(merge.kind, merge.survivor_id, other) is None:
            low, high = sorted((merge.survivor_id, other))
            db.session.add(
                MergeCandidate(
                    kind=merge.kind, low_id=low, high_id=high, score=pair.score, reasons=pair.reasons,
                    state=rules.NOT_DUPLICATE, merge_id=merge.id, decided_at=merge.at, decided_by_id=merge.by_id,
                )
            )  # fmt: skip


def reopen(merge: Merge) -> None:
    """After Undo: the pair waits again, and what the survivor inherited goes."""
    inherited = (MergeCandidate.merge_id == merge.id, MergeCandidate.state == rules.NOT_DUPLICATE)
    db.session.execute(delete(MergeCandidate).where(*inherited))
    for pair in db.session.scalars(select(MergeCandidate).where(MergeCandidate.merge_id == merge.id)):
        pair.state, pair.merge_id, pair.decided_at, pair.decided_by_id = rules.OPEN, None, None, None


def not_a_duplicate(pair: MergeCandidate, *, by: Actor | None) -> None:
    """Remember for good that the two are not one."""
    _decide(pair, rules.NOT_DUPLICATE, by)


def reconsider(pair: MergeCandidate, *, by: Actor | None) -> None:
    """Take such a decision back."""
    _decide(pair, rules.OPEN, by)


def _decide(pair: MergeCandidate, state: str, by: Actor | None) -> None:
    verb = rules.NOT_A_DUPLICATE if state == rules.NOT_DUPLICATE else rules.RECONSIDERED
    with action(verb, by=by, record=pair):
        pair.state = state
        pair.decided_at = clock.now() if state != rules.OPEN else None
        pair.decided_by_id = by.id if by is not None and state != rules.OPEN else None


def _pairs_of(kind: str, id: int) -> list[MergeCandidate]:
    mine = or_(MergeCandidate.low_id == id, MergeCandidate.high_id == id)
    return list(db.session.scalars(select(MergeCandidate).where(MergeCandidate.kind == kind, mine)))
