"""Tags on any record, and target lists of people or organisations. Records are known by table name and id only."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import PERSONAL, Base, Record, coded
from crm.tags.rules import COLOURS, MEMBER_STATES, TAGGED_LABELS
from crm.users.models import User


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


class TargetList(Record, Base):
    """Whom to approach for a purpose: people or organisations, each with a state and a note."""

    __tablename__ = "target_lists"
    __table_args__ = (CheckConstraint("kind IN ('people', 'organisations')", name="known_kind"),)

    name: Mapped[str] = mapped_column(String(120), index=True)
    purpose: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    #: table name of its members: people | organisations
    kind: Mapped[str] = mapped_column(String(20), info=coded(TAGGED_LABELS))
    shared: Mapped[bool] = mapped_column(default=False)  #: seen by all staff, or by its owner only
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=owner_id)


class TargetMember(Record, Base):
    """A person or an organisation on a target list."""

    __tablename__ = "target_members"
    __table_args__ = (
        UniqueConstraint("list_id", "record_id"),
        Index("ix_target_members_record", "record_type", "record_id"),
    )

    list_id: Mapped[int] = mapped_column(ForeignKey("target_lists.id", ondelete="CASCADE"))
    record_type: Mapped[str] = mapped_column(String(60))  #: the kind of its list
    record_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="to_approach", info=coded(MEMBER_STATES))
    note: Mapped[str] = mapped_column(String(300), default="", info=PERSONAL)
    target_list: Mapped[TargetList] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("target_lists", self.list_id)

    def audit_subject(self) -> tuple[str, int] | None:
        return ("people", self.record_id) if self.record_type == "people" else None
