"""The append-only log of every write, and the keys that make erasing a person possible."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.database import Base, beside


class AuditEntry(Base):
    """One changed row (or one act without a change, such as a print). Never updated, never deleted."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_record", "record_type", "record_id", "id"),)
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    verb: Mapped[str] = mapped_column(String(60))
    #: Table name and id of the record whose history shows this entry.
    record_type: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    #: The row itself, when it is a child row of the record.
    table_name: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    #: Whose key seals the personal values, if anyone's.
    subject_type: Mapped[str] = mapped_column(String(60), default="")
    subject_id: Mapped[int | None]
    request_id: Mapped[str] = mapped_column(String(32))
    #: {column: [old, new]}; personal values stand as {"~": base64 of nonce and ciphertext}.
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditKey(Base):
    """The key that encrypts one subject's personal values in the log. Deleting it erases them."""

    __tablename__ = "audit_keys"
    __audited__: ClassVar[bool] = False

    subject_type: Mapped[str] = mapped_column(String(60), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[bytes] = mapped_column(LargeBinary(32))


SQLITE_GUARDS = [
    f"""CREATE TRIGGER audit_entries_no_{verb.lower()} BEFORE {verb} ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"""
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL_GUARDS = [
    """CREATE FUNCTION audit_entries_guard() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$""",
    """CREATE TRIGGER audit_entries_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_guard()""",
    # Once nobody else appends: each statement of such a function sees what was committed while it waited.
    """CREATE OR REPLACE FUNCTION audit_last(appender BIGINT) RETURNS TEXT LANGUAGE plpgsql AS
    $$ BEGIN
        PERFORM pg_advisory_xact_lock(appender);
        RETURN (SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1);
    END $$""",
]

beside(AuditEntry, {"sqlite": SQLITE_GUARDS, "postgresql": POSTGRESQL_GUARDS})
