"""What a pasted list made and changed, so that it can be taken back. The list itself is not kept."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.database import Base


class RosterPaste(Base):
    """One list that was saved. What it did to the records is logged with them."""

    __tablename__ = "roster_pastes"
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    #: Ids, versions and what stood before: services.journal. Empty once it was taken back, or is too old for that.
    journal: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone_at: Mapped[datetime | None]
