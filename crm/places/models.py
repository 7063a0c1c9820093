"""Places as a tree, with names in every script, dated tiers and public holidays."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import clock
from crm.core.database import Base, Record, coded, worded
from crm.core.languages import LANGUAGE_LABELS
from crm.core.money import NAMES
from crm.core.zones import ZONES
from crm.places.rules import (
    DAY_KINDS,
    DAY_ORIGINS,
    EMERGENCY_KINDS,
    EMERGENCY_NAMES,
    ENTRY_REMARKS,
    ENTRY_RULES,
    HOLIDAY_NAMES,
    LEVELS,
    NAME_KINDS,
    NATIONALITIES,
    REMARKS,
    TIERS,
)


def _where(condition: str) -> dict[str, Any]:
    """A partial index, said to both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


_TREE_KEY = String(120).with_variant(String(120, collation="C"), "postgresql")


class Place(Record, Base):
    """A country, province, prefecture, county or district. The level is stored, never derived from the word:
    県 is a province in Japan and 县 a county in China."""

    __tablename__ = "places"

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    level: Mapped[str] = mapped_column(String(20), info=coded(LEVELS))
    country: Mapped[str] = mapped_column(String(2), index=True)  #: ISO 3166-1 alpha-2
    code: Mapped[str | None] = mapped_column(String(12), unique=True)  #: CN 6 digits, JP 5 digits
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    timezone: Mapped[str] = mapped_column(String(40), info=coded(ZONES))  #: IANA
    population: Mapped[int | None]
    population_asof: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(default="")  #: every name and reading folded, joined by a space
    #: The codes of the places above and its own, joined by strokes: in this order each stands after its parent.
    tree_key: Mapped[str] = mapped_column(_TREE_KEY, default="", index=True)
    names: Mapped[list["PlaceName"]] = relationship(
        lazy="raise_on_sql", order_by="PlaceName.id", cascade="all, delete-orphan"
    )
    tiers: Mapped[list["PlaceTier"]] = relationship(
        lazy="raise_on_sql", order_by="PlaceTier.valid_from", cascade="all, delete-orphan"
    )


