"""Settlements with the operator: the sales of a period once each, what it keeps back, what each maker gets."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models import Organisation
from crm.core.database import SECRET, Base, Record, coded
from crm.core.money import NAMES
from crm.showrooms.models.sales import Sale
from crm.showrooms.models.showrooms import Showroom
from crm.showrooms.rules import COSTS, RATE_DAYS, SETTLEMENT_STATUSES
from crm.showrooms.rules.amounts import rounded


class Settlement(Record, Base):
    """What the operator owes the makers for the sales of a period, settled once for each sale (INV-S3).

    Amounts and rates are those of the day on which it was drawn up; approved, it stays as it is.
    """

    __tablename__ = "settlements"
    __table_args__ = (
        CheckConstraint("ends_on >= begins_on", name="dates_in_order"),
        CheckConstraint("abs(gross - tax - commission - withheld - costs - net) < 0.005 AND net >= 0", name="adds_up"),
        CheckConstraint("status <> 'paid' OR paid_on IS NOT NULL", name="paid_on_a_day"),
    )

    showroom_id: Mapped[int] = mapped_column(ForeignKey("showrooms.id"), index=True)
    number: Mapped[str] = mapped_column(String(40), default="")
    begins_on: Mapped[date]
    ends_on: Mapped[date]  #: the last day of the period
    settled_on: Mapped[date]  #: the day it was drawn up
    due_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(20), default="draft", index=True, info=coded(SETTLEMENT_STATUSES))
    currency: Mapped[str] = mapped_column(String(3), info=coded(NAMES))
    pieces: Mapped[int] = mapped_column(default=0)
    gross: Mapped[Decimal] = mapped_column(Numeric(16, 2), default=Decimal(0))  #: what buyers paid
    tax: Mapped[Decimal] = mapped_column(Numeric(16, 2), default=Decimal(0))  #: of it
    commission: Mapped[Decimal] = mapped_column(Numeric(16, 2), default=Decimal(0))
    withheld: Mapped[Decimal] = mapped_column(Numeric(16, 2), default=Decimal(0))
    costs: Mapped[Decimal] = mapped_column(Numeric(16, 2), default=Decimal(0))
    net: Mapped[Decimal] = mapped_column(Numeric(16, 2), default=Decimal(0))  #: remitted
    withholding_rate: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(0))  #: percent
    rate_day: Mapped[str] = mapped_column(String(20), info=coded(RATE_DAYS))
    book_currency: Mapped[str] = mapped_column(String(3), info=coded(NAMES))  #: the office's
    rate: Mapped[Decimal | None] = mapped_column(Numeric(18, 8))  #: of one unit of `currency` in it; None: not known
    rate_on: Mapped[date | None]  #: the day of that rate; None for the average of the days of the sales
    rate_source: Mapped[str] = mapped_column(String(120), default="")
    book_net: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  #: in the office's currency
    invoice: Mapped[str] = mapped_column(String(80), default="")  #: number of the 发票
    notes: Mapped[str] = mapped_column(default="")
    #: Who drew it up as it stands: the last of those who did.
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    paid_on: Mapped[date | None]
    paid_reason: Mapped[str] = mapped_column(String(300), default="")  #: why that day was corrected
    lines: Mapped[list["SettlementLine"]] = relationship(
        lazy="raise_on_sql", order_by="SettlementLine.id", cascade="all, delete-orphan"
    )
    shares: Mapped[list["SettlementShare"]] = relationship(
        lazy="raise_on_sql", order_by="SettlementShare.id", cascade="all, delete-orphan"
    )
    expenses: Mapped[list["SettlementCost"]] = relationship(
        lazy="raise_on_sql", order_by="SettlementCost.id", cascade="all, delete-orphan"
    )
    showroom: Mapped[Showroom] = relationship(lazy="raise_on_sql")

    @property
    def commission_rates(self) -> list[Decimal]:
        """The rates of the commission, in percent (lines loaded): several where the terms changed in between."""
        return sorted({line.commission_rate for line in self.lines})

    @property
    def withheld_by_maker(self) -> bool:
        """Whether the tax withheld, rounded for each maker, is not what its rate makes of the whole."""
        whole = (self.gross - self.tax - self.commission) * self.withholding_rate / 100
        return self.withheld != rounded(whole, self.currency)

    @property
    def shares_costs(self) -> bool:
        """Whether costs are shared out among several makers (costs and shares loaded)."""
        return len(self.shares) > 1 and any(cost.maker_id is None for cost in self.expenses)

    @property
    def rates_used(self) -> list["UsedRate"]:
        """The rates of the days of the sales by which they were converted (lines, sales and costs loaded), and those of
        goods that came back; none where one rate holds for all, and in settlements of before, which kept their average
        alone."""
        found: dict[tuple[date, Decimal], Decimal] = {}
        for line in self.lines:
            if line.rate is None or line.rate_on is None:
                return []
            key, sale = (line.rate_on, line.rate), line.sale
            found[key] = found.get(key, Decimal(0)) + (sale.gross or 0) - (sale.tax or 0) - line.commission
        back = [
            UsedRate(each.rate_on, each.rate, -each.amount, True) for each in self.expenses if each.rate is not None
        ]
        return [UsedRate(*key, earned) for key, earned in sorted(found.items())] + back

    @property
    def rate_due_on(self) -> date | None:
        """The day whose exchange rate the terms name, where it is one."""
        return {"settlement": self.settled_on, "remittance": self.paid_on}.get(self.rate_day)

    @property
    def rate_is_older(self) -> bool:
        """Whether no rate of that day was known, and one of a day before is used."""
        return self.rate_on is not None and self.rate_due_on is not None and self.rate_on < self.rate_due_on


@dataclass(frozen=True)
class UsedRate:
    """An exchange rate by which sales of a settlement were converted, and what these earned; or goods that came back,
    and what is taken off for them."""

    day: date | None  #: None: the average of the settlement that sold them
    rate: Decimal
    earned: Decimal
    came_back: bool = False


class SettlementLine(Base):
    """A sale in the one settlement that it is in, with the share of the operator."""

    __tablename__ = "settlement_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id", ondelete="CASCADE"), index=True)
    sale_id: Mapped[int] = mapped_column(ForeignKey("showroom_sales.id"), unique=True)
    commission_rate: Mapped[Decimal] = mapped_column(Numeric(5, 2))  #: percent, by the terms of its day
    commission: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    #: By which it was converted, where the rate of its day counts, and the day of that; None: by no rate of its own.
    rate: Mapped[Decimal | None] = mapped_column(Numeric(18, 8))
    rate_on: Mapped[date | None]
    #: The product as it was called when the settlement was approved: {"code": of its label, "names": {language: name}};
    #: empty in a draft.
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=SECRET)
    sale: Mapped[Sale] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("settlements", self.settlement_id)


class SettlementShare(Base):
    """What one maker gets of a settlement."""

    __tablename__ = "settlement_shares"
    __table_args__ = (UniqueConstraint("settlement_id", "maker_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id", ondelete="CASCADE"), index=True)
    maker_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    pieces: Mapped[int]
    gross: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    tax: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    commission: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    withheld: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    costs: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    net: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    book_net: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    #: How the maker was called when the settlement was approved, {language of the reader: [name, its language]}; empty
    #: in a draft.
    told: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict, info=SECRET)
    maker: Mapped[Organisation] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("settlements", self.settlement_id)


class SettlementCost(Base):
    """What the operator laid out and keeps back: freight, duty, rent, the bank's fee; or goods that came back."""

    __tablename__ = "settlement_costs"

    id: Mapped[int] = mapped_column(primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20), info=coded(COSTS))
    amount: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    note: Mapped[str] = mapped_column(String(200), default="")
    #: Who bears it alone; None: all makers of the settlement, by what each has left.
    maker_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    #: The sale of an earlier settlement whose goods came back, and how many pieces of it.
    sale_id: Mapped[int | None] = mapped_column(ForeignKey("showroom_sales.id"), index=True)
    pieces: Mapped[int | None]
    #: By which these are converted, where the rates of the days of the sales count: that of their sale, and its day;
    #: None: as what their maker sold here.
    rate: Mapped[Decimal | None] = mapped_column(Numeric(18, 8))
    rate_on: Mapped[date | None]

    def audit_root(self) -> tuple[str, int]:
        return ("settlements", self.settlement_id)
