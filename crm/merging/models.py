"""Merges with what undoes them, pairs that may be one, and the weights that the administrator sets."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core import clock
from crm.core.database import Base, Record
from crm.merging import rules


class Merge(Base):
    """One merge. What it did to which record stands in the audit log; the journal here is what Undo needs."""

    __tablename__ = "merges"
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  #: people | organisations, as the table is called
    survivor_id: Mapped[int] = mapped_column(index=True)
    loser_id: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    #: How the record merged away was called, kept like the journal.
    loser_name: Mapped[Any] = mapped_column(JSON)
    #: {table: rows that were moved or folded}
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    #: The steps with the rows before and after, of a person sealed with the survivor's audit key: erasing the
    #: person makes it unreadable. None after the 30 days.
    journal: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    undo_until: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    def audit_root(self) -> tuple[str, int]:
        return (self.kind, self.survivor_id)


class MergeCandidate(Base):
    """Two records that may be one. A scan finds them; what a person decided about a pair stays for good."""

    __tablename__ = "merge_candidates"
    __table_args__ = (
        UniqueConstraint("kind", "low_id", "high_id"),
        CheckConstraint("low_id < high_id", name="in_order"),
    )
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  #: people | organisations
    low_id: Mapped[int]
    high_id: Mapped[int]
    score: Mapped[int]  #: 0 to 100
    reasons: Mapped[list[str]] = mapped_column(JSON)  #: codes of contacts.rules, the strongest first
    state: Mapped[str] = mapped_column(String(20), default=rules.OPEN)  #: open | not_duplicate | merged
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    #: The merge that settled the pair, or that brought the decision over from the record merged away.
    merge_id: Mapped[int | None] = mapped_column(ForeignKey("merges.id", ondelete="SET NULL"))

    def audit_root(self) -> tuple[str, int]:
        return (self.kind, self.low_id)


Index("ix_merge_candidates_queue", MergeCandidate.state, MergeCandidate.score, MergeCandidate.id)
Index("ix_merge_candidates_high_id", MergeCandidate.high_id)


class MergeRules(Record, Base):
    """What each reason weighs, in one row; without it the defaults of contacts.rules hold."""

    __tablename__ = "merge_rules"

    weights: Mapped[dict[str, int]] = mapped_column(JSON)  #: {code of a reason: 0 to 100}
    threshold: Mapped[int]  #: pairs below this score are not put into the queue
