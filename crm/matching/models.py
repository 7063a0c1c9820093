"""Matching tables: who talks with whom, in which round, at which table, with which interpreter (商談マッチング表)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity
from crm.contacts.models import Organisation, Person
from crm.core.database import Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.core.zones import ZONES
from crm.matching.rules.words import INTERPRETING, SIDES, WISHES
from crm.meetings.models import Meeting
from crm.missions.models import ItineraryItem

_SESSION = "matching_sessions.id"
_COMPANY = "matching_companies.id"
_SLOT = "matching_slots.id"
_INTERPRETER = "matching_interpreters.id"


class _OfSession:
    """Rows whose changes stand in the history of their matching table."""

    session_id: Mapped[int]

    def audit_root(self) -> tuple[str, int]:
        return ("matching_sessions", self.session_id)


class MatchingSession(Record, Base):
    """One matching table of an activity. Its rounds run on the wall clock of `timezone`."""

    __tablename__ = "matching_sessions"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    timezone: Mapped[str] = mapped_column(String(40), info=coded(ZONES))
    venue: Mapped[str] = mapped_column(String(200), default="")
    #: Talks that each maker should get, if that is possible.
    least: Mapped[int] = mapped_column(default=1)
    #: What the last proposal reached: {"meetings", "met", "wished", "short", "idle", "seconds"}; counts and weights.
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    proposed_at: Mapped[datetime | None]
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")


class MatchingCompany(_OfSession, Record, Base):
    """An organisation at the table: a maker of ours or a counterpart, with who comes and what they speak."""

    __tablename__ = "matching_companies"
    __table_args__ = (UniqueConstraint("session_id", "organisation_id"),)

    session_id: Mapped[int] = mapped_column(ForeignKey(_SESSION, ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    side: Mapped[str] = mapped_column(String(12), info=coded(SIDES))
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    #: "ja,en": what those who come speak
    languages: Mapped[str] = mapped_column(String(60), default="", info=coded(LANGUAGE_LABELS))
    most: Mapped[int | None]  #: talks it wants at most
    note: Mapped[str] = mapped_column(String(200), default="")
    cancelled_at: Mapped[datetime | None]
    #: The talks that its cancelling took off the table: [{"partner", "slot", "table"}], ids of this table's rows.
    freed: Mapped[list[dict[str, int]]] = mapped_column(JSON, default=list)
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    representative: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class MatchingSlot(_OfSession, Base):
    """One round of talks. No two of a table overlap."""

    __tablename__ = "matching_slots"
    __table_args__ = (
        UniqueConstraint("session_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="times_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(_SESSION, ondelete="CASCADE"))
    wall_start: Mapped[str] = mapped_column(String(16))  #: 2026-12-11T09:00 on the clock of the session
    wall_end: Mapped[str] = mapped_column(String(16))
    starts_at: Mapped[datetime]  #: UTC, kept with the wall time by the service
    ends_at: Mapped[datetime]

    @property
    def day(self) -> date:
        """The day on the clock of the session."""
        return date.fromisoformat(self.wall_start[:10])


class MatchingTable(_OfSession, Base):
    """A place at which two companies sit."""

    __tablename__ = "matching_tables"
    __table_args__ = (UniqueConstraint("session_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(_SESSION, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    order: Mapped[int] = mapped_column("table_order", default=0)


class MatchingInterpreter(_OfSession, Base):
    """Someone who interprets between any two of their languages."""

    __tablename__ = "matching_interpreters"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(_SESSION, ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    languages: Mapped[str] = mapped_column(String(60), info=coded(LANGUAGE_LABELS))  #: "ja,zh-Hans"
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class MatchingAbsence(_OfSession, Base):
    """A round in which a company or an interpreter cannot come."""

    __tablename__ = "matching_absences"
    __table_args__ = (
        UniqueConstraint("slot_id", "company_id"),
        UniqueConstraint("slot_id", "interpreter_id"),
        CheckConstraint("(company_id IS NULL) <> (interpreter_id IS NULL)", name="one_of_both"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(_SESSION, ondelete="CASCADE"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey(_SLOT, ondelete="CASCADE"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey(_COMPANY, ondelete="CASCADE"), index=True)
    interpreter_id: Mapped[int | None] = mapped_column(ForeignKey(_INTERPRETER, ondelete="CASCADE"), index=True)


class MatchingWish(_OfSession, Base):
    """What a maker and a counterpart wish of each other, and whether they need an interpreter."""

    __tablename__ = "matching_wishes"
    __table_args__ = (
        UniqueConstraint("maker_id", "counterpart_id"),
        CheckConstraint("maker_wish BETWEEN 0 AND 3 AND counterpart_wish BETWEEN 0 AND 3", name="weights"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(_SESSION, ondelete="CASCADE"), index=True)
    maker_id: Mapped[int] = mapped_column(ForeignKey(_COMPANY, ondelete="CASCADE"))
    counterpart_id: Mapped[int] = mapped_column(ForeignKey(_COMPANY, ondelete="CASCADE"), index=True)
    maker_wish: Mapped[int] = mapped_column(default=0, info=coded(WISHES))  #: 0 none to 3 must be
    counterpart_wish: Mapped[int] = mapped_column(default=0, info=coded(WISHES))
    veto: Mapped[bool] = mapped_column(default=False)
    #: "" by languages | needed | not_needed
    interpreting: Mapped[str] = mapped_column(String(12), default="", info=coded(INTERPRETING))


class MatchingMeeting(_OfSession, Record, Base):
    """A talk in its place. The database lets nobody and nothing be in two places in one round (docs/trust.md, D4)."""

    __tablename__ = "matching_meetings"
    __table_args__ = (
        UniqueConstraint("slot_id", "maker_id"),
        UniqueConstraint("slot_id", "counterpart_id"),
        UniqueConstraint("slot_id", "table_id"),
        UniqueConstraint("slot_id", "interpreter_id"),
        UniqueConstraint("maker_id", "counterpart_id"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey(_SESSION, ondelete="CASCADE"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey(_SLOT))
    table_id: Mapped[int] = mapped_column(ForeignKey("matching_tables.id"), index=True)
    maker_id: Mapped[int] = mapped_column(ForeignKey(_COMPANY))
    counterpart_id: Mapped[int] = mapped_column(ForeignKey(_COMPANY), index=True)
    interpreter_id: Mapped[int | None] = mapped_column(ForeignKey(_INTERPRETER), index=True)
    #: Stays where it is when a new proposal is made.
    locked: Mapped[bool] = mapped_column(default=False)
    #: What it was handed over to: the planned meeting, the item of the itinerary.
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("itinerary_items.id"), index=True)
    meeting: Mapped[Meeting | None] = relationship(lazy="raise_on_sql")
    item: Mapped[ItineraryItem | None] = relationship(lazy="raise_on_sql")

    @property
    def planned(self) -> Meeting | None:
        """The meeting made of it, unless somebody archived that."""
        return self.meeting if self.meeting is not None and self.meeting.archived_at is None else None

    @property
    def entered(self) -> ItineraryItem | None:
        """The item of the itinerary made of it, unless somebody took that out."""
        return self.item if self.item is not None and self.item.archived_at is None else None

    @property
    def is_handed_over(self) -> bool:
        """Whether people were told of it elsewhere: a meeting or an item of it stands, and is not cancelled."""
        return any(row is not None and row.status != "cancelled" for row in (self.planned, self.entered))
