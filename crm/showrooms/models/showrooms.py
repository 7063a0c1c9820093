"""Permanent showrooms, the terms with who runs them, what they show, and how its stock moves (domain.md §1.8)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity
from crm.contacts.models import Organisation
from crm.core.database import Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.core.money import NAMES
from crm.places.models import Place
from crm.products.models import Product
from crm.showrooms.rules import CAUSES, MOVEMENTS, PAPERS, RATE_DAYS, STATUSES
from crm.users.models import User

#: Compared by code point on both databases, as core.names.sort_key is made for.
_SORT_KEY = String(300).with_variant(String(300, collation="C"), "postgresql")
_CODED = text("code <> '' AND archived_at IS NULL")


class Showroom(Record, Base):
    """A place where our makers' goods are shown and sold all year, by a local partner."""

    __tablename__ = "showrooms"

    operator_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)  #: runs it and sells
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)  #: in whose house it is
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)
    address: Mapped[str] = mapped_column(String(300), default="")
    hours: Mapped[str] = mapped_column(String(200), default="")  #: when it is open
    opened_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(20), default="preparing", index=True, info=coded(STATUSES))
    #: The running of this showroom, for which its leads count; None: nobody said which.
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    #: Who looks at what visitors ask on the public pages of its products; None: it takes no inquiries there.
    inquiries_owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    notes: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(default="")  #: every name folded, joined by a space
    sort_key: Mapped[str] = mapped_column(_SORT_KEY, default="", index=True)  #: of the working name
    names: Mapped[list["ShowroomName"]] = relationship(
        lazy="raise_on_sql", order_by="ShowroomName.id", cascade="all, delete-orphan"
    )
    contracts: Mapped[list["ShowroomContract"]] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        primaryjoin="and_(Showroom.id == ShowroomContract.showroom_id, ShowroomContract.archived_at.is_(None))",
        order_by="ShowroomContract.begins_on",
    )
    operator: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[operator_id])
    venue: Mapped[Organisation | None] = relationship(lazy="raise_on_sql", foreign_keys=[venue_id])
    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    activity: Mapped[Activity | None] = relationship(lazy="raise_on_sql")
    inquiries_owner: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[inquiries_owner_id])


class ShowroomName(Base):
    """The name of a showroom in one language; the first row is the working name."""

    __tablename__ = "showroom_names"
    __table_args__ = (UniqueConstraint("showroom_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    showroom_id: Mapped[int] = mapped_column(ForeignKey("showrooms.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    text: Mapped[str] = mapped_column(String(200))

    def audit_root(self) -> tuple[str, int]:
        return ("showrooms", self.showroom_id)


class ShowroomContract(Record, Base):
    """The terms with the operator over a term; the terms of one showroom do not overlap."""

    __tablename__ = "showroom_contracts"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= begins_on", name="dates_in_order"),
        CheckConstraint("commission_rate BETWEEN 0 AND 100", name="commission_in_percent"),
    )

    showroom_id: Mapped[int] = mapped_column(ForeignKey("showrooms.id", ondelete="CASCADE"), index=True)
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]  #: the last day of the term; None: no end was agreed
    currency: Mapped[str] = mapped_column(String(3), info=coded(NAMES))
    commission_rate: Mapped[Decimal] = mapped_column(
        Numeric(5, 2), default=Decimal(0)
    )  #: percent of sales including tax
    rent: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  #: a month
    tax_rate: Mapped[Decimal] = mapped_column(
        Numeric(5, 2), default=Decimal(0)
    )  #: percent, contained in what buyers pay
    withholding_rate: Mapped[Decimal] = mapped_column(
        Numeric(5, 2), default=Decimal(0)
    )  #: percent of what the makers get
    settlement_day: Mapped[int]  #: of the month after the period; 31 is its last day
    rate_day: Mapped[str] = mapped_column(String(20), default="settlement", info=coded(RATE_DAYS))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreements.id"), index=True)  #: that says so
    notes: Mapped[str] = mapped_column(default="")

    def audit_root(self) -> tuple[str, int]:
        return ("showrooms", self.showroom_id)


class Exhibit(Record, Base):
    """A product that a showroom shows and sells, with the price on its tag."""

    __tablename__ = "exhibits"
    __table_args__ = (
        CheckConstraint("price IS NULL OR price > 0", name="some_price"),
        CheckConstraint("shown_to IS NULL OR shown_from IS NULL OR shown_to >= shown_from", name="dates_in_order"),
        Index(
            "uq_exhibits_code", "showroom_id", "code", unique=True, sqlite_where=_CODED, postgresql_where=_CODED
        ),
    )  # fmt: skip

    showroom_id: Mapped[int] = mapped_column(ForeignKey("showrooms.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), default="")  #: as label and the partner's sheet have it
    slot: Mapped[str] = mapped_column(String(60), default="")  #: shelf or corner
    size: Mapped[str] = mapped_column(String(100), default="")  #: of what is shown; "": as the product says
    price: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  #: on the tag, including tax
    currency: Mapped[str] = mapped_column(String(3), info=coded(NAMES))
    shown_from: Mapped[date | None]
    shown_to: Mapped[date | None]  #: the last day
    notes: Mapped[str] = mapped_column(default="")
    showroom: Mapped[Showroom] = relationship(lazy="raise_on_sql")
    product: Mapped[Product] = relationship(lazy="raise_on_sql")


class StockMovement(Record, Base):
    """What happened to goods of an exhibit on a day. What is on the shelf is the sum of these, and nothing else."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        CheckConstraint("quantity > 0 OR (kind = 'adjusted' AND quantity <> 0)", name="some_quantity"),
        Index("ix_stock_movements_exhibit", "exhibit_id", "day"),
    )

    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibits.id", ondelete="CASCADE"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)  #: whose goods they are
    kind: Mapped[str] = mapped_column(String(20), info=coded(MOVEMENTS))
    quantity: Mapped[int]  #: pieces; of an adjustment with its sign
    day: Mapped[date]
    papers: Mapped[str] = mapped_column(String(20), default="", info=coded(PAPERS))
    document: Mapped[str] = mapped_column(String(80), default="")  #: number of the papers
    expires_on: Mapped[date | None] = mapped_column(index=True)  #: the last day on which these goods can be sold
    cause: Mapped[str] = mapped_column(String(20), default="", info=coded(CAUSES))  #: of an adjustment
    reason: Mapped[str] = mapped_column(String(300), default="")
    owner: Mapped[Organisation] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("exhibits", self.exhibit_id)
