"""Fairs that recur, and which of our activities is which edition of one (domain.md §1.5)."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity
from crm.core.database import Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.fairs.rules import CYCLES
from crm.places.models import Place
from crm.tasks.models import Task

#: Compared by code point on both databases, as core.names.sort_key is made for.
_SORT_KEY = String(300).with_variant(String(300, collation="C"), "postgresql")


class FairSeries(Record, Base):
    """A fair that recurs: where, by whom, how often."""

    __tablename__ = "fair_series"

    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)
    venue: Mapped[str] = mapped_column(String(200), default="")
    organiser: Mapped[str] = mapped_column(String(200), default="")
    cycle: Mapped[str] = mapped_column(String(20), default="", info=coded(CYCLES))
    website: Mapped[str] = mapped_column(String(300), default="")
    about: Mapped[str] = mapped_column(default="")  #: its editions so far, what is shown when
    next_edition: Mapped[str] = mapped_column(String(200), default="")  #: as far as it is known
    unconfirmed: Mapped[bool] = mapped_column(default=False)  #: nobody has checked the facts with the organiser
    source: Mapped[str] = mapped_column(String(300), default="")
    search_key: Mapped[str] = mapped_column(default="")  #: every name folded, joined by a space
    sort_key: Mapped[str] = mapped_column(_SORT_KEY, default="", index=True)  #: of the working name
    names: Mapped[list["FairSeriesName"]] = relationship(
        lazy="raise_on_sql", order_by="FairSeriesName.id", cascade="all, delete-orphan"
    )
    place: Mapped[Place] = relationship(lazy="raise_on_sql")


class FairSeriesName(Base):
    """The name of a series in one language; the first row is the working name."""

    __tablename__ = "fair_series_names"
    __table_args__ = (UniqueConstraint("series_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("fair_series.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    text: Mapped[str] = mapped_column(String(200))

    def audit_root(self) -> tuple[str, int]:
        return ("fair_series", self.series_id)


class FairEdition(Record, Base):
    """Which edition of which series a fair of ours is, and by when we must apply for it."""

    __tablename__ = "fair_editions"
    __table_args__ = (CheckConstraint("number > 0", name="number_from_one"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), unique=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("fair_series.id"), index=True)
    number: Mapped[int | None]  #: the organiser's
    apply_by: Mapped[date | None]  #: the last day for our application
    applied_on: Mapped[date | None]
    not_applied: Mapped[bool] = mapped_column(default=False)  #: somebody said that we do not apply
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), index=True)  #: to apply in time
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    series: Mapped[FairSeries | None] = relationship(lazy="raise_on_sql")
    task: Mapped[Task | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)
