"""Tags on any record, which is known by table name and id only."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import Base, Record, coded
from crm.tags.rules import COLOURS


class Tag(Record, Base):
    """A word of the house that records are marked with. One spelling each: `key` is the name folded."""

    __tablename__ = "tags"

    name: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(80), unique=True)  #: NFKC, case and blanks folded
    colour: Mapped[str] = mapped_column(String(10), default="grey", info=coded(COLOURS))


class Tagging(Base):
    """A tag on a record. The change stands in the record's history."""

    __tablename__ = "taggings"
    __table_args__ = (
        UniqueConstraint("record_type", "record_id", "tag_id"),
        Index("ix_taggings_tag", "tag_id", "record_type", "record_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"))
    record_type: Mapped[str] = mapped_column(String(60))  #: table name
    record_id: Mapped[int]
    tag: Mapped[Tag] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return (self.record_type, self.record_id)
