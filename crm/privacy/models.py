"""Processing records of people (DP-1): one row for each time that something was told or answered; none is changed."""

from datetime import date
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity
from crm.booths.models import BoothCapture
from crm.contacts.models import Person
from crm.contacts.rules.consents import SCOPES
from crm.core.database import PERSONAL, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.files.models import StoredFile
from crm.places.rules import COUNTRIES
from crm.privacy.rules import ANSWERS, BASES, DIRECTIONS, GROUNDS, NAME_LIMIT, NOTICE_LIMIT, PURPOSES, REGIMES, WAYS


def _answer() -> Mapped[str]:
    return mapped_column(String(10), default="", info=coded(ANSWERS))


class ProcessingRecord(Record, Base):
    """What was told to a person and what they answered, on a day. A withdrawal is another row; a row that was recorded
    by mistake is put aside (`archived_at`) and stays in the history."""

    __tablename__ = "processing_records"
    __table_args__ = (Index("ix_processing_records_person_id_obtained_on", "person_id", "obtained_on"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    regime: Mapped[str] = mapped_column(String(10), default="", info=coded(REGIMES))
    purposes: Mapped[str] = mapped_column(String(120), default="", info=coded(PURPOSES))  #: codes, commas between
    #: "" where nothing was given.
    basis: Mapped[str] = mapped_column(String(20), default="", info=coded(BASES))
    keep: Mapped[str] = _answer()
    makers: Mapped[str] = _answer()
    partners: Mapped[str] = _answer()
    newsletter: Mapped[str] = _answer()
    photo: Mapped[str] = _answer()
    notice_version: Mapped[str] = mapped_column(String(NOTICE_LIMIT), default="")  #: "" where none was shown
    notice_language: Mapped[str] = mapped_column(String(10), default="", info=coded(LANGUAGE_LABELS))
    obtained_on: Mapped[date]
    obtained_how: Mapped[str] = mapped_column(String(20), default="", info=coded(WAYS))
    obtained_by: Mapped[str] = mapped_column(String(NAME_LIMIT), default="", info=PERSONAL)  #: who asked
    note: Mapped[str] = mapped_column(default="", info=PERSONAL)
    mistake: Mapped[str] = mapped_column(default="", info=PERSONAL)  #: why it was put aside
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    #: The mission that it rests on, or the fair at which it was said.
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    #: What a phone at our booth sent, where it comes from that.
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("booth_captures.id", ondelete="SET NULL"), index=True)
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    activity: Mapped[Activity | None] = relationship(lazy="raise_on_sql")
    evidence: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")
    capture: Mapped[BoothCapture | None] = relationship(lazy="raise_on_sql")

    @property
    def answers(self) -> dict[str, str]:
        """{scope: answer} of the scopes that it says something of."""
        return {scope: answer for scope in SCOPES if (answer := getattr(self, scope))}

    def audit_root(self) -> tuple[str, int]:
        return ("people", self.person_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("people", self.person_id)


class SharingDecision(Record, Base):
    """An administrator lets the papers of a mission name somebody who said no, with a reason: past that no alone, so
    that another one waits again."""

    __tablename__ = "sharing_decisions"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    scope: Mapped[str] = mapped_column(String(10), info=coded(SCOPES))
    record_id: Mapped[int] = mapped_column(ForeignKey("processing_records.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(info=PERSONAL)

    def audit_root(self) -> tuple[str, int]:
        return ("people", self.person_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("people", self.person_id)


class Provision(Record, Base):
    """Data of people that were given to somebody outside, or received from them (DP-4): what left is never changed."""

    __tablename__ = "provisions"

    provided_on: Mapped[date] = mapped_column(index=True)
    direction: Mapped[str] = mapped_column(String(10), info=coded(DIRECTIONS))
    other: Mapped[str] = mapped_column(String(200), info=PERSONAL)  #: to whom it went, or from whom it came
    #: Which organisation of the contacts that is, where the product itself gave them to it (DP-17).
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    country: Mapped[str] = mapped_column(String(2), default="", info=coded(COUNTRIES))  #: where they are; "": not known
    items: Mapped[str] = mapped_column(String(500))  #: which data, in words
    scope: Mapped[str] = mapped_column(String(10), default="", info=coded(SCOPES))
    basis: Mapped[str] = mapped_column(String(20), default="", info=coded(BASES))
    #: {one of GROUNDS, "" for a yes without a basis: of how many of them}; empty where it was noted by hand
    grounds: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, info=coded(GROUNDS))
    people_count: Mapped[int] = mapped_column(default=0)  #: of whom, on that day
    file_name: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    sha256: Mapped[str] = mapped_column(String(64), default="")  #: of the file; "" where there was none
    reason: Mapped[str] = mapped_column(default="", info=PERSONAL)  #: why somebody's no was gone past
    note: Mapped[str] = mapped_column(default="", info=PERSONAL)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)

    def audit_subject(self) -> tuple[str, int]:
        return (self.__tablename__, self.id)


class ProvisionPerson(Base):
    """Somebody whose data were among them. Not audited: the provision is, with their number."""

    __tablename__ = "provision_people"
    __table_args__ = (UniqueConstraint("provision_id", "person_id"),)
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provisions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
