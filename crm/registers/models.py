"""Requests of people, breaches with the reports they ask for, and assessments (DP-9, DP-11, DP-12)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models import Person
from crm.core import clock, here
from crm.core.database import PERSONAL, Base, Record, coded
from crm.files.models import StoredFile
from crm.privacy.rules import REGIMES, WAYS
from crm.registers import rules
from crm.tasks.models import Task
from crm.users.models import User


class DataRequest(Record, Base):
    """What somebody asked of their data, by when it is answered, and what was answered."""

    __tablename__ = "data_requests"

    received_on: Mapped[date] = mapped_column(index=True)
    asked: Mapped[str] = mapped_column(String(20), info=coded(rules.ASKED))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)  #: None: not on record
    requester: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)  #: who asked, in their words
    regime: Mapped[str] = mapped_column(String(10), default="", info=coded(REGIMES))
    way: Mapped[str] = mapped_column(String(20), default="", info=coded(WAYS))
    details: Mapped[str] = mapped_column(default="", info=PERSONAL)
    due_on: Mapped[date] = mapped_column(index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    identity: Mapped[str] = mapped_column(String(20), default="", info=coded(rules.IDENTITIES))
    identity_note: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    outcome: Mapped[str] = mapped_column(String(20), default=rules.OPEN, index=True, info=coded(rules.OUTCOMES))
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(default="", info=PERSONAL)
    #: Why it was opened again after it had been answered, the last time.
    reopened: Mapped[str] = mapped_column(String(rules.LINE_LIMIT), default="", info=PERSONAL)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id", ondelete="SET NULL"))
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    owner: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=owner_id)
    task: Mapped[Task | None] = relationship(lazy="raise_on_sql")

    def audit_subject(self) -> tuple[str, int]:
        return (self.__tablename__, self.id)


class Breach(Record, Base):
    """Data that somebody saw, lost or changed who must not: what happened, whose data, and what was done."""

    __tablename__ = "breaches"

    title: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    kind: Mapped[str] = mapped_column(String(20), info=coded(rules.BREACH_KINDS))
    noticed_at: Mapped[datetime] = mapped_column(index=True)  #: when the office knew of it: the clocks begin here
    happened_on: Mapped[date | None]  #: None: not known
    laws: Mapped[str] = mapped_column(String(20), info=coded(rules.LAWS))  #: codes, commas between
    purpose: Mapped[str] = mapped_column(String(10), info=coded(rules.PURPOSE))
    people_count: Mapped[int | None]  #: None: not known
    items: Mapped[str] = mapped_column(String(500), default="")  #: which data, in words
    cause: Mapped[str] = mapped_column(default="", info=PERSONAL)
    measures: Mapped[str] = mapped_column(default="", info=PERSONAL)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    closed_on: Mapped[date | None] = mapped_column(index=True)
    owner: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=owner_id)
    steps: Mapped[list["BreachStep"]] = relationship(
        lazy="raise_on_sql", back_populates="breach", cascade="all, delete-orphan", order_by="BreachStep.id"
    )

    def audit_subject(self) -> tuple[str, int]:
        return (self.__tablename__, self.id)

    def due(self, code: str) -> datetime:
        """By when one of its reports is sent."""
        return rules.report_due(code, self.noticed_at, self.purpose)

    def due_day(self, code: str) -> date:
        """On which day that is, by the office's clock."""
        return clock.local(self.due(code), here.zone()).date()


class BreachStep(Record, Base):
    """A report that a law asks for after a breach: sent, or not needed and why."""

    __tablename__ = "breach_steps"
    __table_args__ = (UniqueConstraint("breach_id", "code"),)

    breach_id: Mapped[int] = mapped_column(ForeignKey("breaches.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(20), info=coded(rules.CLOCK_LABELS))
    state: Mapped[str] = mapped_column(String(20), default=rules.OPEN, info=coded(rules.STEP_STATES))
    sent_at: Mapped[datetime | None]
    told: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)  #: to whom, under which number
    reason: Mapped[str] = mapped_column(String(500), default="", info=PERSONAL)  #: why it is not needed
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id", ondelete="SET NULL"))
    breach: Mapped[Breach] = relationship(lazy="raise_on_sql", back_populates="steps")
    task: Mapped[Task | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("breaches", self.breach_id)

    def audit_subject(self) -> tuple[str, int]:
        return self.audit_root()


class PrivacyAssessment(Record, Base):
    """What the office thought before it used data in a new way (PIPIA): the question, the result, the paper."""

    __tablename__ = "privacy_assessments"

    title: Mapped[str] = mapped_column(String(200))
    assessed_on: Mapped[date] = mapped_column(index=True)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    scope: Mapped[str] = mapped_column(info=PERSONAL)  #: which data, of whom, for what, to whom
    result: Mapped[str] = mapped_column(String(10), info=coded(rules.RESULTS))
    measures: Mapped[str] = mapped_column(default="", info=PERSONAL)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    assessor: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=assessor_id)
    file: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")

    def audit_subject(self) -> tuple[str, int]:
        return (self.__tablename__, self.id)

    @property
    def kept_until(self) -> date:
        """The last day on which it must be at hand."""
        return rules.kept_until(self.assessed_on)
