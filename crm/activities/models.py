"""What every promotion activity shares: kind, direction, dates, places, names, participants, budget, costs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.rules import (
    ACTIVITY_STATUSES,
    ACTIVITY_TYPES,
    COST_CATEGORIES,
    COST_STATES,
    DECISIONS,
    DIRECTIONS,
    FUNDING_SOURCES,
    PARTICIPANT_ROLES,
    PARTICIPANT_STATUSES,
    PASSED,
    RETENTIONS,
    TARGETS,
)
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import titled
from crm.core import here
from crm.core.database import PERSONAL, SECRET, Base, Record, coded
from crm.core.languages import FALLBACKS, LANGUAGE_LABELS
from crm.core.money import NAMES, Money
from crm.files.models import StoredFile
from crm.initiatives.models import Initiative
from crm.office.rules import BOOKED, POSTS, numbered
from crm.places.models import Place
from crm.users.models import User

_CHILD = "all, delete-orphan"


class Activity(Record, Base):
    """A mission, fair, matching event … of an initiative (domain.md §1.5)."""

    __tablename__ = "activities"
    __table_args__ = (CheckConstraint("end_on >= start_on", name="dates_in_order"),)

    type: Mapped[str] = mapped_column(String(30), index=True, info=coded(ACTIVITY_TYPES))
    direction: Mapped[str] = mapped_column(String(10), info=coded(DIRECTIONS))
    initiative_id: Mapped[int | None] = mapped_column(ForeignKey("initiatives.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)  #: the main place
    start_on: Mapped[date] = mapped_column(index=True)
    end_on: Mapped[date] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(String(20), default="draft", index=True, info=coded(ACTIVITY_STATUSES))
    host_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    sender_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    #: The member of staff who leads it and sees it with all that hangs on it.
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    coordinator_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    document_number: Mapped[str] = mapped_column(String(40), default="", info=numbered("start_on"))  #: 文書番号
    #: Somebody said that nobody knows any more who was there: it is not asked again.
    attendance_unknown: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: INV-A2
    costs_state: Mapped[str] = mapped_column(String(10), default="open", info=coded(COST_STATES))
    #: Why it is in no figure, with all that came of it (domain.md §3.1); empty: it counts.
    not_counted: Mapped[str] = mapped_column(String(300), default="")
    venue: Mapped[str] = mapped_column(String(200), default="")  #: of a fair, an event, a ceremony
    co_organisers: Mapped[str] = mapped_column(default="")  #: one a line
    objectives: Mapped[str] = mapped_column(default="")  #: one a line
    key_messages: Mapped[str] = mapped_column(default="")
    target_leads: Mapped[int | None]
    target_talks: Mapped[int | None]
    target_agreements: Mapped[int | None]  #: commercial ones (成約)
    target_frameworks: Mapped[int | None]  #: 協定・覚書
    outcome: Mapped[str] = mapped_column(default="")  #: 成果と評価
    impressions: Mapped[str] = mapped_column(default="")  #: 所感
    proposals: Mapped[str] = mapped_column(default="")  #: 提言
    names: Mapped[list["ActivityName"]] = relationship(lazy="raise_on_sql", order_by="ActivityName.id", cascade=_CHILD)
    participants: Mapped[list["Participant"]] = relationship(
        lazy="raise_on_sql", order_by="Participant.order", cascade=_CHILD
    )
    costs: Mapped[list["CostLine"]] = relationship(lazy="raise_on_sql", order_by="CostLine.id", cascade=_CHILD)
    initiative: Mapped[Initiative | None] = relationship(lazy="raise_on_sql")
    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    host_organisation: Mapped[Organisation | None] = relationship(
        lazy="raise_on_sql", foreign_keys=host_organisation_id
    )
    sender_organisation: Mapped[Organisation | None] = relationship(
        lazy="raise_on_sql", foreign_keys=sender_organisation_id
    )
    leader: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=leader_id)
    coordinator: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=coordinator_id)

    def lasts_on(self, day: date) -> bool:
        """Whether the day is one of its days, from the first to the last."""
        return self.start_on <= day <= self.end_on

    @property
    def targets(self) -> list[tuple[str, int]]:
        """(what is aimed at, how many) of the targets that were set."""
        numbers = ((label, getattr(self, column)) for column, label in TARGETS.items())
        return [(label, number) for label, number in numbers if number is not None]


class ActivityName(Base):
    """The name of an activity in one language; the first row is the working name."""

    __tablename__ = "activity_names"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    text: Mapped[str] = mapped_column(String(200))

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)


class Participant(Base):
    """A delegate. Name and title are snapshots taken when they join: reports never change later (INV-A5)."""

    __tablename__ = "participants"
    __table_args__ = (UniqueConstraint("activity_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    #: head | deputy_head | advisor | secretary_general | member | interpreter | coordinator | press | observer
    role: Mapped[str] = mapped_column(String(20), default="member", info=coded(PARTICIPANT_ROLES))
    status: Mapped[str] = mapped_column(String(20), default="accepted", info=coded(PARTICIPANT_STATUSES))
    order: Mapped[int] = mapped_column("protocol_order", default=0)  #: order of protocol
    name_snapshot: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    title_snapshot: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    #: {language: title} as papers in that language print it, from the post of that day.
    titles_snapshot: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}", info=PERSONAL)
    organisation_snapshot: Mapped[str] = mapped_column(String(200), default="", server_default="")
    products: Mapped[str] = mapped_column(default="", server_default="")  #: carried along
    fee: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))  #: that they pay to take part
    fee_currency: Mapped[str] = mapped_column(String(3), default=here.currency, server_default="JPY", info=coded(NAMES))
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")

    def titled(self, language: str) -> tuple[str, str]:
        """(title, its language) for a reader of `language`. Needs the person loaded."""
        return titled(self.title_snapshot, self.titles_snapshot, language, self.person.primary_language)

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("people", self.person_id)


class ParticipantCall(Base):
    """What a call for participants (募集要項) says beside the plan and the budget; what is empty, they tell."""

    __tablename__ = "participant_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), unique=True)
    number: Mapped[int | None]  #: of places
    fee: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))  #: that each participant pays
    fee_currency: Mapped[str] = mapped_column(String(3), default=here.currency, info=coded(NAMES))
    apply_by: Mapped[date | None]
    issued_on: Mapped[date | None]  #: the day that it bears; None until it is first printed, if nobody entered one
    #: {language: {one of rules.CALL_TEXTS: text}}
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)

    def told(self, name: str, language: str) -> tuple[str, str] | None:
        """(text, its language): in that language if somebody wrote it, else as it stands in another."""
        found = ((self.texts.get(code, {}).get(name), code) for code in FALLBACKS[language])
        return next(((text, code) for text, code in found if text), None)

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)


class ActivityApproval(Base):
    """One round of asking for approval (起案): who asked with which words, who decided what. Rows are only added."""

    __tablename__ = "activity_approvals"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    request: Mapped[str] = mapped_column(default="")  #: 伺い文
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    decision: Mapped[str] = mapped_column(String(10), default="waiting", info=coded(DECISIONS))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(default="")
    #: How long its paper is kept (保存年限); "": left to be written by hand.
    retention: Mapped[str] = mapped_column(String(10), default="", server_default="", info=coded(RETENTIONS))
    #: {post that did not decide, as the office writes it: one of rules.PASSED}; {}: none, or nobody was asked.
    passed_over: Mapped[dict[str, str]] = mapped_column(
        JSON, default=dict, server_default="{}", info=coded({**POSTS, **PASSED})
    )
    effective_on: Mapped[date | None]  #: from when what was decided is carried out (施行日)
    #: The planned sum that was approved, in the office's currency; None: nothing was approved, or nobody wrote it down.
    budgeted: Mapped[Decimal | None] = mapped_column(Numeric(16, 2), info=BOOKED)
    #: The plan as it was handed in, then as it was approved (`queries.plans.kept`); None: before rounds kept it.
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info=SECRET)
    asked_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=asked_by_id)
    decided_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=decided_by_id)

    @property
    def was_asked(self) -> bool:
        """Whether anybody asked: who moved a plan on by themselves asked nobody."""
        return bool(self.request) or self.decision == "waiting" or self.asked_by_id != self.decided_by_id

    @property
    def was_approved(self) -> bool:
        """Whether somebody else than who asked approved."""
        return self.decision == "approved" and self.asked_by_id != self.decided_by_id

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)


class SubsidyPaper(Record, Base):
    """The report on a subsidy (実績報告書) as it was handed in: the number of its own, its day, to whom it went."""

    __tablename__ = "subsidy_papers"
    __table_args__ = (UniqueConstraint("activity_id", "funding_source"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"))
    funding_source: Mapped[str] = mapped_column(String(30), info=coded(FUNDING_SOURCES))
    number: Mapped[str] = mapped_column(String(60), info=numbered("dated_on"))  #: 文書番号
    dated_on: Mapped[date]
    addressee: Mapped[str] = mapped_column(
        String(120), default=""
    )  #: "": who granted it, else left to be written by hand
    #: Why it goes out with texts in another language; "": it has none.
    sent_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)


class BudgetLine(Base):
    """Money that is planned for one kind of cost, and who is to bear it; counted at the rate of that day."""

    __tablename__ = "budget_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    category: Mapped[str] = mapped_column(String(30), info=coded(COST_CATEGORIES))
    funding_source: Mapped[str] = mapped_column(String(30), default="own", info=coded(FUNDING_SOURCES))
    amount: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    currency: Mapped[str] = mapped_column(String(3), info=coded(NAMES))
    fx_rate: Mapped[Decimal | None] = mapped_column(Numeric(18, 8))  #: of the office's currency for one unit
    fx_day: Mapped[date | None]  #: of the rate
    #: In the office's currency; None: not convertible, counted apart.
    book_amount: Mapped[Decimal | None] = mapped_column(Numeric(16, 2), info=BOOKED)
    note: Mapped[str] = mapped_column(String(200), default="")

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)


class CostLine(Base):
    """Money spent on an activity, in its own currency and the office's, at the rate of the day it was paid (INV-A4)."""

    __tablename__ = "cost_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    #: The planned line it is charged to, if any.
    budget_line_id: Mapped[int | None] = mapped_column(ForeignKey("budget_lines.id", ondelete="SET NULL"), index=True)
    category: Mapped[str] = mapped_column(String(30), info=coded(COST_CATEGORIES))
    funding_source: Mapped[str] = mapped_column(String(30), default="own", info=coded(FUNDING_SOURCES))
    paid_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    currency: Mapped[str] = mapped_column(String(3), info=coded(NAMES))
    fx_rate: Mapped[Decimal | None] = mapped_column(Numeric(18, 8))  #: of the office's currency for one unit
    fx_day: Mapped[date | None]  #: of the rate: the latest that was known for the day of payment
    #: In the office's currency; None: not convertible, counted apart.
    book_amount: Mapped[Decimal | None] = mapped_column(Numeric(16, 2), info=BOOKED)
    payee: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]
    receipt: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")
    approved_by: Mapped[User | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)


