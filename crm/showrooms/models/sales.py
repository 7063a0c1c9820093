"""What was sold, by hand or from the partner's sheet: reconciled with the shelf, or waiting for a word."""

from datetime import date
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import Base, Record, coded
from crm.core.money import NAMES
from crm.showrooms.models.showrooms import Exhibit, Showroom, StockMovement
from crm.showrooms.rules import FAULTS, SALE_STATES, TAX_OPEN, UNRECONCILED
from crm.showrooms.rules.headings import TAXES, UNITS, tax_words


class SalesSheet(Record, Base):
    """A sheet of sales that the partner sent. Its bytes lie in `instance/imports/<storage_name>` until tidied away."""

    __tablename__ = "sales_sheets"

    showroom_id: Mapped[int] = mapped_column(ForeignKey("showrooms.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(150))  #: of the file, as shown
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    checksum: Mapped[str] = mapped_column(String(64), index=True)  #: of its bytes: the same file again is told
    format: Mapped[str] = mapped_column(String(10))
    encoding: Mapped[str] = mapped_column(String(20), default="")
    delimiter: Mapped[str] = mapped_column(String(1), default="")
    sheet: Mapped[str] = mapped_column(String(100), default="")
    first_line: Mapped[int] = mapped_column(default=1)  #: place of the first row of data
    headings: Mapped[list[str]] = mapped_column(JSON, default=list)
    targets: Mapped[list[str]] = mapped_column(JSON, default=list)  #: what each column means, "" for nothing
    unit: Mapped[str] = mapped_column(String(10), default="1", info=coded(UNITS))
    tax: Mapped[str] = mapped_column(String(10), default="with", info=coded(TAXES))
    recorded: Mapped[bool] = mapped_column(default=False)  #: whether its rows became sales

    def audit_root(self) -> tuple[str, int]:
        return ("showrooms", self.showroom_id)


class Sale(Record, Base):
    """What was sold on a day. Only a reconciled one moves goods and is settled; the others wait for a word on them."""

    __tablename__ = "showroom_sales"
    __table_args__ = (
        CheckConstraint(
            "state <> 'reconciled' OR (exhibit_id IS NOT NULL AND day IS NOT NULL AND quantity > 0 AND gross > 0 "
            "AND movement_id IS NOT NULL)",
            name="whole_when_reconciled",
        ),
        Index("ix_showroom_sales_showroom", "showroom_id", "day"),
    )

    showroom_id: Mapped[int] = mapped_column(ForeignKey("showrooms.id", ondelete="CASCADE"))
    exhibit_id: Mapped[int | None] = mapped_column(ForeignKey("exhibits.id"), index=True)
    movement_id: Mapped[int | None] = mapped_column(ForeignKey("stock_movements.id"), unique=True)  #: of the goods
    day: Mapped[date | None]
    quantity: Mapped[int | None]
    gross: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  #: what buyers paid, including tax
    tax: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  #: of it, by the terms as they were
    untaxed: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  #: what was told, where that was without tax
    currency: Mapped[str] = mapped_column(String(3), info=coded(NAMES))
    state: Mapped[str] = mapped_column(String(20), index=True, info=coded(SALE_STATES))
    fault: Mapped[str] = mapped_column(String(20), default="", info=coded(FAULTS))  #: why it is not reconciled
    explanation: Mapped[str] = mapped_column(String(300), default="")  #: why it counts all the same
    note: Mapped[str] = mapped_column(String(300), default="")
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("sales_sheets.id"), index=True)
    row: Mapped[int | None]  #: of the sheet
    written: Mapped[str] = mapped_column(String(500), default="")  #: the row as it stands there
    showroom: Mapped[Showroom] = relationship(lazy="raise_on_sql")
    exhibit: Mapped[Exhibit | None] = relationship(lazy="raise_on_sql")
    movement: Mapped[StockMovement | None] = relationship(lazy="raise_on_sql")

    @property
    def is_tax_open(self) -> bool:
        """Whether it waits, and its row or a note of its sheet says something else of the tax than how it was read."""
        read = "with" if self.untaxed is None else "without"
        said = set(tax_words(self.written)) - {read}
        return self.state == UNRECONCILED and self.gross is not None and (self.fault in TAX_OPEN or bool(said))

    @property
    def as_written(self) -> Decimal | None:
        """The amount as its row tells it, with tax or without."""
        return self.gross if self.untaxed is None else self.untaxed

    def audit_root(self) -> tuple[str, int]:
        return ("showrooms", self.showroom_id)
