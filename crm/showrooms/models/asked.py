"""Which exhibits leads asked about, and what visitors ask on the public page of a product."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import clock
from crm.core.database import PERSONAL, SECRET, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.leads.models import Lead
from crm.showrooms.models.showrooms import Exhibit, Showroom
from crm.showrooms.rules.inquiries import STATES


class AskedExhibit(Base):
    """An exhibit that a lead asked about; its product is among those that the lead names, too."""

    __tablename__ = "asked_exhibits"
    __table_args__ = (UniqueConstraint("lead_id", "exhibit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibits.id"), index=True)
    lead: Mapped[Lead] = relationship(lazy="raise_on_sql")
    exhibit: Mapped[Exhibit] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("leads", self.lead_id)


class ProductInquiry(Record, Base):
    """What a visitor asked on the public page of a product. It stays as it came: it is the proof of consent."""

    __tablename__ = "product_inquiries"
    __table_args__ = (Index("ix_product_inquiries_showroom", "showroom_id", "state"),)

    showroom_id: Mapped[int] = mapped_column(ForeignKey("showrooms.id", ondelete="CASCADE"))
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibits.id", ondelete="CASCADE"), index=True)
    #: Of the form with what was typed into it: sent twice it is one.
    key: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))  #: of the page
    question: Mapped[str] = mapped_column(info=PERSONAL)
    name: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    company: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    contact: Mapped[str] = mapped_column(String(300), default="", info=PERSONAL)
    may_store: Mapped[bool] = mapped_column(default=False)
    may_share: Mapped[bool] = mapped_column(default=False)
    notice_version: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(20), default="waiting", info=coded(STATES))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"), index=True)
    showroom: Mapped[Showroom] = relationship(lazy="raise_on_sql")
    exhibit: Mapped[Exhibit] = relationship(lazy="raise_on_sql")
    lead: Mapped[Lead | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("leads", self.lead_id) if self.lead_id is not None else ("showrooms", self.showroom_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("product_inquiries", self.id)
