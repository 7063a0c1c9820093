"""What companies are asked in the year after an activity, and what they answer."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import PERSONAL, SECRET, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.core.money import NAMES
from crm.leads.models import Lead
from crm.negotiations.models import Negotiation
from crm.outcomes.rules import DECISIONS, MAIL_STATES, ORDERS, SOURCES, STANDINGS
from crm.users.models import User


class Outcome(Record, Base):
    """One question about one negotiation or lead, so many months after the activity it came from."""

    __tablename__ = "outcomes"
    __table_args__ = (
        UniqueConstraint("activity_id", "negotiation_id", "months"),
        UniqueConstraint("activity_id", "lead_id", "months"),
        CheckConstraint("(negotiation_id IS NULL) <> (lead_id IS NULL)", name="one_case"),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    negotiation_id: Mapped[int | None] = mapped_column(ForeignKey("negotiations.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"), index=True)
    #: Who is asked: our side of the negotiation; for a lead, who sent (or received) the delegation.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    months: Mapped[int]  #: after the end of the activity: rules.MONTHS
    due_on: Mapped[date] = mapped_column(index=True)
    #: The reminder of whoever coordinates; one for all that a company is asked at a time.
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    asked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(10), default="ja", info=coded(LANGUAGE_LABELS))  #: of the link's page
    #: Only the digest is kept: the address is shown once. Gone as soon as it is used.
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True, info=SECRET)
    token_until: Mapped[datetime | None]
    #: The link's mail, where the office sends it: to whom, rules.MAIL_STATES ("" none), when last tried, how often.
    mail_to: Mapped[str] = mapped_column(String(254), default="", info=PERSONAL)
    mail_state: Mapped[str] = mapped_column(String(10), default="", index=True, info=coded(MAIL_STATES))
    mail_at: Mapped[datetime | None]
    mail_tries: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)  #: the name they wrote
    source: Mapped[str] = mapped_column(String(10), default="", info=coded(SOURCES))
    standing: Mapped[str] = mapped_column(String(20), default="", info=coded(STANDINGS))
    order: Mapped[str] = mapped_column("order_made", String(10), default="", info=coded(ORDERS))
    amount: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    currency: Mapped[str] = mapped_column(String(3), default=here.currency, info=coded(NAMES))
    comment: Mapped[str] = mapped_column(default="")
    #: "" to be looked at | accepted | declined
    decision: Mapped[str] = mapped_column(String(10), default="", info=coded(DECISIONS))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decision_note: Mapped[str] = mapped_column(String(200), default="")
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    negotiation: Mapped[Negotiation | None] = relationship(lazy="raise_on_sql")
    lead: Mapped[Lead | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    decided_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=decided_by_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("outcomes", self.id)

    @property
    def case(self) -> tuple[str, int]:
        """What it is about: ("negotiation" | "lead", id)."""
        if self.negotiation_id is not None:
            return ("negotiation", self.negotiation_id)
        return ("lead", self.lead_id or 0)
