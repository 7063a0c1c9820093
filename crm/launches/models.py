"""What an initiative launches: the products of a line, at which price, from when on (domain.md §1.5)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core import here
from crm.core.categories import PRICE_TIERS
from crm.core.database import Base, coded, db
from crm.core.money import NAMES
from crm.products.models import Product


class Launch(Base):
    """The launch of a product line, which is what its initiative is about. It goes with the initiative's version."""

    __tablename__ = "launches"
    __table_args__ = (
        CheckConstraint("price_from > 0 AND price_to > 0", name="some_price"),
        CheckConstraint("price_to >= price_from", name="prices_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id", ondelete="CASCADE"), unique=True)
    price_tier: Mapped[str] = mapped_column(String(20), default="", info=coded(PRICE_TIERS))  #: aimed at
    price_from: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  #: that a buyer in the shop is to pay
    price_to: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    currency: Mapped[str] = mapped_column(String(3), default=here.currency, info=coded(NAMES))
    begins_on: Mapped[date | None]  #: the day of the launch, planned or past
    products: Mapped[list["LaunchProduct"]] = relationship(
        lazy="raise_on_sql", order_by="LaunchProduct.id", cascade="all, delete-orphan"
    )

    def audit_root(self) -> tuple[str, int]:
        return ("initiatives", self.initiative_id)


class LaunchProduct(Base):
    """A product of the line."""

    __tablename__ = "launch_products"
    __table_args__ = (UniqueConstraint("launch_id", "product_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    launch_id: Mapped[int] = mapped_column(ForeignKey("launches.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    product: Mapped[Product] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        launch = db.session.get(Launch, self.launch_id)  # known to the session: it is written with it
        return launch.audit_root() if launch is not None else ("launches", self.launch_id)
