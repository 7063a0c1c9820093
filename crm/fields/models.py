"""Fields that the administrator adds to records, and their values on each record."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import PERSONAL, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.fields.rules import KINDS, RECORD_LABELS

_CHILD = "all, delete-orphan"


class FieldDefinition(Record, Base):
    """One own field of one kind of record. Its kind never changes: values would lose their meaning."""

    __tablename__ = "field_definitions"
    __table_args__ = (CheckConstraint("kind IN ('text', 'number', 'date', 'choice')", name="known_kind"),)

    #: table name: people | organisations
    record_type: Mapped[str] = mapped_column(String(60), index=True, info=coded(RECORD_LABELS))
    kind: Mapped[str] = mapped_column(String(10), info=coded(KINDS))
    position: Mapped[int] = mapped_column(default=0)  #: order on forms and pages, smallest first
    required: Mapped[bool] = mapped_column(default=False)
    labels: Mapped[list["FieldLabel"]] = relationship(lazy="raise_on_sql", order_by="FieldLabel.id", cascade=_CHILD)
    options: Mapped[list["FieldOption"]] = relationship(
        lazy="raise_on_sql", order_by="FieldOption.position, FieldOption.id", cascade=_CHILD
    )


class FieldLabel(Base):
    """What a field is called in one language."""

    __tablename__ = "field_labels"
    __table_args__ = (UniqueConstraint("field_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_definitions.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    text: Mapped[str] = mapped_column(String(60))

    def audit_root(self) -> tuple[str, int]:
        return ("field_definitions", self.field_id)


class FieldOption(Base):
    """One answer of a choice. Renaming it renames it on every record."""

    __tablename__ = "field_options"
    __table_args__ = (UniqueConstraint("field_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_definitions.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120))  #: `text` folded
    position: Mapped[int] = mapped_column(default=0)

    def audit_root(self) -> tuple[str, int]:
        return ("field_definitions", self.field_id)


class FieldValue(Base):
    """What a record says in one field: exactly one of the four columns, after the field's kind."""

    __tablename__ = "field_values"
    __table_args__ = (
        UniqueConstraint("record_type", "record_id", "field_id"),
        Index("ix_field_values_number", "field_id", "number"),
        Index("ix_field_values_day", "field_id", "day"),
        Index("ix_field_values_option", "field_id", "option_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_definitions.id"))
    record_type: Mapped[str] = mapped_column(String(60))  #: table name
    record_id: Mapped[int]
    text: Mapped[str | None] = mapped_column(String(1000), info=PERSONAL)
    number: Mapped[Decimal | None] = mapped_column(Numeric(21, 6), info=PERSONAL)
    day: Mapped[date | None] = mapped_column(info=PERSONAL)
    option_id: Mapped[int | None] = mapped_column(ForeignKey("field_options.id"), info=PERSONAL)
    search_key: Mapped[str] = mapped_column(String(2000), default="", info=PERSONAL)  #: `text` folded

    def audit_root(self) -> tuple[str, int]:
        return (self.record_type, self.record_id)

    def audit_subject(self) -> tuple[str, int] | None:
        return ("people", self.record_id) if self.record_type == "people" else None
