"""Who else promotes in a place, and what shows that something is wanted there (domain.md §1.1)."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.rules import ACTIVITY_TYPES
from crm.contacts.models import Organisation
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.core.database import Base, Record, coded
from crm.meetings.models import Meeting
from crm.places.models import Place
from crm.rivals.rules import SOURCE_KINDS


class RivalActivity(Record, Base):
    """What another body, a region or an organisation, did in a place from a day to a day."""

    __tablename__ = "rival_activities"
    __table_args__ = (
        CheckConstraint("(body_place_id IS NULL) <> (body_organisation_id IS NULL)", name="one_body"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
    )

    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)  #: where it was
    body_place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    body_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    activity_type: Mapped[str] = mapped_column(String(30), info=coded(ACTIVITY_TYPES))
    title: Mapped[str] = mapped_column(String(200), default="")  #: of the fair or event
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date] = mapped_column(index=True)  #: the first day again when it lasted one
    booths: Mapped[int | None]
    firms: Mapped[int | None]
    source_url: Mapped[str] = mapped_column(String(500), default="")
    #: The meeting of ours at which it was seen.
    seen_by_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"), index=True)
    notes: Mapped[str] = mapped_column(default="")
    place: Mapped[Place] = relationship(lazy="raise_on_sql", foreign_keys=place_id)
    body_place: Mapped[Place | None] = relationship(lazy="raise_on_sql", foreign_keys=body_place_id)
    body_organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    seen_by_meeting: Mapped[Meeting | None] = relationship(lazy="raise_on_sql")


class DemandSignal(Record, Base):
    """A statement that goods of a category and price are wanted in a place, and how strong it is."""

    __tablename__ = "demand_signals"
    __table_args__ = (CheckConstraint("strength BETWEEN 1 AND 5", name="known_strength"),)

    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)
    category: Mapped[str] = mapped_column(String(30), info=coded(PRODUCT_CATEGORIES))
    #: core.categories.PRICE_TIERS; "" when not said
    price_tier: Mapped[str] = mapped_column(String(10), default="", info=coded(PRICE_TIERS))
    statement: Mapped[str] = mapped_column(String(500))
    source_kind: Mapped[str] = mapped_column(String(10), info=coded(SOURCE_KINDS))
    source: Mapped[str] = mapped_column(String(500))  #: who or what; of a page, its address
    observed_on: Mapped[date] = mapped_column(index=True)
    strength: Mapped[int]  #: 1–5: rules.STRENGTHS
    place: Mapped[Place] = relationship(lazy="raise_on_sql")
