"""Who was erased and why, what is kept of them until when, which texts may still name them, and what keeps them out."""

from datetime import date, datetime
from typing import ClassVar, Final

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.database import SECRET, Base, Record, coded
from crm.core.sealing import sealed_column
from crm.office.rules import TERM_LABELS
from crm.subjects import rules
from crm.subjects.rules.declared import TABLES_CALLED as TABLES

NAMES: Final = "names to redact"
KEPT: Final = "kept after erasure"
TOMBSTONES: Final = "tombstones"


class Erasure(Record, Base):
    """A person who was erased: numbers and a reason, nothing of who they were."""

    __tablename__ = "erasures"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(500))
    counts: Mapped[dict[str, int]] = mapped_column(JSON, info=coded(TABLES))  #: {table: rows deleted or emptied}
    #: What the person was called, while there are texts to look at; None afterwards.
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info=sealed_column(NAMES))

    def audit_root(self) -> tuple[str, int]:
        return ("people", self.person_id)


class ErasureHit(Record, Base):
    """A text that held a name, an address or a number of somebody who was erased; a person looks at each."""

    __tablename__ = "erasure_hits"
    __table_args__ = (UniqueConstraint("erasure_id", "table_name", "row_id", "column_name"),)

    erasure_id: Mapped[int] = mapped_column(ForeignKey("erasures.id", ondelete="CASCADE"), index=True)
    table_name: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    column_name: Mapped[str] = mapped_column(String(60))
    record_type: Mapped[str] = mapped_column(String(60))  #: of the record whose page shows the text
    record_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default=rules.OPEN, index=True, info=coded(rules.HIT_STATES))


class KeptValue(Record, Base):
    """What is kept of an erased person to a term, sealed: administrators alone open it, with a reason."""

    __tablename__ = "kept_values"

    erasure_id: Mapped[int] = mapped_column(ForeignKey("erasures.id", ondelete="CASCADE"), index=True)
    table_name: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    record_type: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    until: Mapped[date] = mapped_column(index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_column(KEPT))


class Tombstone(Record, Base):
    """A mail address or a number of an erased person, as a keyed digest: nobody reads it, but it is known again."""

    __tablename__ = "tombstones"

    erasure_id: Mapped[int] = mapped_column(ForeignKey("erasures.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), index=True, info=SECRET)
    lifted_reason: Mapped[str] = mapped_column(String(500), default="")


class TombstoneKey(Base):
    """The key of the digests, sealed: a new secret of the installation seals it anew."""

    __tablename__ = "tombstone_keys"
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_column(TOMBSTONES))


class RetentionRun(Record, Base):
    """What was deleted because it was over its term, on whose word: numbers alone."""

    __tablename__ = "retention_runs"

    code: Mapped[str] = mapped_column(String(20), info=coded(TERM_LABELS))
    number: Mapped[int]  #: of records
    held: Mapped[int]  #: of those that stayed for a legal hold


class SubjectMark(Record, Base):
    """What holds for a person until it is lifted (archived): a legal hold, or a stop of use."""

    __tablename__ = "subject_marks"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10), info=coded(rules.MARKS))
    reason: Mapped[str] = mapped_column(String(500))
    since: Mapped[datetime]

    def audit_root(self) -> tuple[str, int]:
        return ("people", self.person_id)
