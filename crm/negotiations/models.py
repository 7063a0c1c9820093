"""Negotiations (案件) in eight stages, their append-only stage events, and interactions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import AccessRule
from crm.activities.models import Activity
from crm.activities.rules import ACTIVITY_TYPES
from crm.contacts.models import Organisation, Person
from crm.core import clock, here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import PERSONAL, SECRET, Base, Record, coded, present_index
from crm.core.money import NAMES
from crm.initiatives.models import Initiative
from crm.leads.models import Lead
from crm.meetings.models import Meeting
from crm.negotiations.rules import LOSS_REASONS, STAGE_LABELS, VALUE_PERIODS
from crm.negotiations.rules.kinds import DIRECTIONS, INTERACTION_KINDS
from crm.places.models import Place
from crm.places.rules import TIERS
from crm.products.models import Product
from crm.users.models import User

_CHILD = "all, delete-orphan"


class Negotiation(Record, Base):
    """Talks between one of ours and a counterpart, from lead to performance (domain.md §1.6)."""

    __tablename__ = "negotiations"
    __table_args__ = (
        CheckConstraint("probability IS NULL OR (probability >= 0 AND probability <= 1)", name="probability_range"),
        CheckConstraint("lost_to_place_id IS NULL OR lost_to_organisation_id IS NULL", name="one_rival"),
    )

    title: Mapped[str] = mapped_column(String(200))
    initiative_id: Mapped[int | None] = mapped_column(ForeignKey("initiatives.id"), index=True)
    our_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    counterpart_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    #: A third-party firm with sales routes that acts as local partner, if it is not the counterpart.
    local_partner_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    #: Where it came from, when it did not grow out of a lead.
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))  #: target market
    category: Mapped[str] = mapped_column(String(30), default="", index=True, info=coded(PRODUCT_CATEGORIES))
    products: Mapped[str] = mapped_column(String(300), default="")
    #: rules.STAGES or lost
    stage: Mapped[str] = mapped_column(String(20), default="lead", info=coded(STAGE_LABELS))
    stage_entered_at: Mapped[datetime]
    value: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    currency: Mapped[str] = mapped_column(String(3), default=here.currency, info=coded(NAMES))
    value_period: Mapped[str] = mapped_column(String(10), default="total", info=coded(VALUE_PERIODS))
    probability: Mapped[Decimal | None] = mapped_column(Numeric(4, 3))  #: override of the stage's default
    probability_note: Mapped[str] = mapped_column(String(200), default="")
    expected_sign_on: Mapped[date | None]
    next_step: Mapped[str] = mapped_column(String(200), default="")
    next_step_due: Mapped[date | None] = mapped_column(index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    competition: Mapped[str] = mapped_column(default="")
    loss_reason: Mapped[str] = mapped_column(String(30), default="", info=coded(LOSS_REASONS))
    loss_note: Mapped[str] = mapped_column(default="")
    #: Who got the business instead, a region or an organisation, while the case is lost and somebody said it.
    lost_to_place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    lost_to_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    on_hold: Mapped[bool] = mapped_column(default=False)
    on_hold_reason: Mapped[str] = mapped_column(String(200), default="")
    on_hold_until: Mapped[date | None]
    first_talk_at: Mapped[datetime | None] = mapped_column(index=True)
    #: Written once at the first talk, so that later knowledge cannot colour the figures (INV-N5).
    tier_snapshot: Mapped[str] = mapped_column(String(10), default="", info=coded(TIERS))
    #: Whose tier that is: the target place, else where the first talk was.
    place_snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    partner_routes_snapshot: Mapped[bool | None]  #: None also after the first talk: it was not known
    activity_type_snapshot: Mapped[str] = mapped_column(String(30), default="", info=coded(ACTIVITY_TYPES))
    #: Why it is in no figure, with its agreements (domain.md §3.1); empty: it counts.
    not_counted: Mapped[str] = mapped_column(String(300), default="")
    initiative: Mapped[Initiative | None] = relationship(lazy="raise_on_sql")
    our_organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=our_organisation_id)
    counterpart: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=counterpart_id)
    local_partner: Mapped[Organisation | None] = relationship(lazy="raise_on_sql", foreign_keys=local_partner_id)
    activity: Mapped[Activity | None] = relationship(lazy="raise_on_sql")
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql", foreign_keys=place_id)
    lost_to_place: Mapped[Place | None] = relationship(lazy="raise_on_sql", foreign_keys=lost_to_place_id)
    lost_to_organisation: Mapped[Organisation | None] = relationship(
        lazy="raise_on_sql", foreign_keys=lost_to_organisation_id
    )
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=owner_id)
    stage_events: Mapped[list["StageEvent"]] = relationship(
        lazy="raise_on_sql", order_by="StageEvent.id", cascade=_CHILD
    )
    leads: Mapped[list["NegotiationLead"]] = relationship(lazy="raise_on_sql", cascade=_CHILD)
    meetings: Mapped[list["NegotiationMeeting"]] = relationship(lazy="raise_on_sql", cascade=_CHILD)
    #: Of the catalogue; `products` tells what is not in it.
    goods: Mapped[list["NegotiationProduct"]] = relationship(
        lazy="raise_on_sql", order_by="NegotiationProduct.id", cascade=_CHILD
    )

    @property
    def product_ids(self) -> tuple[int, ...]:
        """What of the catalogue it is about; needs `goods` loaded."""
        return tuple(row.product_id for row in self.goods)


# What the board and the totals of lists add up, without a look at the rows; the first cards of a stage; who is longest
# in theirs.
present_index(
    "ix_negotiations_worth",
    Negotiation.stage,
    Negotiation.currency,
    Negotiation.value_period,
    Negotiation.probability,
    Negotiation.value,
)
present_index("ix_negotiations_step", Negotiation.stage, Negotiation.next_step_due, Negotiation.id)
#: Also those of the archive: figures count them.
Index("ix_negotiations_entered", Negotiation.stage_entered_at, Negotiation.id)
# Few cases name one: the page of a region or an organisation asks for those.
for _rival in (Negotiation.lost_to_place_id, Negotiation.lost_to_organisation_id):
    Index(
        f"ix_negotiations_{_rival.key}",
        _rival,
        sqlite_where=text(f"{_rival.key} IS NOT NULL"),
        postgresql_where=text(f"{_rival.key} IS NOT NULL"),
    )
#: The few that are in no figure: every figure asks which they are.
Index(
    "ix_negotiations_left_out",
    Negotiation.id,
    sqlite_where=text("not_counted != ''"),
    postgresql_where=text("not_counted != ''"),
)


class StageEvent(Base):
    """A move from one stage to another. Append-only."""

    __tablename__ = "stage_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    negotiation_id: Mapped[int] = mapped_column(ForeignKey("negotiations.id"), index=True)
    from_stage: Mapped[str] = mapped_column(String(20), default="", info=coded(STAGE_LABELS))
    to_stage: Mapped[str] = mapped_column(String(20), info=coded(STAGE_LABELS))
    at: Mapped[datetime] = mapped_column("happened_at", index=True)
    #: When it was written down, which may be days later. Figures and limits go by `at`.
    noted_at: Mapped[datetime] = mapped_column(default=clock.captured)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    criteria: Mapped[str] = mapped_column(default="")  #: answers to the entry criteria, as typed
    #: The move that this one takes back: both stay on record, neither counts as reached (rules.effective).
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("stage_events.id"))

    @property
    def noted_later_on(self) -> date | None:
        """The day on which it was written down, where that was not yet the day on which it happened."""
        noted, happened = (clock.local(moment, here.zone()).date() for moment in (self.noted_at, self.at))
        return noted if noted > happened else None

    def audit_root(self) -> tuple[str, int]:
        return ("negotiations", self.negotiation_id)


#: Nearly no move takes another back: with all others in it, SQLite would look for the moves of a month there.
Index(
    "ix_stage_events_undoes_id",
    StageEvent.undoes_id,
    sqlite_where=text("undoes_id IS NOT NULL"),
    postgresql_where=text("undoes_id IS NOT NULL"),
)


class CaseFact(Base):
    """What figures ask of a case and its links and moves tell: where it belongs, how far it came.

    Written by services.counting in the transaction of what moves it; `flask insights settle` writes all anew.
    """

    __tablename__ = "case_facts"
    __audited__: ClassVar[bool] = False
    __table_args__ = (
        Index("ix_case_facts_home", "home_id", "first_talk_on"),
        Index("ix_case_facts_talked", "first_talk_on"),
        Index("ix_case_facts_lost", "lost_on"),
        Index("ix_case_facts_source", "source_id"),
    )

    negotiation_id: Mapped[int] = mapped_column(
        ForeignKey("negotiations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    #: The activity that it belongs to: of its first talk, else `source_id` (domain.md §3). Both are plain numbers.
    home_id: Mapped[int | None]
    source_id: Mapped[int | None]  #: that it came from: of its earliest lead, else the one it was opened for
    reached: Mapped[int]  #: number (1 … 8) of the furthest stage
    first_talk_on: Mapped[date | None]  #: day of the office
    lost_on: Mapped[date | None]  #: of a case that is lost now
    #: The latest of its meetings that were held, and of its beginnings: opened or opened again.
    heard_at: Mapped[datetime | None]


class CaseTalk(Base):
    """A talk of a case, with what figures tell cases apart by: in order of its index they are counted unsorted.

    Written by services.counting likewise. Which talk of a day is the first, `TalkFact` tells; each of them has the
    cases of all that are one talk with it.
    """

    __tablename__ = "case_talks"
    __audited__: ClassVar[bool] = False
    __table_args__ = (
        Index("ix_case_talks_activity", "activity_id", "cell", "category"),
        Index("ix_case_talks_meeting", "meeting_id"),
    )

    negotiation_id: Mapped[int] = mapped_column(
        ForeignKey("negotiations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    activity_id: Mapped[int | None]  #: of the talk; a plain number, as our side
    cell: Mapped[int]  #: of the case, as rules.cells says
    category: Mapped[str] = mapped_column(String(30))
    our_organisation_id: Mapped[int]


class StageVisit(Base):
    """One stay of a case in a stage, of the moves that stand; on days of the office, none after the next move's."""

    __tablename__ = "stage_visits"
    __audited__: ClassVar[bool] = False
    __table_args__ = (Index("ix_stage_visits_entered", "entered_on", "stage", "left_on", "days", "negotiation_id"),)

    negotiation_id: Mapped[int] = mapped_column(
        ForeignKey("negotiations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  #: among those of the case, from 0
    stage: Mapped[str] = mapped_column(String(20), info=coded(STAGE_LABELS))
    entered_on: Mapped[date]
    left_on: Mapped[date | None]  #: None: it is there now
    days: Mapped[int | None]  #: from entering to leaving, so that they can be counted by it


class NegotiationLead(Base):
    """A lead that this negotiation grew out of."""

    __tablename__ = "negotiation_leads"
    __table_args__ = (UniqueConstraint("negotiation_id", "lead_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    negotiation_id: Mapped[int] = mapped_column(ForeignKey("negotiations.id"), index=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), index=True)
    lead: Mapped[Lead] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("negotiations", self.negotiation_id)


class NegotiationMeeting(Base):
    """A meeting that belongs to this negotiation."""

    __tablename__ = "negotiation_meetings"
    __table_args__ = (UniqueConstraint("negotiation_id", "meeting_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    negotiation_id: Mapped[int] = mapped_column(ForeignKey("negotiations.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("negotiations", self.negotiation_id)


class NegotiationProduct(Base):
    """A product of the catalogue that this negotiation is about."""

    __tablename__ = "negotiation_products"
    __table_args__ = (UniqueConstraint("negotiation_id", "product_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    negotiation_id: Mapped[int] = mapped_column(ForeignKey("negotiations.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    product: Mapped[Product] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("negotiations", self.negotiation_id)


class AccessOverride(Base):
    """That the management lets a negotiation go on although a rule bars one of its products (INV-M1). Append-only."""

    __tablename__ = "access_overrides"

    id: Mapped[int] = mapped_column(primary_key=True)
    negotiation_id: Mapped[int] = mapped_column(ForeignKey("negotiations.id"), index=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("access_rules.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column("happened_at")
    reason: Mapped[str] = mapped_column(String(500))
    rule_version: Mapped[int | None]  #: that the management saw; None: nobody kept it
    #: What it was given for: {"rule": what that said, "products": ids, "category": where the case names only that}.
    given_for: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}", info=SECRET)
    rule: Mapped[AccessRule] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("negotiations", self.negotiation_id)


class Interaction(Record, Base):
    """A call, mail, sample, quote … on a negotiation, an organisation, a person or an activity.

    `interactions`, a storey above, logs all but those on negotiations, and keeps mail and conversations.
    """

    __tablename__ = "interactions"
    __table_args__ = (Index("ix_interactions_record", "record_type", "record_id"),)

    negotiation_id: Mapped[int | None] = mapped_column(ForeignKey("negotiations.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    #: The record on whose page it was logged, by its table, where that is none of these four.
    record_type: Mapped[str] = mapped_column(String(60), default="", server_default="")
    record_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(20), info=coded(INTERACTION_KINDS))
    direction: Mapped[str] = mapped_column(String(10), default="out", info=coded(DIRECTIONS))
    at: Mapped[datetime] = mapped_column("happened_at", index=True)
    summary: Mapped[str] = mapped_column(default="", info=PERSONAL)
    body: Mapped[str] = mapped_column(default="", info=PERSONAL)  #: the mail or the conversation itself, as it came
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    negotiation: Mapped[Negotiation | None] = relationship(lazy="raise_on_sql")

    def audit_subject(self) -> tuple[str, int] | None:
        return ("people", self.person_id) if self.person_id is not None else None
