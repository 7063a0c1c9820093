"""Files that were uploaded for import, what became of each of their rows, and profiles of columns."""

from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.database import SECRET, Base, Record, coded
from crm.interchange.rules import ENCODINGS, FORMATS, KINDS, STATES, STATUSES


class ImportBatch(Record, Base):
    """One uploaded file on its way into the contacts. Its bytes lie in `instance/imports/<storage_name>`."""

    __tablename__ = "import_batches"
    __table_args__ = (Index("ix_import_batches_owner", "created_by_id", "id"),)

    kind: Mapped[str] = mapped_column(String(20), info=coded(KINDS))
    name: Mapped[str] = mapped_column(String(150))  #: of the file, as shown
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]  #: bytes
    format: Mapped[str] = mapped_column(String(10), info=coded(FORMATS))
    encoding: Mapped[str] = mapped_column(String(20), default="", info=coded(ENCODINGS))
    delimiter: Mapped[str] = mapped_column(String(1), default="")
    sheet: Mapped[str] = mapped_column(String(100), default="")
    sheets: Mapped[list[str]] = mapped_column(JSON, default=list)
    take_hidden: Mapped[bool] = mapped_column(default=False)  #: rows that the workbook hides, too
    hidden_rows: Mapped[int] = mapped_column(default=0)
    serials_1904: Mapped[bool] = mapped_column(default=False)
    header_line: Mapped[int] = mapped_column(default=0)  #: place of the headings among the raw rows, from 0
    first_line: Mapped[int] = mapped_column(default=1)  #: place of the first row of data
    headings: Mapped[list[str]] = mapped_column(JSON, default=list)
    signature: Mapped[str] = mapped_column(String(32), default="")
    layout: Mapped[str] = mapped_column(String(40), default="")  #: name of the known layout or of the profile
    #: A target for each column, "" for none.
    targets: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: language, country, overwrite, duplicates, tags: what the file does not say.
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default="reading", index=True, info=coded(STATES))
    job_id: Mapped[int | None]
    total: Mapped[int] = mapped_column(default=0)  #: rows, once they were counted
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, info=coded(STATUSES))  #: {status: rows}
    #: [{number, status, name, organisation, reasons, record_id}]: examples of the trial run; forgotten afterwards.
    samples: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=SECRET)


class ImportRow(Base):
    """What became of one row. Not audited: it is itself the log of what an import did to the records."""

    __tablename__ = "import_rows"
    __table_args__ = (Index("ix_import_rows_record", "record_id"), Index("ix_import_rows_digest", "digest"))
    __audited__: ClassVar[bool] = False

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  #: of the row in the file
    status: Mapped[str] = mapped_column(String(10))  #: one of rules.STATUSES
    #: [{"msgid", "params"}]: why it was rejected, what was left out, whom it may repeat.
    reasons: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    record_id: Mapped[int | None]  #: the person or organisation it made or changed
    record_version: Mapped[int | None]  #: of that record afterwards: whoever changes it later moves on from it
    #: The organisation that the row of a person made.
    organisation_id: Mapped[int | None]
    #: A keyed hash of what the row says: the same row again adds nothing.
    digest: Mapped[str] = mapped_column(String(24), default="")
    #: {"added": {table: [ids]}, "set": sealed [[table, id, column, old, new]]}: what an update did.
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    undone: Mapped[str] = mapped_column(String(10), default="")  #: "" | undone | kept


class ImportProfile(Record, Base):
    """How the columns of one kind of table are read, found again by its headings."""

    __tablename__ = "import_profiles"
    __table_args__ = (Index("uq_import_profiles_signature", "kind", "signature", unique=True),)

    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20), info=coded(KINDS))
    signature: Mapped[str] = mapped_column(String(32))
    headings: Mapped[list[str]] = mapped_column(JSON)
    targets: Mapped[list[str]] = mapped_column(JSON)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
