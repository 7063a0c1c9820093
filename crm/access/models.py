"""What countries let in, by goods and region of origin, with the source (domain.md §1.4)."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.rules import STATES
from crm.access.rules.codes import LONGEST_LIST
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.places.models import Place


class AccessRule(Record, Base):
    """Whether a country lets goods of a region in, from a day to a day; by HS code, by category or by both."""

    __tablename__ = "access_rules"
    __table_args__ = (
        CheckConstraint("hs_prefix <> '' OR category <> ''", name="some_goods"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="dates_in_order"),
    )

    country: Mapped[str] = mapped_column(String(2), index=True)  #: that is entered, ISO 3166-1 alpha-2
    #: How the codes of the goods begin, `0302–0307, 1604` (`rules.codes`); "": any.
    hs_prefix: Mapped[str] = mapped_column(String(LONGEST_LIST), default="")
    category: Mapped[str] = mapped_column(String(30), default="", info=coded(PRODUCT_CATEGORIES))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)  #: of origin; None: all
    state: Mapped[str] = mapped_column(String(20), index=True, info=coded(STATES))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]  #: the last day; None: no end is known
    source_title: Mapped[str] = mapped_column(String(300))
    source_url: Mapped[str] = mapped_column(String(500), default="")
    checked_on: Mapped[date] = mapped_column(index=True)  #: when somebody last looked at the source
    check_due: Mapped[date | None]  #: by when somebody looks again
    notes: Mapped[str] = mapped_column(default="")
    texts: Mapped[list["AccessText"]] = relationship(
        lazy="raise_on_sql", order_by="AccessText.id", cascade="all, delete-orphan"
    )
    region: Mapped[Place | None] = relationship(lazy="raise_on_sql")


class AccessText(Base):
    """A rule in words, in one language."""

    __tablename__ = "access_texts"
    __table_args__ = (UniqueConstraint("rule_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("access_rules.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    text: Mapped[str] = mapped_column(String(1000))

    def audit_root(self) -> tuple[str, int]:
        return ("access_rules", self.rule_id)
