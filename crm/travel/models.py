"""What is known about a traveller's passport, health and room: one sealed parcel a participant."""

import json
from typing import Final

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity, Participant
from crm.core import sealing
from crm.core.database import Base, Record
from crm.travel.rules import Details

PURPOSE: Final = "travel details"


def seal(details: Details) -> bytes:
    """Encrypted with a key that the database does not hold."""
    return sealing.seal(json.dumps(details.told(), ensure_ascii=False).encode(), PURPOSE)


def unseal(sealed: bytes) -> Details:
    """What `seal` was given. cryptography's InvalidTag when another secret sealed it."""
    return Details.of(json.loads(sealing.unseal(sealed, PURPOSE)))


class TravelDetail(Record, Base):
    """The travel details of one participant. Nothing of them stands in clear, not even which are there."""

    __tablename__ = "travel_details"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), unique=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=sealing.sealed_column(PURPOSE))
    participant: Mapped[Participant] = relationship(lazy="raise_on_sql")
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")

    @property
    def details(self) -> Details:
        """In clear."""
        return unseal(self.sealed)

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)
