"""The makers' goods with photo, prices and certificates, and which of them an activity carries."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Participant
from crm.activities.rules import GOING
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.core.database import SECRET, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.core.money import NAMES
from crm.files.models import StoredFile
from crm.places.models import Place
from crm.products.rules import CUSTOMS, PRICE_KINDS, SCHEMES, STATUSES, STORAGES, UNITS
from crm.tasks.models import Task

#: Compared by code point on both databases, as core.names.sort_key is made for.
_SORT_KEY = String(300).with_variant(String(300, collation="C"), "postgresql")


class Product(Record, Base):
    """What a maker offers, as its sheet tells it (domain.md §1.4). Codes are those of rules and core.categories."""

    __tablename__ = "products"
    __table_args__ = (CheckConstraint("moq IS NULL OR moq > 0", name="some_moq"),)

    maker_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    category: Mapped[str] = mapped_column(String(30), index=True, info=coded(PRODUCT_CATEGORIES))
    status: Mapped[str] = mapped_column(String(20), default="offered", index=True, info=coded(STATUSES))
    hs_heading: Mapped[str] = mapped_column(String(4), default="")  #: four digits of the Harmonized System
    hs_code_jp: Mapped[str] = mapped_column(String(9), default="", server_default="")  #: nine digits, for export
    hs_code_cn: Mapped[str] = mapped_column(String(10), default="", server_default="")  #: ten digits, for import
    origin_place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))  #: the prefecture it is made in
    materials: Mapped[str] = mapped_column(String(300), default="")
    sizes: Mapped[str] = mapped_column(String(300), default="")
    price_tier: Mapped[str] = mapped_column(String(20), default="", info=coded(PRICE_TIERS))
    moq: Mapped[int | None]  #: the least that may be ordered, in `moq_unit`
    moq_unit: Mapped[str] = mapped_column(String(20), default="piece", info=coded(UNITS))
    lead_time_days: Mapped[int | None]  #: from the order to the factory gate
    capacity_month: Mapped[int | None]  #: in `moq_unit`
    shelf_life_days: Mapped[int | None]  #: None: not said, or it does not spoil
    storage: Mapped[str] = mapped_column(String(20), default="", info=coded(STORAGES))
    sample_available: Mapped[bool | None]  #: None: nobody said
    care: Mapped[str] = mapped_column(default="", server_default="")  #: how it is washed and kept, for buyers
    story: Mapped[str] = mapped_column(default="", server_default="")  #: who makes it and how, for buyers
    notes: Mapped[str] = mapped_column(default="")  #: for the office; no sheet prints them
    #: Whether anybody may read its page, which the QR code on labels and sheets leads to.
    published: Mapped[bool] = mapped_column(default=False, server_default=false(), index=True)
    #: The address of that page, random; it stays when the page is withdrawn, as labels carry it.
    public_key: Mapped[str | None] = mapped_column(String(32), unique=True, info=SECRET)
    search_key: Mapped[str] = mapped_column(default="")  #: every name folded, joined by a space
    sort_key: Mapped[str] = mapped_column(_SORT_KEY, default="", index=True)  #: of the working name
    names: Mapped[list["ProductName"]] = relationship(
        lazy="raise_on_sql", order_by="ProductName.id", cascade="all, delete-orphan"
    )
    photos: Mapped[list["ProductPhoto"]] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        primaryjoin="and_(Product.id == ProductPhoto.product_id, ProductPhoto.archived_at.is_(None))",
        order_by="ProductPhoto.id",
    )
    prices: Mapped[list["ProductPrice"]] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        primaryjoin="and_(Product.id == ProductPrice.product_id, ProductPrice.archived_at.is_(None))",
        order_by="ProductPrice.id",
    )
    certificates: Mapped[list["Certificate"]] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        primaryjoin="and_(Product.id == Certificate.product_id, Certificate.archived_at.is_(None))",
        order_by="Certificate.id",
    )
    maker: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    origin_place: Mapped[Place | None] = relationship(lazy="raise_on_sql")

    @property
    def is_public(self) -> bool:
        """Whether anybody may read its page."""
        return self.published and self.archived_at is None

    @property
    def photo(self) -> "ProductPhoto | None":
        """What it looks like; needs `photos` loaded."""
        return self.photos[-1] if self.photos else None


class ProductName(Base):
    """The name of a product in one language; the first row is the working name."""

    __tablename__ = "product_names"
    __table_args__ = (UniqueConstraint("product_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    text: Mapped[str] = mapped_column(String(200))

    def audit_root(self) -> tuple[str, int]:
        return ("products", self.product_id)


class ProductPhoto(Record, Base):
    """What a product looks like, written anew without position, date and camera. One that is not archived holds."""

    __tablename__ = "product_photos"

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    thumbnail_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql", foreign_keys=[file_id])

    def audit_root(self) -> tuple[str, int]:
        return ("products", self.product_id)


class ProductPrice(Record, Base):
    """What one unit of a product costs: to whom and where, from which quantity and until when (domain.md §1.4)."""

    __tablename__ = "product_prices"
    __table_args__ = (
        CheckConstraint("amount > 0", name="some_amount"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="dates_in_order"),
    )

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20), info=coded(PRICE_KINDS))
    amount: Mapped[Decimal] = mapped_column(Numeric(16, 2))  #: for one of the product's `moq_unit`
    currency: Mapped[str] = mapped_column(String(3), info=coded(NAMES))
    quantity_from: Mapped[int | None]  #: the least quantity at this price; None: any
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]  #: the last day on which it holds
    incoterm: Mapped[str] = mapped_column(String(3), default="")  #: rules.INCOTERMS
    term_place: Mapped[str] = mapped_column(String(100), default="")  #: the place that the trade term names
    #: Whether the product sheet tells it, which the hosts are given, too.
    on_sheet: Mapped[bool] = mapped_column(default=False)

    def audit_root(self) -> tuple[str, int]:
        return ("products", self.product_id)


class Certificate(Record, Base):
    """What a product was certified for, and until when (domain.md §1.4)."""

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint("expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on", name="dates_in_order"),
    )

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    scheme: Mapped[str] = mapped_column(String(20), info=coded(SCHEMES))
    name: Mapped[str] = mapped_column(String(120), default="")  #: of another scheme
    number: Mapped[str] = mapped_column(String(80), default="")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None] = mapped_column(index=True)  #: the last day on which it holds; None: it stays
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))  #: a copy of it
    file: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("products", self.product_id)


class CertificateWarning(Base):
    """That a task warned of a certificate's last day at a step: once each, whoever asks how often."""

    __tablename__ = "certificate_warnings"
    __table_args__ = (UniqueConstraint("certificate_id", "expires_on", "days"),)
    __audited__: ClassVar[bool] = False  # the task has a history of its own

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id", ondelete="CASCADE"))
    expires_on: Mapped[date]  #: the last day that the task tells
    days: Mapped[int]  #: the step, of rules.WARNED_DAYS
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"), unique=True)
    #: The task was closed by what happened to the certificate, and is opened again when that is taken back.
    closed: Mapped[bool] = mapped_column(default=False, server_default=false())
    certificate: Mapped[Certificate] = relationship(lazy="raise_on_sql")
    task: Mapped[Task] = relationship(lazy="raise_on_sql")


class CarriedProduct(Base):
    """A product that an activity carries, where it stands among them, and what samples of it go along."""

    __tablename__ = "carried_products"
    __table_args__ = (UniqueConstraint("activity_id", "product_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    position: Mapped[int]  #: from 1
    quantity: Mapped[int | None]  #: samples, in the unit of the product; None: the sheet alone goes along
    unit_value: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))  #: of one, as customs are told
    currency: Mapped[str] = mapped_column(String(3), default=here.currency, server_default="JPY", info=coded(NAMES))
    customs: Mapped[str] = mapped_column(String(20), default="", server_default="", info=coded(CUSTOMS))
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id", ondelete="SET NULL"), index=True)
    product: Mapped[Product] = relationship(lazy="raise_on_sql")
    carrier: Mapped[Participant | None] = relationship(lazy="raise_on_sql")

    @property
    def bearer(self) -> Participant | None:
        """Who carries it, for papers: nobody where the carrier does not go along."""
        return self.carrier if self.carrier is not None and self.carrier.status in GOING else None

    @property
    def value(self) -> Decimal | None:
        """Of all samples, in `currency`."""
        return None if self.quantity is None or self.unit_value is None else self.quantity * self.unit_value

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)
