"""Codes of booth mode, the phones that they let in, and what each phone sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.booths.rules import CAUSES, STATES
from crm.cards.models import BusinessCard
from crm.core import clock
from crm.core.database import SECRET, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.fairs.models import Booth
from crm.leads.models import Lead
from crm.users.models import User


class BoothCode(Base):
    """What opens the booth's page on a phone, on the days of its fair. It is shown once; only its digest is kept."""

    __tablename__ = "booth_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    #: Of ours, for which it is; None: the whole fair.
    booth_id: Mapped[int | None] = mapped_column(ForeignKey("booths.id"))
    label: Mapped[str] = mapped_column(String(80), default="")  #: for whom, such as a team
    #: In charge of what comes in.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql")
    booth: Mapped[Booth | None] = relationship(lazy="raise_on_sql")

    @property
    def called(self) -> str:
        """Its booth and for whom it is; "" where it is for anybody at the whole fair."""
        return " · ".join(filter(None, (self.booth.label if self.booth is not None else "", self.label)))

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)


class BoothPhone(Base):
    """A phone that was let in, known by a key that it alone holds."""

    __tablename__ = "booth_phones"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("booth_codes.id", ondelete="CASCADE"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    name: Mapped[str] = mapped_column(String(60))  #: of whoever captures with it
    registered_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]
    code: Mapped[BoothCode] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)


class BoothCapture(Record, Base):
    """One lead as a phone sent it. It stays as it came, whatever becomes of the lead: it is the proof of consent."""

    __tablename__ = "booth_captures"
    #: The phone makes the key; what arrives twice is one.
    __table_args__ = (UniqueConstraint("activity_id", "key"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("booth_phones.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(64), info=SECRET)
    captured_at: Mapped[datetime]  #: by the phone's clock; when it arrived, where that cannot be right
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(String(20), info=coded(STATES))
    cause: Mapped[str] = mapped_column(String(20), default="", info=coded(CAUSES))  #: why it waited
    refusal: Mapped[str] = mapped_column(String(300), default="")  #: why the office did not take it
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=SECRET)  #: the fields as typed
    may_store: Mapped[bool] = mapped_column(default=False)
    may_share: Mapped[bool] = mapped_column(default=False)
    notice_version: Mapped[str] = mapped_column(String(20), default="")
    notice_language: Mapped[str] = mapped_column(String(10), default="", info=coded(LANGUAGE_LABELS))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("business_cards.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"), index=True)
    phone: Mapped[BoothPhone] = relationship(lazy="raise_on_sql")
    card: Mapped[BusinessCard | None] = relationship(lazy="raise_on_sql")
    lead: Mapped[Lead | None] = relationship(lazy="raise_on_sql")

    @property
    def captured_by(self) -> str:
        """Who captured it: the phone may have gone to somebody else before it was sent."""
        return str(self.told.get("by") or self.phone.name)

    def audit_root(self) -> tuple[str, int]:
        return ("leads", self.lead_id) if self.lead_id is not None else ("activities", self.activity_id)
