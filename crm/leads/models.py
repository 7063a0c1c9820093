"""Leads: who showed interest in what, at which activity."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity
from crm.contacts.models import Organisation, Person
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import PERSONAL, Base, Record, coded, present_index
from crm.core.languages import LANGUAGE_LABELS
from crm.core.money import NAMES
from crm.fairs.models import Booth
from crm.leads.rules import LEAD_STATUSES, RANKS, TIMINGS, VISITOR_TYPES, other_rank
from crm.partners.rules import CHANNELS
from crm.products.models import Product
from crm.users.models import User


class Lead(Record, Base):
    """An inquiry or card captured at a source activity. One person at two fairs is two leads."""

    __tablename__ = "leads"
    __table_args__ = (
        present_index("ix_leads_present", "id"),
        #: Few leads have one: the others need not be written into the index.
        Index(
            "ix_leads_our_organisation_id",
            "our_organisation_id",
            sqlite_where=text("our_organisation_id IS NOT NULL"),
            postgresql_where=text("our_organisation_id IS NOT NULL"),
        ),
        Index(
            "ix_leads_booth_id",
            "booth_id",
            sqlite_where=text("booth_id IS NOT NULL"),
            postgresql_where=text("booth_id IS NOT NULL"),
        ),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    captured_at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    #: The company of our side that it was captured for; None: our office.
    our_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    #: Of ours, at which it was captured; None: nobody told, or it was at none.
    booth_id: Mapped[int | None] = mapped_column(ForeignKey("booths.id"))
    #: Name and company as written down, until they are matched to records.
    raw_name: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    raw_organisation: Mapped[str] = mapped_column(String(200), default="")
    raw_contact: Mapped[str] = mapped_column(String(300), default="", info=PERSONAL)
    visitor_type: Mapped[str] = mapped_column(String(30), default="", info=coded(VISITOR_TYPES))
    #: product category of interest
    category: Mapped[str] = mapped_column(String(30), default="", index=True, info=coded(PRODUCT_CATEGORIES))
    interest: Mapped[str] = mapped_column(String(300), default="")  #: products asked about
    rank: Mapped[str] = mapped_column(String(1), default="", index=True, info=coded(RANKS))  #: "" while nobody said
    #: Another rank of a later capture, which waits for somebody to choose; None: there is none.
    again_rank: Mapped[str | None] = mapped_column(String(1), info=coded(RANKS))
    again_at: Mapped[datetime | None]  #: when that was captured
    again_by: Mapped[str | None] = mapped_column(String(60))  #: by whom of us
    inquiry: Mapped[str] = mapped_column(default="")
    wanted_quantity: Mapped[str] = mapped_column(String(100), default="")
    wanted_price: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    wanted_currency: Mapped[str] = mapped_column(String(3), default="", info=coded(NAMES))
    channel: Mapped[str] = mapped_column(String(30), default="", info=coded(CHANNELS))  #: sales channel they own
    timing: Mapped[str] = mapped_column(String(20), default="", info=coded(TIMINGS))
    language: Mapped[str] = mapped_column(String(10), default="", info=coded(LANGUAGE_LABELS))
    next_action: Mapped[str] = mapped_column(String(200), default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    first_followup_at: Mapped[datetime | None]
    #: new | qualified | converted | nurturing | disqualified
    status: Mapped[str] = mapped_column(String(20), default="new", index=True, info=coded(LEAD_STATUSES))
    #: The day on which it was first qualified or became a negotiation: it stays when the status goes back.
    qualified_on: Mapped[date | None]
    disqualify_reason: Mapped[str] = mapped_column(String(200), default="")
    may_contact: Mapped[bool] = mapped_column(default=False)  #: ticked by the visitor
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    booth: Mapped[Booth | None] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql", foreign_keys=organisation_id)
    our_organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql", foreign_keys=our_organisation_id)
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=owner_id)

    @property
    def other_rank(self) -> str | None:
        """The rank of a later capture that waits for somebody to choose."""
        return other_rank(self.again_rank, self.status)

    @property
    def unranked(self) -> int:
        """1 where nobody has told a rank: what an order by rank begins with."""
        return int(not self.rank)

    def audit_subject(self) -> tuple[str, int]:
        return ("leads", self.id)


class AskedProduct(Base):
    """A product of the catalogue that a lead asked about; `Lead.interest` tells it in words, and what is not in it."""

    __tablename__ = "asked_products"
    __table_args__ = (UniqueConstraint("lead_id", "product_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    product: Mapped[Product] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("leads", self.lead_id)
