"""Which exhibits leads asked about."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.database import Base
from crm.leads.models import Lead
from crm.showrooms.models.showrooms import Exhibit


class AskedExhibit(Base):
    """An exhibit that a lead asked about; its product is among those that the lead names, too."""

    __tablename__ = "asked_exhibits"
    __table_args__ = (UniqueConstraint("lead_id", "exhibit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibits.id"), index=True)
    lead: Mapped[Lead] = relationship(lazy="raise_on_sql")
    exhibit: Mapped[Exhibit] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("leads", self.lead_id)
