"""Files: printed documents and uploads, kept in the instance folder under random names."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.database import PERSONAL, Base, Record


class StoredFile(Record, Base):
    """The row of a file; its bytes lie in `instance/files/<storage_name>`."""

    __tablename__ = "stored_files"
    __table_args__ = (Index("ix_stored_files_record", "record_type", "record_id"),)

    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(150), info=PERSONAL)  #: shown and offered for download
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]  #: bytes
    sha256: Mapped[str] = mapped_column(String(64))
    record_type: Mapped[str] = mapped_column(String(60), default="")
    record_id: Mapped[int | None]

    def audit_subject(self) -> tuple[str, int] | None:
        return ("people", self.record_id) if self.record_type == "people" and self.record_id is not None else None
