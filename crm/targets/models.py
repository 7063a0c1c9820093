"""Target lists: people or organisations to approach, known by table name and id only."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import PERSONAL, Base, Record, coded
from crm.targets.rules import KINDS, MEMBER_STATES
from crm.users.models import User


class TargetList(Record, Base):
    """Whom to approach for a purpose: people or organisations, each with a state and a note."""

    __tablename__ = "target_lists"
    __table_args__ = (CheckConstraint("kind IN ('people', 'organisations')", name="known_kind"),)

    name: Mapped[str] = mapped_column(String(120), index=True)
    purpose: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    #: table name of its members: people | organisations
    kind: Mapped[str] = mapped_column(String(20), info=coded(KINDS))
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
