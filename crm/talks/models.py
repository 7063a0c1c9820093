"""What the two sides of a case still owe each other an answer to, and what they offered each other in which round."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models import Organisation
from crm.core.database import PERSONAL, Base, Record, coded, db, present_index
from crm.core.money import NAMES
from crm.meetings.models import Meeting
from crm.meetings.rules import SIDES
from crm.negotiations.models import Negotiation
from crm.talks.rules.terms import TERMS, UNITS


class OpenPoint(Record, Base):
    """A question of a case, the side that owes the answer, and the answer once it is given (domain.md §1.6)."""

    __tablename__ = "open_points"
    __table_args__ = (
        CheckConstraint("answered_on IS NULL OR answered_on >= waits_since", name="answer_after_question"),
        CheckConstraint("waits_since >= asked_on", name="waits_after_question"),
    )

    negotiation_id: Mapped[int] = mapped_column(ForeignKey("negotiations.id"), index=True)
    text: Mapped[str] = mapped_column(String(300))
    side: Mapped[str] = mapped_column(String(10), info=coded(SIDES))  #: which owes the answer
    #: Who of that side owes it, where that is known.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    asked_on: Mapped[date]
    waits_since: Mapped[date]  #: the day it was asked, or was opened again last
    due_on: Mapped[date | None]  #: one before `waits_since` was for an earlier answer
    answered_on: Mapped[date | None]  #: None: it is open
    answer: Mapped[str] = mapped_column(default="")
    negotiation: Mapped[Negotiation] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    earlier: Mapped[list["EarlierAnswer"]] = relationship(
        lazy="raise_on_sql", order_by="EarlierAnswer.id", cascade="all, delete-orphan", back_populates="point"
    )

    @property
    def due(self) -> date | None:
        """By when the answer that is waited for is due, where somebody said it."""
        return self.due_on if self.due_on is not None and self.due_on >= self.waits_since else None

    @property
    def is_open(self) -> bool:
        return self.answered_on is None

    @property
    def took(self) -> int:
        """In how many days the answer came; 0 of one on the same day."""
        return (self.answered_on - self.waits_since).days if self.answered_on is not None else 0

    @property
    def late(self) -> int:
        """How many days after its day the answer came; 0 where none was said or it came in time."""
        return max((self.answered_on - self.due).days, 0) if self.answered_on is not None and self.due else 0

    def audit_root(self) -> tuple[str, int]:
        return ("negotiations", self.negotiation_id)


# Whose move it is, of the cases of a list: without a look at the rows.
present_index(
    "ix_open_points_waiting", OpenPoint.negotiation_id, OpenPoint.answered_on, OpenPoint.side, OpenPoint.waits_since
)


class EarlierAnswer(Base):
    """An answer that did not settle its point: the point was opened again on a later day."""

    __tablename__ = "earlier_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("open_points.id", ondelete="CASCADE"), index=True)
    answered_on: Mapped[date]
    answer: Mapped[str]
    reopened_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300), default="")
    #: Since when that answer had been waited for: what taking the opening back brings again.
    waited_since: Mapped[date]
    point: Mapped[OpenPoint] = relationship(lazy="raise_on_sql", back_populates="earlier")

    def audit_root(self) -> tuple[str, int]:
        point = db.session.get(OpenPoint, self.point_id)  # known to the session: it is written with it
        return point.audit_root() if point is not None else ("open_points", self.point_id)


class TalkRound(Record, Base):
    """A round of the talks: when and where both sides met, who took part, and what either side offered in it."""

    __tablename__ = "talk_rounds"

    negotiation_id: Mapped[int] = mapped_column(ForeignKey("negotiations.id"), index=True)
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"), index=True)  #: if it is logged
    ours: Mapped[str] = mapped_column(String(300), default="", info=PERSONAL)  #: who took part on our side
    theirs: Mapped[str] = mapped_column(String(300), default="", info=PERSONAL)
    #: Why it was held before the first talk of the case; "" of the usual ones.
    early_reason: Mapped[str] = mapped_column(String(300), default="")
    negotiation: Mapped[Negotiation] = relationship(lazy="raise_on_sql")
    meeting: Mapped[Meeting | None] = relationship(lazy="raise_on_sql")
    offers: Mapped[list["RoundOffer"]] = relationship(
        lazy="raise_on_sql", order_by="RoundOffer.id", cascade="all, delete-orphan", back_populates="round"
    )

    def audit_root(self) -> tuple[str, int]:
        return ("negotiations", self.negotiation_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("talk_rounds", self.id)


class RoundOffer(Base):
    """What one side said of one term in a round. A price, a quantity and a lead time are a number in a unit."""

    __tablename__ = "offers"
    __table_args__ = (UniqueConstraint("round_id", "side", "term"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("talk_rounds.id", ondelete="CASCADE"), index=True)
    side: Mapped[str] = mapped_column(String(10), info=coded(SIDES))
    term: Mapped[str] = mapped_column(String(20), info=coded(TERMS))
    amount: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    unit: Mapped[str] = mapped_column(String(10), default="", info=coded(UNITS))
    currency: Mapped[str] = mapped_column(String(3), default="", info=coded(NAMES))  #: of a price alone, as the next
    incoterm: Mapped[str] = mapped_column(String(3), default="")
    text: Mapped[str] = mapped_column(String(300), default="")
    round: Mapped[TalkRound] = relationship(lazy="raise_on_sql", back_populates="offers")

    def audit_root(self) -> tuple[str, int]:
        found = db.session.get(TalkRound, self.round_id)  # known to the session: it is written with it
        return found.audit_root() if found is not None else ("talk_rounds", self.round_id)
