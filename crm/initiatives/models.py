"""Initiatives: the umbrella over years of activities, who does what, what stands in the way (domain.md §1.9)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models import Organisation, Person
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import PERSONAL, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.initiatives.rules import (
    CHALLENGE_CATEGORIES,
    CHALLENGE_STATUSES,
    FUNDING_SOURCES,
    INITIATIVE_STATUSES,
    MARKET_STATUSES,
    MEASURES,
    PARTY_KINDS,
    ROLE_STEPS,
    SIDES,
)
from crm.office.rules import BOOKED
from crm.places.models import Place
from crm.users.models import User


class Initiative(Record, Base):
    """For example "knitwear to Yanbian": goals, a lead body, years."""

    __tablename__ = "initiatives"

    lead_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    goals: Mapped[str] = mapped_column(default="")
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(20), default="active", info=coded(INITIATIVE_STATUSES))
    names: Mapped[list["InitiativeName"]] = relationship(
        lazy="raise_on_sql", order_by="InitiativeName.id", cascade="all, delete-orphan"
    )
    lead_organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")


class InitiativeName(Base):
    """The name of an initiative in one language; the first row is the working name."""

    __tablename__ = "initiative_names"

    id: Mapped[int] = mapped_column(primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    text: Mapped[str] = mapped_column(String(200))

    def audit_root(self) -> tuple[str, int]:
        return ("initiatives", self.initiative_id)


class InitiativeGoal(Base):
    """A goal with a figure to be reached; most are counted from the records, one's own measure is written down."""

    __tablename__ = "initiative_goals"

    id: Mapped[int] = mapped_column(primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))
    measure: Mapped[str] = mapped_column(String(20), info=coded(MEASURES))
    target: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    due_on: Mapped[date | None]
    achieved: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))  #: of one's own measure only

    def audit_root(self) -> tuple[str, int]:
        return ("initiatives", self.initiative_id)


class TargetMarket(Base):
    """A place and a kind of goods that the initiative looks at: what is believed of it, and how far it is tried."""

    __tablename__ = "target_markets"

    id: Mapped[int] = mapped_column(primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)
    category: Mapped[str] = mapped_column(String(30), info=coded(PRODUCT_CATEGORIES))
    status: Mapped[str] = mapped_column(String(20), default="candidate", info=coded(MARKET_STATUSES))
    hypothesis: Mapped[str] = mapped_column(String(500), default="")
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    review_on: Mapped[date | None]
    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    partner: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("initiatives", self.initiative_id)


class InitiativeFunding(Base):
    """What a source promises for a fiscal year, in the office's currency."""

    __tablename__ = "initiative_fundings"

    id: Mapped[int] = mapped_column(primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id", ondelete="CASCADE"), index=True)
    fiscal_year: Mapped[int]
    funding_source: Mapped[str] = mapped_column(String(30), info=coded(FUNDING_SOURCES))
    amount: Mapped[Decimal] = mapped_column(Numeric(16, 2), info=BOOKED)
    note: Mapped[str] = mapped_column(String(200), default="")
    #: Who grants it, as a paper addresses them: 新潟県知事 様.
    granted_by: Mapped[str] = mapped_column(String(120), default="", server_default="")
    decision_number: Mapped[str] = mapped_column(String(60), default="", server_default="")  #: 交付決定の文書番号
    granted_on: Mapped[date | None]  #: the day of that decision

    def audit_root(self) -> tuple[str, int]:
        return ("initiatives", self.initiative_id)


class RoleParty(Base):
    """A column of the division of roles: an organisation, or a kind of party while nobody is found yet."""

    __tablename__ = "role_parties"

    id: Mapped[int] = mapped_column(primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(30), info=coded(PARTY_KINDS))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("initiatives", self.initiative_id)


class RoleStep(Base):
    """A line of the division of roles. A step of the template keeps its code: readers get their language."""

    __tablename__ = "role_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40), default="", info=coded(ROLE_STEPS))  #: rules.ROLE_STEPS, or empty
    text: Mapped[str] = mapped_column(String(200), default="")  #: the step's own wording, when it has no code
    note: Mapped[str] = mapped_column(String(500), default="")
    #: Who bears the cost of the step.
    payer_id: Mapped[int | None] = mapped_column(ForeignKey("role_parties.id", ondelete="SET NULL"))

    def audit_root(self) -> tuple[str, int]:
        return ("initiatives", self.initiative_id)


class RoleAssignment(Base):
    """A cell: what a party does in a step, as letters of RACI in that order; no row where it does nothing."""

    __tablename__ = "role_assignments"
    __table_args__ = (UniqueConstraint("step_id", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id", ondelete="CASCADE"), index=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("role_steps.id", ondelete="CASCADE"))
    party_id: Mapped[int] = mapped_column(ForeignKey("role_parties.id", ondelete="CASCADE"), index=True)
    letters: Mapped[str] = mapped_column(String(4))

    def audit_root(self) -> tuple[str, int]:
        return ("initiatives", self.initiative_id)


class Challenge(Record, Base):
    """A line of the register: what stands in the way, how much, and who does what about it by when."""

    __tablename__ = "challenges"
    __table_args__ = (
        CheckConstraint("severity BETWEEN 1 AND 5", name="severity_in_range"),
        CheckConstraint("likelihood BETWEEN 1 AND 5", name="likelihood_in_range"),
    )

    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"), index=True)
    category: Mapped[str] = mapped_column(String(30), info=coded(CHALLENGE_CATEGORIES))
    statement: Mapped[str] = mapped_column(String(500))
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    raised_by: Mapped[str] = mapped_column(
        String(200), default="", info=PERSONAL
    )  #: the occasion, or who is not in the book
    side: Mapped[str] = mapped_column(String(10), info=coded(SIDES))
    severity: Mapped[int]
    likelihood: Mapped[int]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    countermeasure: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(20), default="open", info=coded(CHALLENGE_STATUSES))
    evidence: Mapped[str] = mapped_column(default="")
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=owner_id)
    raiser: Mapped[Person | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("initiatives", self.initiative_id)

    def audit_subject(self) -> tuple[str, int] | None:
        return ("people", self.raised_by_id) if self.raised_by_id is not None else None
