"""Kinds of relations that the office defines, and the relations of these kinds between organisations and people."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.ties.rules import NAME_LIMIT, SIDES


class TieKind(Record, Base):
    """One kind of relation. What it stands between never changes: its relations would lose their meaning."""

    __tablename__ = "tie_kinds"

    first: Mapped[str] = mapped_column(String(20), info=coded(SIDES))  #: table name
    second: Mapped[str] = mapped_column(String(20), info=coded(SIDES))
    names: Mapped[list["TieKindName"]] = relationship(
        lazy="raise_on_sql", order_by="TieKindName.id", cascade="all, delete-orphan"
    )


class TieKindName(Base):
    """What the sides of a kind are called in one language."""

    __tablename__ = "tie_kind_names"
    __table_args__ = (UniqueConstraint("kind_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("tie_kinds.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))  #: what the second side is to the first
    #: What the first side is to the second; "" where it is the same.
    inverse: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")

    def audit_root(self) -> tuple[str, int]:
        return ("tie_kinds", self.kind_id)


class Tie(Base):
    """A relation of such a kind: one record on either side."""

    __tablename__ = "ties"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (person_id IS NULL)", name="one_first"),
        CheckConstraint("(other_organisation_id IS NULL) <> (other_person_id IS NULL)", name="one_second"),
        CheckConstraint("to_date IS NULL OR from_date IS NULL OR to_date >= from_date", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("tie_kinds.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    other_organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    other_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    from_date: Mapped[date | None]
    to_date: Mapped[date | None]

    @property
    def sides(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """(table name, id) of the first and of the second record."""
        return (
            ("people", self.person_id) if self.person_id is not None else ("organisations", self.organisation_id or 0),
            ("people", self.other_person_id)
            if self.other_person_id is not None
            else ("organisations", self.other_organisation_id or 0),
        )

    def audit_root(self) -> tuple[str, int]:
        return self.sides[0]

    def audit_subject(self) -> tuple[str, int] | None:
        return next((side for side in self.sides if side[0] == "people"), None)
