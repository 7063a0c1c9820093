"""The figures of the month as they stood on a day."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.database import SECRET, Base, Record, coded
from crm.core.money import NAMES


class FigureSnapshot(Record, Base):
    """What the page of the month said on a day: numbers alone, no record and nobody's name."""

    __tablename__ = "figure_snapshots"

    as_of: Mapped[date] = mapped_column(unique=True)
    rules: Mapped[str] = mapped_column(String(10))  #: the rules that they were counted by (`rules.month.RULES`)
    currency: Mapped[str] = mapped_column(String(3), info=coded(NAMES))  #: of the amounts
    #: {code of `rules.month.NUMBERS`: the number as `queries.month.numbers` writes it}
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON, info=SECRET)
