"""The queue's one table."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core import clock
from crm.core.database import Base
from crm.core.texts import Text
from crm.jobs import rules
from crm.jobs.rules import State


class Job(Base):
    """One piece of background work. Not audited: what it does to records is."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_state_lease_until", "state", "lease_until"),
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
    )
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Names the handler: `documents.print`.
    kind: Mapped[str] = mapped_column(String(60))
    #: What the handler needs, as ids and choices; never texts about people, who may be erased meanwhile.
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Whose rights the handler checks again when it runs; None for the product itself.
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=State.QUEUED)
    #: How often it was begun.
    attempts: Mapped[int] = mapped_column(default=0)
    #: Who holds it. With `attempts` it fences: a worker that lost the lease can no longer write.
    worker: Mapped[str | None] = mapped_column(String(80))
    #: Until when the worker's word counts.
    lease_until: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    #: Percent, 0 to 100; never goes back.
    progress: Mapped[int] = mapped_column(default=0)
    #: {"msgid", "params"}: what is being done.
    progress_text: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: What the handler returned, such as the id of a file.
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: {"msgid", "params"}: why it failed, or why it is tried again.
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    #: When it was begun last.
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    #: After this the job and what belongs to it may be purged.
    expires_at: Mapped[datetime] = mapped_column(default=lambda: clock.now() + rules.KEEP, index=True)

    @property
    def is_final(self) -> bool:
        return self.state in rules.FINAL

    @property
    def doing(self) -> Text | None:
        """What the worker is at, for the reader."""
        return rules.unpack(self.progress_text)

    @property
    def why(self) -> Text | None:
        """Why it failed, for the reader."""
        return rules.unpack(self.reason)


class WorkerSeen(Base):
    """A worker that is at work or waits for some: its line goes when it ends, and is stale when it was killed."""

    __tablename__ = "workers"
    __audited__: ClassVar[bool] = False

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    seen_at: Mapped[datetime]
