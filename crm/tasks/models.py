"""Tasks: next steps with an owner and a due date, on any record."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import Base, Record, coded
from crm.tasks.rules import NORMAL, PRIORITIES, TASK_STATUSES
from crm.users.models import User


class Task(Record, Base):
    """An action item. It hangs on a record by (record_type, record_id), where record_type is its table name."""

    __tablename__ = "tasks"
    __table_args__ = (Index("ix_tasks_record", "record_type", "record_id"),)

    text: Mapped[str] = mapped_column(String(300))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    #: Somebody outside who promised it; then `owner_id` is who watches.
    external_owner: Mapped[str] = mapped_column(String(120), default="")
    #: The office's own work, such as a step of a countdown: nothing that follows from a mission, and in no report.
    internal: Mapped[bool] = mapped_column(default=False, server_default=false())
    due_on: Mapped[date] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(String(10), default="open", index=True, info=coded(TASK_STATUSES))
    done_on: Mapped[date | None]
    priority: Mapped[str] = mapped_column(String(6), default=NORMAL, info=coded(PRIORITIES))
    record_type: Mapped[str] = mapped_column(String(60), default="")
    record_id: Mapped[int | None]
    #: The activity whose people see it, when the record belongs to one.
    activity_id: Mapped[int | None] = mapped_column(index=True)
    #: The step of a plan that it came from: what the plan proposes when it is done.
    plan_step_id: Mapped[int | None] = mapped_column(ForeignKey("plan_steps.id", ondelete="SET NULL"), index=True)
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=owner_id)


class Plan(Record, Base):
    """A chain of next steps for one kind of record: what is usually done after a talk, after a fair …"""

    __tablename__ = "plans"

    name: Mapped[str] = mapped_column(String(120))
    record_type: Mapped[str] = mapped_column(String(60), index=True)  #: the table of a kind that has tasks
    steps: Mapped[list["PlanStep"]] = relationship(
        lazy="raise_on_sql", order_by="PlanStep.position", cascade="all, delete-orphan"
    )


class PlanStep(Base):
    """One step of a plan, due so many days after the one before was done."""

    __tablename__ = "plan_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))
    days: Mapped[int]
    working: Mapped[bool] = mapped_column(default=False)  #: counts working days of the office instead of all
    internal: Mapped[bool] = mapped_column(default=False, server_default=false())  #: as that of its tasks

    def audit_root(self) -> tuple[str, int]:
        return ("plans", self.plan_id)


class Reminder(Base):
    """That a person was reminded on a day of theirs: one digest a morning."""

    __tablename__ = "task_reminders"
    __table_args__ = (UniqueConstraint("user_id", "day"),)
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    day: Mapped[date]  #: in the person's own zone
    state: Mapped[str] = mapped_column(String(10))  #: claimed | sent | failed | kept
    tasks: Mapped[int]
    at: Mapped[datetime] = mapped_column("reminded_at")
