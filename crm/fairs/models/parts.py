"""What belongs to a booth: exhibitors with their products, shifts, what is brought along, goods that are sold."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models import Organisation, Person
from crm.core import here
from crm.core.database import Base, Record, coded, db
from crm.core.money import NAMES
from crm.fairs.models.booths import Booth
from crm.fairs.rules import SHIFT_ROLES, THINGS
from crm.products.models import Product


class BoothExhibitor(Record, Base):
    """A maker of ours that shows at a booth, and what for."""

    __tablename__ = "booth_exhibitors"

    booth_id: Mapped[int] = mapped_column(ForeignKey("booths.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    aim: Mapped[str] = mapped_column(String(300), default="")
    booth: Mapped[Booth] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    products: Mapped[list["ExhibitedProduct"]] = relationship(
        lazy="raise_on_sql", order_by="ExhibitedProduct.id", cascade="all, delete-orphan"
    )

    def audit_root(self) -> tuple[str, int]:
        return ("booths", self.booth_id)


class ExhibitedProduct(Base):
    """A product that an exhibitor shows at a booth."""

    __tablename__ = "exhibited_products"
    __table_args__ = (UniqueConstraint("exhibitor_id", "product_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibitor_id: Mapped[int] = mapped_column(ForeignKey("booth_exhibitors.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    exhibitor: Mapped[BoothExhibitor] = relationship(lazy="raise_on_sql", back_populates="products")
    product: Mapped[Product] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        exhibitor = db.session.get(BoothExhibitor, self.exhibitor_id)  # known to the session: it is written with it
        return exhibitor.audit_root() if exhibitor is not None else ("booth_exhibitors", self.exhibitor_id)


class BoothShift(Record, Base):
    """Who stands at a booth on a day, from when to when by the clock of the place; without clocks all day."""

    __tablename__ = "booth_shifts"
    __table_args__ = (
        CheckConstraint("(begins = '') = (ends = '') AND (begins = '' OR begins < ends)", name="clocks_in_order"),
        Index("ix_booth_shifts_person", "person_id", "day"),
    )

    booth_id: Mapped[int] = mapped_column(ForeignKey("booths.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(20), info=coded(SHIFT_ROLES))
    day: Mapped[date]
    begins: Mapped[str] = mapped_column(String(5), default="")  #: 09:30
    ends: Mapped[str] = mapped_column(String(5), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    booth: Mapped[Booth] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("booths", self.booth_id)


class BoothThing(Record, Base):
    """What is brought to a booth beside the samples of the list of samples: how many, and who carries it."""

    __tablename__ = "booth_things"
    __table_args__ = (CheckConstraint("quantity > 0", name="some_of_it"),)

    booth_id: Mapped[int] = mapped_column(ForeignKey("booths.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20), info=coded(THINGS))
    name: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int]
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)  #: None: goes as freight
    note: Mapped[str] = mapped_column(String(200), default="")
    booth: Mapped[Booth] = relationship(lazy="raise_on_sql")
    carrier: Mapped[Person | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("booths", self.booth_id)


class StallGoods(Record, Base):
    """Pieces of a product at a stall of a product fair: how many were sent, and what became of them."""

    __tablename__ = "stall_goods"
    __table_args__ = (
        CheckConstraint(
            "sold >= 0 AND returned >= 0 AND given >= 0 AND sold + returned + given <= sent", name="no_more_than_sent"
        ),
        CheckConstraint("amount >= 0", name="amount_not_below"),
    )

    booth_id: Mapped[int] = mapped_column(ForeignKey("booths.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    maker_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)  #: whose goods they were
    sent: Mapped[int] = mapped_column(default=0)
    sold: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    given: Mapped[int] = mapped_column(default=0)
    amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))  #: what buyers paid for what was sold
    currency: Mapped[str] = mapped_column(String(3), default=here.currency, info=coded(NAMES))
    note: Mapped[str] = mapped_column(String(200), default="")
    booth: Mapped[Booth] = relationship(lazy="raise_on_sql")
    product: Mapped[Product] = relationship(lazy="raise_on_sql")
    maker: Mapped[Organisation] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("booths", self.booth_id)
