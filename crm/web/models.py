"""What the web keeps for itself: receipts of forms that were saved, and what their senders may take back."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.database import Base, beside

#: Of a notice and of an address, characters that are kept.
LONGEST_TEXT = 500


class FormReceipt(Base):
    """One saved form: its one-time id, who sent it, and where the answer led."""

    __tablename__ = "form_receipts"
    __table_args__ = (UniqueConstraint("form_id", "user_id"),)
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int]
    location: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column("saved_at", index=True)


#: Where a form led to, for whoever sends it; a second click waits until the first is answered, and then sees it.
POSTGRESQL_RECEIPT = """
CREATE OR REPLACE FUNCTION form_led_to(form TEXT, sender INTEGER) RETURNS TEXT LANGUAGE plpgsql AS $$ BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(form));
    RETURN (SELECT location FROM form_receipts WHERE form_id = form AND user_id = sender);
END $$"""
beside(FormReceipt, {"postgresql": [POSTGRESQL_RECEIPT]})


class RecentChange(Base):
    """An act that can be taken back, in the words of its notice; `undo` is the address to post to."""

    __tablename__ = "recent_changes"
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column("made_at")
    text: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    undo: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    undone_at: Mapped[datetime | None]
