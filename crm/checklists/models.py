"""The countdown of an activity: which task stands for which step of the template."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import Base
from crm.tasks.models import Task


class ChecklistStep(Base):
    """A step of the countdown of an activity. The task holds owner, due date and state, as any task does."""

    __tablename__ = "checklist_steps"
    __table_args__ = (UniqueConstraint("activity_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(30))  #: rules.Step.key
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"), unique=True)
    #: The day that the rule gave. While the task is due on it, it follows the dates of the activity.
    ruled_on: Mapped[date]
    task: Mapped[Task] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)