class PlaceName(Base):
    """A name of a place in one language; `kind` tells official from press and local spellings."""

    __tablename__ = "place_names"
    __table_args__ = (UniqueConstraint("place_id", "language", "kind", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    text: Mapped[str] = mapped_column(String(120))
    reading: Mapped[str] = mapped_column(String(120), default="")  #: kana, pinyin with tones, or romanised
    kind: Mapped[str] = mapped_column(String(20), default="official", info=coded(NAME_KINDS))
    #: Derived from another name, and nobody has confirmed it.
    is_guess: Mapped[bool] = mapped_column(default=False)

    def audit_root(self) -> tuple[str, int]:
        return ("places", self.place_id)


class PlaceTier(Base):
    """Whether a place counts as a major or a regional city, from a date on."""

    __tablename__ = "place_tiers"
    __table_args__ = (
        UniqueConstraint("place_id", "valid_from"),
        CheckConstraint("tier IN ('major', 'regional')", name="known_tier"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="CASCADE"), index=True)
    tier: Mapped[str] = mapped_column(String(10), info=coded(TIERS))
    valid_from: Mapped[date]
    basis: Mapped[str] = mapped_column(default="", info=worded(REMARKS))

    def audit_root(self) -> tuple[str, int]:
        return ("places", self.place_id)


class Holiday(Base):
    """A public holiday, a make-up working day at a weekend, or a memorial day: of one country, or of one region of it.

    Dated data that the office keeps; libraries and calendar files only fill it.
    """

    __tablename__ = "holidays"
    __table_args__ = (
        Index("uq_holidays_country_day", "country", "day", unique=True, **_where("place_id IS NULL")),
        Index("uq_holidays_place_day", "place_id", "day", unique=True, **_where("place_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    day: Mapped[date] = mapped_column(index=True)
    #: The name as it was given; those of rules.HOLIDAY_NAMES stand in every language of the product.
    name: Mapped[str] = mapped_column(String(120), info=worded(HOLIDAY_NAMES))
    kind: Mapped[str] = mapped_column(String(20), default="public", info=coded(DAY_KINDS))
    #: Where it holds, with all below; None: in the whole country.
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id", ondelete="CASCADE"))
    origin: Mapped[str] = mapped_column(String(10), default="office", info=coded(DAY_ORIGINS))
    source: Mapped[str] = mapped_column(String(150), default="")  #: the notice, library or file it was taken from
    as_of: Mapped[date | None]  #: when it was taken from there
    version: Mapped[int] = mapped_column(nullable=False)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    names: Mapped[list["HolidayName"]] = relationship(
        lazy="raise_on_sql", order_by="HolidayName.id", cascade="all, delete-orphan"
    )
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # SQLAlchemy reads it once


class OfficeDays(Record, Base):
    """When our own office works, beside the holidays of its country: one row."""

    __tablename__ = "office_days"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    weekdays: Mapped[list[int]] = mapped_column(JSON, default=list)  #: 1 is Monday
    #: rules.ClosedDays as text: "12-29" every year, "12-29~01-03" from and to, "2027-08-13" once.
    closed: Mapped[list[str]] = mapped_column(JSON, default=list)


class HolidayName(Base):
    """The name of a holiday in one language, where the working name is not enough."""

    __tablename__ = "holiday_names"
    __table_args__ = (UniqueConstraint("holiday_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    holiday_id: Mapped[int] = mapped_column(ForeignKey("holidays.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    text: Mapped[str] = mapped_column(String(120))

    def audit_root(self) -> tuple[str, int]:
        return ("holidays", self.holiday_id)


class CalendarImport(Base):
    """A calendar file of holidays: looked at first, then taken over, then perhaps taken back.

    What it does to the holidays is logged with them.
    """

    __tablename__ = "holiday_imports"
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    country: Mapped[str] = mapped_column(String(2))
    source: Mapped[str] = mapped_column(String(150))
    content: Mapped[bytes]
    state: Mapped[str] = mapped_column(String(10), default="read")  #: read | imported | undone
    #: [{"id", "version", "before"}] of each holiday it wrote: its version then, what stood before (None: it is new).
    journal: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class EntryRule(Base):
    """What travellers of one nationality need at the border of a country, from a day to a day: kept by the office."""

    __tablename__ = "entry_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: of the passport: rules.NATIONALITIES
    nationality: Mapped[str] = mapped_column(String(2), info=coded(NATIONALITIES))
    country: Mapped[str] = mapped_column(String(2), index=True)  #: that is entered
    rule: Mapped[str] = mapped_column(String(20), info=coded(ENTRY_RULES))
    days: Mapped[int | None]  #: of stay that the rule allows; None where it names none
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]  #: the last day; None: no end is announced
    checked_on: Mapped[date | None]  #: when somebody last asked the source
    source: Mapped[str] = mapped_column(String(150), default="", info=worded(ENTRY_REMARKS))
    note: Mapped[str] = mapped_column(String(300), default="", info=worded(ENTRY_REMARKS))
    version: Mapped[int] = mapped_column(nullable=False)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)

    __mapper_args__ = {"version_id_col": version}  # SQLAlchemy reads it once


class EmergencyContact(Base):
    """Whom to call in a country or a region of it, or wherever we are. Without a number there is a line for it."""

    __tablename__ = "emergency_contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2), default="", index=True)  #: "": wherever we are
    #: Where it holds, with all below; None: in the whole country.
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20), info=coded(EMERGENCY_KINDS))
    #: Those of rules.EMERGENCY_NAMES stand in every language of the product.
    name: Mapped[str] = mapped_column(String(150), info=worded(EMERGENCY_NAMES))
    phone: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(String(300), default="")  #: hours, address, who speaks Japanese
    source: Mapped[str] = mapped_column(String(150), default="")
    checked_on: Mapped[date | None]  #: when somebody last called or asked
    version: Mapped[int] = mapped_column(nullable=False)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # SQLAlchemy reads it once


class FxRate(Base):
    """The price of one unit of `base` in `quote` on a day."""

    __tablename__ = "fx_rates"
    __table_args__ = (UniqueConstraint("base", "quote", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    base: Mapped[str] = mapped_column(String(3), info=coded(NAMES))
    quote: Mapped[str] = mapped_column(String(3), info=coded(NAMES))
    rate: Mapped[Decimal] = mapped_column(Numeric(18, 8))
    source: Mapped[str] = mapped_column(String(120), default="")
