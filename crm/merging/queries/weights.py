"""What each reason weighs: the administrator's row, else the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from crm.contacts.rules import duplicates
from crm.core.database import db
from crm.merging.models import MergeRules


@dataclass(frozen=True)
class Weights:
    """{code: 0 to 100}, and the score from which a pair comes into the queue."""

    weights: Mapping[str, int]
    threshold: int


def row() -> MergeRules | None:
    """The administrator's row, if there is one."""
    return db.session.scalar(select(MergeRules).order_by(MergeRules.id).limit(1))


def weights() -> Weights:
    """What holds now; a reason that came later than the row has its default."""
    kept = row()
    if kept is None:
        return Weights(duplicates.WEIGHTS, duplicates.THRESHOLD)
    return Weights(duplicates.WEIGHTS | kept.weights, kept.threshold)
