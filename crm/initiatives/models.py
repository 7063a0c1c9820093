"""Initiatives: the umbrella over years of activities."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models import Organisation
from crm.core.database import Base, Record


class Initiative(Record, Base):
    """For example "Mitsuke knit to Yanbian": goals, a lead body, years."""

    __tablename__ = "initiatives"

    lead_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    goals: Mapped[str] = mapped_column(default="")
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(20), default="active")  #: planned | active | closed
    names: Mapped[list["InitiativeName"]] = relationship(
        lazy="raise_on_sql", order_by="InitiativeName.id", cascade="all, delete-orphan"
    )
    lead_organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")


class InitiativeName(Base):
    """The name of an initiative in one language; the first row is the working name."""

    __tablename__ = "initiative_names"

    id: Mapped[int] = mapped_column(primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(200))

    def audit_root(self) -> tuple[str, int]:
        return ("initiatives", self.initiative_id)
