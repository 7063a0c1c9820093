"""Places as a tree, with names in every script, dated tiers and public holidays."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import Base, Record


class Place(Record, Base):
    """A country, province, prefecture, county or district. The level is stored, never derived from the word:
    県 is a province in Japan and 县 a county in China."""

    __tablename__ = "places"

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    level: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(2), index=True)  #: ISO 3166-1 alpha-2
    code: Mapped[str | None] = mapped_column(String(12), unique=True)  #: CN 6 digits, JP 5 digits
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    timezone: Mapped[str] = mapped_column(String(40))  #: IANA
    population: Mapped[int | None]
    population_asof: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(default="")  #: every name and reading folded, joined by a space
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
    language: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(120))
    reading: Mapped[str] = mapped_column(String(120), default="")  #: kana, pinyin with tones, or romanised
    kind: Mapped[str] = mapped_column(String(20), default="official")

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
    tier: Mapped[str] = mapped_column(String(10))
    valid_from: Mapped[date]
    basis: Mapped[str] = mapped_column(default="")

    def audit_root(self) -> tuple[str, int]:
        return ("places", self.place_id)


class Holiday(Base):
    """A public holiday, or a make-up working day at a weekend, of one country. Dated data the office edits."""

    __tablename__ = "holidays"
    __table_args__ = (UniqueConstraint("country", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    day: Mapped[date] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20), default="public")  #: public | makeup_workday | memorial


class FxRate(Base):
    """The price of one unit of `base` in `quote` on a day."""

    __tablename__ = "fx_rates"
    __table_args__ = (UniqueConstraint("base", "quote", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    base: Mapped[str] = mapped_column(String(3))
    quote: Mapped[str] = mapped_column(String(3))
    rate: Mapped[Decimal] = mapped_column(Numeric(18, 8))
    source: Mapped[str] = mapped_column(String(120), default="")
