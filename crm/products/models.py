"""The makers' goods, and which of them an activity carries."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models import Organisation
from crm.core.database import Base, Record
from crm.places.models import Place

#: Compared by code point on both databases, as core.names.sort_key is made for.
_SORT_KEY = String(300).with_variant(String(300, collation="C"), "postgresql")


class Product(Record, Base):
    """What a maker offers, as its sheet tells it (DOMAIN §1.4). Codes are those of rules and core.categories."""

    __tablename__ = "products"
    __table_args__ = (CheckConstraint("moq IS NULL OR moq > 0", name="some_moq"),)

    maker_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    category: Mapped[str] = mapped_column(String(30), index=True)
    status: Mapped[str] = mapped_column(String(20), default="offered", index=True)  #: rules.STATUSES
    hs_heading: Mapped[str] = mapped_column(String(4), default="")  #: four digits of the Harmonized System
    origin_place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))  #: the prefecture it is made in
    materials: Mapped[str] = mapped_column(String(300), default="")
    sizes: Mapped[str] = mapped_column(String(300), default="")
    price_tier: Mapped[str] = mapped_column(String(20), default="")  #: core.categories.PRICE_TIERS
    moq: Mapped[int | None]  #: the least that may be ordered, in `moq_unit`
    moq_unit: Mapped[str] = mapped_column(String(20), default="piece")  #: rules.UNITS
    lead_time_days: Mapped[int | None]  #: from the order to the factory gate
    capacity_month: Mapped[int | None]  #: in `moq_unit`
    shelf_life_days: Mapped[int | None]  #: None: not said, or it does not spoil
    storage: Mapped[str] = mapped_column(String(20), default="")  #: rules.STORAGES
    sample_available: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(default="")  #: for the office; no sheet prints them
    search_key: Mapped[str] = mapped_column(default="")  #: every name folded, joined by a space
    sort_key: Mapped[str] = mapped_column(_SORT_KEY, default="", index=True)  #: of the working name
    names: Mapped[list["ProductName"]] = relationship(
        lazy="raise_on_sql", order_by="ProductName.id", cascade="all, delete-orphan"
    )
    maker: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    origin_place: Mapped[Place | None] = relationship(lazy="raise_on_sql")


class ProductName(Base):
    """The name of a product in one language; the first row is the working name."""

    __tablename__ = "product_names"
    __table_args__ = (UniqueConstraint("product_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(200))

    def audit_root(self) -> tuple[str, int]:
        return ("products", self.product_id)


class CarriedProduct(Base):
    """A product that an activity carries, and where it stands among them."""

    __tablename__ = "carried_products"
    __table_args__ = (UniqueConstraint("activity_id", "product_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    position: Mapped[int]  #: from 1
    product: Mapped[Product] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)
