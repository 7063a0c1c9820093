"""What people tell for the papers of a mission's guests, kept so that each paper says the same."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.database import Base, Record


class VisaWords(Record, Base):
    """The words of the papers for visas, in Japanese: to whom, why, how it came about, who answers questions."""

    __tablename__ = "visa_words"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), unique=True)
    consulate: Mapped[str] = mapped_column(String(100), default="")
    purpose: Mapped[str] = mapped_column(default="")
    background: Mapped[str] = mapped_column(default="")
    relation: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(String(100), default="")
    contact_phone: Mapped[str] = mapped_column(String(60), default="")

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)
