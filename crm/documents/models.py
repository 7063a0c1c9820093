"""Printed documents: briefing packs and mission reports with number, version and file."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity
from crm.core.database import SECRET, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.documents.rules.kinds import KINDS, WORDS
from crm.documents.rules.wishes import STATES
from crm.files.models import StoredFile


class Document(Record, Base):
    """One printing of an activity's briefing pack or report in one language. Versions count up."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("activity_id", "kind", "language", "audience", "edition"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), info=coded(KINDS))
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    #: Of the readers of its kind.
    audience: Mapped[str] = mapped_column(String(20), default="", server_default="", info=coded(WORDS))
    edition: Mapped[int]  #: 1, 2, … within activity, kind, language and readers
    number: Mapped[str] = mapped_column(String(60))  #: document number with version
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=coded(WORDS))
    #: {page key: digest of what stands there}: the next edition can print what changed. None: not comparable.
    digests: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True), info=SECRET)
    status: Mapped[str] = mapped_column(String(20), default="queued", info=coded(STATES))
    job_id: Mapped[int | None]
    #: It prints travel details: seen by those only who may see these, and gone with them.
    restricted: Mapped[bool] = mapped_column(default=False, server_default=false())
    pages: Mapped[int | None]
    printed_at: Mapped[datetime | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    file: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
