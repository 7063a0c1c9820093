"""Which firm the account of a maker's person belongs to."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models import Organisation
from crm.core.database import Base, Record
from crm.users.models import User


class MakerAccount(Record, Base):
    """An account sees what concerns one firm. Without this row, or with a firm of the archive, it sees nothing."""

    __tablename__ = "maker_accounts"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[user_id])
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("users", self.user_id)
