"""Our places at a fair (domain.md §1.5)."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity, CostLine
from crm.core import here
from crm.core.database import Base, Record, coded
from crm.core.money import NAMES


class Booth(Record, Base):
    """A place of ours at a fair; a stall at a product fair."""

    __tablename__ = "booths"
    __table_args__ = (CheckConstraint("area > 0", name="has_room"), CheckConstraint("fee >= 0", name="fee_not_below"))

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    hall: Mapped[str] = mapped_column(String(60), default="")
    number: Mapped[str] = mapped_column(String(30), default="")
    area: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))  #: square metres
    fee: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))  #: that the organiser asks for it
    currency: Mapped[str] = mapped_column(String(3), default=here.currency, info=coded(NAMES))
    #: The cost of the fair that the fee is; None while it is not known to be among the costs.
    cost_line_id: Mapped[int | None] = mapped_column(ForeignKey("cost_lines.id", ondelete="SET NULL"), index=True)
    #: Whether only an upgrade took that cost for the fee, since it looked like it: a guess until somebody says so.
    fee_guessed: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(default="")
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    cost_line: Mapped[CostLine | None] = relationship(lazy="raise_on_sql")

    @property
    def label(self) -> str:
        """Hall and number, as they are called on the spot."""
        return " ".join(filter(None, (self.hall, self.number)))
