"""Codes that open the public form once, and what was written into it."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity, Participant
from crm.applications.rules import STATES
from crm.contacts.models import Organisation, Person
from crm.core import clock
from crm.core.database import PERSONAL, SECRET, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.core.sealing import sealed_column
from crm.travel.models import PURPOSE as TRAVEL_DETAILS


class ApplicationCode(Base):
    """A code that was given to a company. It is shown once when it is made; only its digest is kept."""

    __tablename__ = "application_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    company: Mapped[str] = mapped_column(String(200), default="")  #: to whom it was given, as the office noted it
    code_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)

    def state(self, now: datetime) -> str:
        """used, revoked, expired or open."""
        if self.used_at is not None:
            return "used"
        if self.revoked_at is not None:
            return "revoked"
        return "open" if now < self.expires_at else "expired"


class Application(Record, Base):
    """What a company wrote to take part in a mission, until and after somebody decides about it."""

    __tablename__ = "applications"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    #: One application a code: the database itself refuses the second.
    code_id: Mapped[int] = mapped_column(ForeignKey("application_codes.id"), unique=True)
    status: Mapped[str] = mapped_column(String(20), default="received", info=coded(STATES))
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))  #: in which the form was filled in
    company: Mapped[str] = mapped_column(String(200))
    company_reading: Mapped[str] = mapped_column(String(200), default="")
    name: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    reading: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    title: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    email: Mapped[str] = mapped_column(String(254), default="", info=PERSONAL)
    phone: Mapped[str] = mapped_column(String(60), default="", info=PERSONAL)
    products: Mapped[str] = mapped_column(default="")  #: to carry
    counterparts: Mapped[str] = mapped_column(default="")  #: whom they want to meet
    remarks: Mapped[str] = mapped_column(default="", info=PERSONAL)
    consented_at: Mapped[datetime] = mapped_column(default=clock.now)
    #: Food, room and passport as `crm.travel` seals them; empty once they lie with the delegate.
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info=sealed_column(TRAVEL_DETAILS))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id", ondelete="SET NULL"), index=True)
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    participant: Mapped[Participant | None] = relationship(lazy="raise_on_sql")

    def audit_subject(self) -> tuple[str, int]:
        """The applicant stands for themselves until they are somebody of the book."""
        return ("people", self.person_id) if self.person_id is not None else ("applications", self.id)
