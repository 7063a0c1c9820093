"""Business cards with pictures, who exchanged cards with whom, how we came to know someone (domain.md §1.3)."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity
from crm.cards.rules import DIRECTIONS, SIDES, SOURCES
from crm.contacts.models import Person
from crm.core.database import PERSONAL, SECRET, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.users.models import User

_CHILD = "all, delete-orphan"


class BusinessCard(Record, Base):
    """A card as it was received. Without a person it is a draft: photographed, and waiting to be confirmed."""

    __tablename__ = "business_cards"

    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    #: of the front; "" when nobody said
    language: Mapped[str] = mapped_column(String(10), default="", info=coded(LANGUAGE_LABELS))
    #: When, where and at which activity it was handed over, until the exchange has a row of its own.
    received_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(120), default="")
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    #: The job that reads the pictures; None where no reader is installed. A plain number: jobs are purged.
    job_id: Mapped[int | None]
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    sides: Mapped[list["CardSide"]] = relationship(lazy="raise_on_sql", order_by="CardSide.id", cascade=_CHILD)

    def audit_root(self) -> tuple[str, int]:
        return ("people", self.person_id) if self.person_id is not None else (self.__tablename__, self.id)

    def audit_subject(self) -> tuple[str, int] | None:
        return ("people", self.person_id) if self.person_id is not None else None


class CardSide(Base):
    """The picture of one side, made small enough to read and to show, and what a reader made of it."""

    __tablename__ = "card_sides"
    __table_args__ = (UniqueConstraint("card_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("business_cards.id", ondelete="CASCADE"), index=True)
    side: Mapped[str] = mapped_column(String(5), info=coded(SIDES))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    thumbnail_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    #: As recognised, line by line; never in the log, since nobody has confirmed whose it is.
    text: Mapped[str] = mapped_column(default="", info=SECRET)

    def audit_root(self) -> tuple[str, int]:
        return ("business_cards", self.card_id)


class CardExchange(Record, Base):
    """One of ours and one of theirs exchanged cards. A second time is another row, not another person.

    The same two on the same day is refused when it is written; no index forbids it, since two people who are
    merged may each have been given a card that day.
    """

    __tablename__ = "card_exchanges"
    __table_args__ = (CheckConstraint("(user_id IS NULL) <> (our_person_id IS NULL)", name="one_of_ours"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)  #: theirs
    #: Ours: a member of staff, or a delegate who is in the contacts.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    our_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    exchanged_on: Mapped[date] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(120), default="")  #: as people say it: booth 12, lobby of the hotel
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    direction: Mapped[str] = mapped_column(String(10), default="both", info=coded(DIRECTIONS))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("business_cards.id"), index=True)
    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    user: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=user_id)
    our_person: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=our_person_id)
    activity: Mapped[Activity | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("people", self.person_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("people", self.person_id)


class Acquaintance(Record, Base):
    """How we came to know a person: when, at what, through whom. One row a person."""

    __tablename__ = "acquaintances"
    __table_args__ = (UniqueConstraint("person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    met_on: Mapped[date | None]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    introduced_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    source: Mapped[str] = mapped_column(String(20), default="", info=coded(SOURCES))
    note: Mapped[str] = mapped_column(default="", info=PERSONAL)
    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=person_id)
    introduced_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=introduced_by_id)
    activity: Mapped[Activity | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("people", self.person_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("people", self.person_id)
