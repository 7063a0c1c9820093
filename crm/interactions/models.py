"""Mail as it arrived. What it became, an interaction, belongs to the negotiations below (`negotiations.models`)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import PERSONAL, Base, Record, coded
from crm.core.zones import ZONES
from crm.interactions.rules import MAIL_STATUSES
from crm.negotiations.models import Interaction


class Mail(Record, Base):
    """A mail that the mail server handed over; its attachments are files on it."""

    __tablename__ = "received_mails"

    #: As `MailText.key`: the same mail handed over twice is one.
    message_key: Mapped[str] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime] = mapped_column(index=True)
    sender: Mapped[str] = mapped_column(String(320), default="", info=PERSONAL)
    sender_name: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    subject: Mapped[str] = mapped_column(String(300), default="", info=PERSONAL)
    body: Mapped[str] = mapped_column(default="", info=PERSONAL)
    not_kept: Mapped[str] = mapped_column(default="")  #: names of attachments that are of no kind we keep, a line each
    #: What an invitation from somebody unknown says (meetings.rules.invitations.Invitation.told); empty without one.
    invitation: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}", info=coded(ZONES))
    status: Mapped[str] = mapped_column(String(12), default="unassigned", index=True, info=coded(MAIL_STATUSES))
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interactions.id"), index=True)
    interaction: Mapped[Interaction | None] = relationship(lazy="raise_on_sql")

    def audit_subject(self) -> tuple[str, int]:
        return (self.__tablename__, self.id)
