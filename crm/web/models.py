"""Receipts of forms that were saved: sending the same form again answers with the first result."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.database import Base


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
