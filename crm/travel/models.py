"""What is known about a traveller's passport, health and room: one sealed parcel a participant."""

import json
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity, Participant
from crm.core import keys
from crm.core.database import SECRET, Base, Record
from crm.travel.rules import Details

NONCE_BYTES = 12
#: What the key is derived for; it also stands beside the text, so that no other parcel can take its place.
PURPOSE = "travel details"


def seal(details: Details) -> bytes:
    """Encrypted with a key that the database does not hold (AES-GCM, nonce first)."""
    return _encrypted(json.dumps(details.told(), ensure_ascii=False).encode(), keys.derive(PURPOSE))


def unseal(sealed: bytes) -> Details:
    """What `seal` was given. cryptography's InvalidTag when another secret sealed it."""
    return Details.of(json.loads(_decrypted(sealed)))


def resealed(sealed: bytes, secret: str) -> bytes:
    """The same parcel for an installation with `secret`. InvalidTag when another one than today's sealed it."""
    return _encrypted(_decrypted(sealed), keys.derived_from(secret, PURPOSE))


def _encrypted(plain: bytes, key: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, PURPOSE.encode())


def _decrypted(sealed: bytes) -> bytes:
    return AESGCM(keys.derive(PURPOSE)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], PURPOSE.encode())


class TravelDetail(Record, Base):
    """The travel details of one participant. Nothing of them stands in clear, not even which are there."""

    __tablename__ = "travel_details"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), unique=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=SECRET)
    participant: Mapped[Participant] = relationship(lazy="raise_on_sql")
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")

    @property
    def details(self) -> Details:
        """In clear."""
        return unseal(self.sealed)

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)
