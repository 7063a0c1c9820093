"""Fields that the administrator adds to records, and their values on each record."""

from datetime import date
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import PERSONAL, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.fields.rules import KINDS, LINK_LABELS, RECORD_LABELS

_CHILD = "all, delete-orphan"


class FieldDefinition(Record, Base):
    """One own field of one kind of record. Its kind never changes: values would lose their meaning."""

    __tablename__ = "field_definitions"
    __table_args__ = (CheckConstraint(f"kind IN ({', '.join(map(repr, KINDS))})", name="known_kind"),)

    #: table name: people | organisations
    record_type: Mapped[str] = mapped_column(String(60), index=True, info=coded(RECORD_LABELS))
    kind: Mapped[str] = mapped_column(String(10), info=coded(KINDS))
    position: Mapped[int] = mapped_column(default=0)  #: order on forms and pages, smallest first
    required: Mapped[bool] = mapped_column(default=False)
    #: of a link: the table that it leads to
    links_to: Mapped[str] = mapped_column(String(60), default="", server_default="", info=coded(LINK_LABELS))
    printed: Mapped[bool] = mapped_column(default=False, server_default=false())  #: papers tell it of the record
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
    """One answer of a choice. Renaming it renames it on every record; `names` says it in further languages."""

    __tablename__ = "field_options"
    __table_args__ = (UniqueConstraint("field_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_definitions.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120))  #: `text` folded
    names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")  #: {language: text}
    position: Mapped[int] = mapped_column(default=0)

    def audit_root(self) -> tuple[str, int]:
        return ("field_definitions", self.field_id)


class FieldValue(Base):
    """What a record says in one field: exactly one of these columns, after the field's kind."""

    __tablename__ = "field_values"
    __table_args__ = (
        UniqueConstraint("record_type", "record_id", "field_id"),
        Index("ix_field_values_number", "field_id", "number"),
        Index("ix_field_values_day", "field_id", "day"),
        Index("ix_field_values_option", "field_id", "option_id"),
        Index("ix_field_values_linked", "linked_type", "linked_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_definitions.id"))
    record_type: Mapped[str] = mapped_column(String(60))  #: table name
    record_id: Mapped[int]
    text: Mapped[str | None] = mapped_column(String(1000), info=PERSONAL)
    number: Mapped[Decimal | None] = mapped_column(Numeric(21, 6), info=PERSONAL)
    day: Mapped[date | None] = mapped_column(info=PERSONAL)
    option_id: Mapped[int | None] = mapped_column(ForeignKey("field_options.id"), info=PERSONAL)
    #: the options of several choices, ",3,14,"
    chosen: Mapped[str | None] = mapped_column(String(400), info=PERSONAL)
    yes: Mapped[bool | None] = mapped_column(info=PERSONAL)
    #: Where a link leads: a merge of two records follows such a pair (`links_to` in crm/merging/queries/links.py).
    linked_type: Mapped[str] = mapped_column(String(60), default="", server_default="")
    linked_id: Mapped[int | None] = mapped_column(info=PERSONAL)
    search_key: Mapped[str] = mapped_column(String(2000), default="", info=PERSONAL)  #: `text` folded

    def audit_root(self) -> tuple[str, int]:
        return (self.record_type, self.record_id)

    def audit_subject(self) -> tuple[str, int] | None:
        return ("people", self.record_id) if self.record_type == "people" else None
