"""Links for the local partner, who has no account, and what they say by them: of a statement, and of the shelf."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import clock
from crm.core.database import PERSONAL, SECRET, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.showrooms.models.sales import Sale
from crm.showrooms.models.settlements import Settlement
from crm.showrooms.models.showrooms import Exhibit, Showroom
from crm.showrooms.rules import CAUSES
from crm.showrooms.rules.partners import COUNT_STATES, VERDICTS
from crm.users.models import User


class PartnerLink(Base):
    """What opens one statement, and one count of its showroom, to whoever holds it. Only the code's digest is kept."""

    __tablename__ = "partner_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(80), default="", info=PERSONAL)  #: for whom
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))  #: in which its page begins
    code_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    #: Who is asked to look at what comes back.
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    settlement: Mapped[Settlement] = relationship(lazy="raise_on_sql")
    owner: Mapped[User] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("settlements", self.settlement_id)


class PartnerAnswer(Record, Base):
    """What the partner says of a statement: a claim, with who says it, when and by which link. It stays as it came."""

    __tablename__ = "partner_answers"

    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id", ondelete="CASCADE"), index=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("partner_links.id"), unique=True)
    name: Mapped[str] = mapped_column(String(80), info=PERSONAL)  #: as they wrote it
    verdict: Mapped[str] = mapped_column(String(20), info=coded(VERDICTS))
    note: Mapped[str] = mapped_column(default="")
    said_at: Mapped[datetime] = mapped_column(default=clock.now)
    superseded_at: Mapped[datetime | None]  #: when other figures were drawn up than those that were answered
    reply: Mapped[str] = mapped_column(default="")  #: of the office, to a dispute
    replied_at: Mapped[datetime | None]
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    link: Mapped[PartnerLink] = relationship(lazy="raise_on_sql")
    lines: Mapped[list["DisputedSale"]] = relationship(
        lazy="raise_on_sql", order_by="DisputedSale.id", cascade="all, delete-orphan"
    )
    replied_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[replied_by_id])

    @property
    def is_open(self) -> bool:
        """Whether it disputes the statement and the office has not answered that."""
        return self.verdict == "disputed" and self.replied_at is None

    def audit_root(self) -> tuple[str, int]:
        return ("settlements", self.settlement_id)


class DisputedSale(Base):
    """A line of a statement that the partner disputes, and why."""

    __tablename__ = "disputed_sales"
    __table_args__ = (UniqueConstraint("answer_id", "sale_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("partner_answers.id", ondelete="CASCADE"))
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id", ondelete="CASCADE"), index=True)
    sale_id: Mapped[int] = mapped_column(ForeignKey("showroom_sales.id"), index=True)
    note: Mapped[str] = mapped_column(String(300))
    sale: Mapped[Sale] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("settlements", self.settlement_id)


class PartnerCount(Record, Base):
    """What the partner counted on a shelf: a claim, until a coordinator makes it a count of the showroom or refuses."""

    __tablename__ = "partner_counts"
    __table_args__ = (Index("ix_partner_counts_showroom", "showroom_id", "state"),)

    showroom_id: Mapped[int] = mapped_column(ForeignKey("showrooms.id", ondelete="CASCADE"))
    link_id: Mapped[int] = mapped_column(ForeignKey("partner_links.id"), unique=True)
    name: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    day: Mapped[date]  #: on which it was counted, by the clock of the place
    note: Mapped[str] = mapped_column(default="")
    said_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(String(20), default="waiting", info=coded(COUNT_STATES))
    reason: Mapped[str] = mapped_column(String(300), default="")  #: why it was refused
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    showroom: Mapped[Showroom] = relationship(lazy="raise_on_sql")
    link: Mapped[PartnerLink] = relationship(lazy="raise_on_sql")
    lines: Mapped[list["CountedExhibit"]] = relationship(
        lazy="raise_on_sql", order_by="CountedExhibit.id", cascade="all, delete-orphan"
    )
    decided_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[decided_by_id])

    def audit_root(self) -> tuple[str, int]:
        return ("showrooms", self.showroom_id)


class CountedExhibit(Base):
    """How many pieces of an exhibit the partner counted."""

    __tablename__ = "counted_exhibits"
    __table_args__ = (
        UniqueConstraint("count_id", "exhibit_id"),
        CheckConstraint("quantity >= 0", name="some_quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    count_id: Mapped[int] = mapped_column(ForeignKey("partner_counts.id", ondelete="CASCADE"))
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibits.id"), index=True)
    quantity: Mapped[int]
    #: What was decided, kept with the count; None while it waits, and of counts from before this was kept.
    book: Mapped[int | None]  #: pieces by the book of that day, when it was decided
    differs_by: Mapped[int | None]
    adjusted: Mapped[int | None]  #: by how many the book was changed; 0 where nothing was taken over
    cause: Mapped[str] = mapped_column(String(20), default="", info=coded(CAUSES))
    cause_note: Mapped[str] = mapped_column(String(300), default="")
    exhibit: Mapped[Exhibit] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("exhibits", self.exhibit_id)
