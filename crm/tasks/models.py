"""Tasks: next steps with an owner and a due date, on any record."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import Base, Record
from crm.users.models import User


class Task(Record, Base):
    """An action item. It hangs on a record by (record_type, record_id), where record_type is its table name."""

    __tablename__ = "tasks"
    __table_args__ = (Index("ix_tasks_record", "record_type", "record_id"),)

    text: Mapped[str] = mapped_column(String(300))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    #: Somebody outside who promised it; then `owner_id` is who watches.
    external_owner: Mapped[str] = mapped_column(String(120), default="")
    due_on: Mapped[date] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(String(10), default="open", index=True)  #: open | done | cancelled
    done_on: Mapped[date | None]
    record_type: Mapped[str] = mapped_column(String(60), default="")
    record_id: Mapped[int | None]
    #: The activity whose people see it, when the record belongs to one.
    activity_id: Mapped[int | None] = mapped_column(index=True)
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=owner_id)
