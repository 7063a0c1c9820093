"""Saved views of lists, what was exported from a list, and what is done to many of its rows."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import clock
from crm.core.database import PERSONAL, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.core.zones import ZONES
from crm.lists.rules import ENCODINGS, FORMATS
from crm.users.models import User


class SavedView(Record, Base):
    """A list as someone wants to find it again: its name in the menu, and the query of its address."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_owner", "owner_id", "list_name"),)

    list_name: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(4000), default="")  #: what stands behind the ?, without `view`
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    shared: Mapped[bool] = mapped_column(default=False)  #: everyone who sees the list sees the view
    pinned: Mapped[bool] = mapped_column(default=False)  #: in the owner's navigation
    pinned_for_all: Mapped[bool] = mapped_column(default=False)  #: in everyone's; only for shared ones
    usual: Mapped[bool] = mapped_column(default=False)  #: what the owner sees when the list is opened
    owner: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[owner_id])


class ListExport(Record, Base):
    """A list written into a file: who took which rows out, when, and how many."""

    __tablename__ = "list_exports"

    list_name: Mapped[str] = mapped_column(String(40))
    query: Mapped[str] = mapped_column(String(4000), default="", info=PERSONAL)  #: whom someone looked for stands in it
    format: Mapped[str] = mapped_column(String(10), info=coded(FORMATS))
    encoding: Mapped[str] = mapped_column(String(20), default="", info=coded(ENCODINGS))  #: of a CSV
    substitute: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))  #: of the heads
    timezone: Mapped[str] = mapped_column(String(40), info=coded(ZONES))  #: of the moments in it
    rows: Mapped[int | None]  #: None until it is written
    storage_name: Mapped[str | None] = mapped_column(String(64), unique=True)  #: of the file below instance/exports
    #: What the encoding could not hold: [{"row": 3, "name": …, "characters": "镕堃"}], and how many rows in all.
    unwritable: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info=PERSONAL)
    job_id: Mapped[int | None]
    expires_at: Mapped[datetime]

    def audit_subject(self) -> tuple[str, int]:
        return (self.__tablename__, self.id)


class BulkRun(Base):
    """Something that somebody does to many rows of a list. Not audited: what it does to each record is."""

    __tablename__ = "bulk_runs"
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    list_name: Mapped[str] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(40))  #: `ListAct.code`
    said: Mapped[dict[str, Any]] = mapped_column(JSON)  #: what was asked for
    begun_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    seen_at: Mapped[datetime | None]  #: what was changed after this moment is left out
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("bulk_runs.id", ondelete="CASCADE"), unique=True)
    job_id: Mapped[int | None]  #: of what is done in the background


class BulkRow(Base):
    """One record of it: whether it waits, what it said before, or why it was left out."""

    __tablename__ = "bulk_rows"
    __table_args__ = (
        Index("ix_bulk_rows_run_id_state", "run_id", "state"),
        CheckConstraint("state IN ('waiting', 'done', 'left')", name="state"),
    )
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("bulk_runs.id", ondelete="CASCADE"))
    record_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    before: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    version: Mapped[int | None]  #: of the record afterwards: another one is somebody else's
    former: Mapped[int | None]  #: of the record before: what the change before it left
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  #: {"msgid", "params"}