class ParticipantShare(Base):
    """What a delegate or a company owes of the cost, and what they have paid (精算). In the office's currency."""

    __tablename__ = "participant_shares"
    __table_args__ = (CheckConstraint("participant_id IS NULL OR organisation_id IS NULL", name="one_payer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    funding_source: Mapped[str] = mapped_column(String(30), default="participant_self_pay", info=coded(FUNDING_SOURCES))
    due: Mapped[Decimal] = mapped_column(Numeric(16, 2), info=BOOKED)
    paid: Mapped[Decimal] = mapped_column(Numeric(16, 2), default=Decimal(0), info=BOOKED)
    paid_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    participant: Mapped[Participant | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)


class StaffTime(Base):
    """Hours that a member of staff gave to an activity. A switch counts them as cost or leaves them out."""

    __tablename__ = "staff_times"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    hours: Mapped[Decimal] = mapped_column(Numeric(7, 2))
    unit_cost: Mapped[Decimal] = mapped_column(Numeric(12, 2), info=BOOKED)  #: an hour, in the office's currency
    note: Mapped[str] = mapped_column(String(200), default="")
    user: Mapped[User] = relationship(lazy="raise_on_sql")

    @property
    def cost(self) -> Decimal:
        """In the office's currency, rounded to its smallest unit."""
        return Money(self.hours * self.unit_cost, here.currency()).amount

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)
