"""A mission report as a record: its parts with every earlier text, who approves it, and what was frozen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity
from crm.core import clock
from crm.core.database import SECRET, Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.office.rules import POSTS, numbered
from crm.reports import rules
from crm.users.models import User

_CHILD = "all, delete-orphan"


class MissionReport(Record, Base):
    """The report of an activity in one language. Approved editions stay as they were; a new one may follow."""

    __tablename__ = "mission_reports"
    __table_args__ = (UniqueConstraint("activity_id", "language", "form", "edition"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    form: Mapped[str] = mapped_column(String(10), default="full", server_default="full", info=coded(rules.FORMS))
    #: Whether it tells of a mission that is over; an interim one says on every page that it is one.
    stage: Mapped[str] = mapped_column(String(10), default="final", server_default="final", info=coded(rules.STAGES))
    edition: Mapped[int]  #: 1, 2, … within activity, language and form
    number: Mapped[str] = mapped_column(String(60), info=numbered("reported_on"))  #: 文書番号
    status: Mapped[str] = mapped_column(String(20), default="draft", index=True, info=coded(rules.STATUSES))
    addressee: Mapped[str] = mapped_column(String(120), default="")  #: 宛先; empty: the head of the office
    reporter: Mapped[str] = mapped_column(String(200), default="")  #: 報告者 所属・職・氏名
    reported_on: Mapped[date]  #: 報告日
    order_number: Mapped[str] = mapped_column(String(60), default="", server_default="")  #: of the 旅行命令
    #: Whether budget and actual are told in thousands, as subsidy bodies ask for.
    thousands: Mapped[bool] = mapped_column(default=False, server_default=false())
    submitted_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    #: The whole report as it was approved, each edition as a tree of elements (INV-A5); set once, never changed.
    frozen: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info=SECRET)
    #: SHA-256 of `frozen` in canonical JSON: the log names it, so a changed text would show.
    digest: Mapped[str] = mapped_column(String(64), default="")
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    sections: Mapped[list["ReportSection"]] = relationship(
        lazy="raise_on_sql", order_by="ReportSection.id", cascade=_CHILD
    )
    steps: Mapped[list["ReportStep"]] = relationship(lazy="raise_on_sql", order_by="ReportStep.place", cascade=_CHILD)
    events: Mapped[list["ReportEvent"]] = relationship(lazy="raise_on_sql", order_by="ReportEvent.id", cascade=_CHILD)

    @property
    def is_numbered(self) -> bool:
        """Whether somebody gave it a number: what stands in its place until then is a mark of the row."""
        return self.number != rules.number_of("", self.activity_id, self.form, self.language, self.edition)


class ReportSection(Record, Base):
    """What people write in one part. Tables stand below it, drawn from the records until the report is frozen."""

    __tablename__ = "report_sections"
    __table_args__ = (UniqueConstraint("report_id", "part"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("mission_reports.id", ondelete="CASCADE"), index=True)
    part: Mapped[str] = mapped_column(String(20), info=coded(rules.PARTS))
    text: Mapped[str] = mapped_column(default="")
    public_text: Mapped[str] = mapped_column(default="")  #: instead of `text` in the public edition; "": the same
    withheld: Mapped[bool] = mapped_column(default=False)  #: the public edition has no text in this part
    drafted: Mapped[bool] = mapped_column(default=True)  #: nobody has touched what was drafted
    read_at: Mapped[datetime | None]  #: when somebody ticked what was drafted as read
    report: Mapped[MissionReport] = relationship(lazy="raise_on_sql", back_populates="sections")
    texts: Mapped[list["ReportText"]] = relationship(lazy="raise_on_sql", order_by="ReportText.id", cascade=_CHILD)

    def audit_root(self) -> tuple[str, int]:
        return ("mission_reports", self.report_id)


class ReportText(Base):
    """A text that a part had: one row a save, the last is the present one."""

    __tablename__ = "report_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("report_sections.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(info=SECRET)  #: the log has it with the section
    at: Mapped[datetime] = mapped_column(default=clock.now)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  #: None: drafted
    author: Mapped[User | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("report_sections", self.section_id)


class ReportStep(Base):
    """One box of the 決裁欄: who approves in which post, and what they decided in the present round.

    Who has no account decides on paper: somebody enters the day and the scan.
    """

    __tablename__ = "report_steps"
    __table_args__ = (UniqueConstraint("report_id", "post"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("mission_reports.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]  #: from 0; the lowest decides first
    #: one of rules.POSTS, or the title as the office writes it
    post: Mapped[str] = mapped_column(String(20), info=coded(POSTS))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  #: None: has no account
    holder: Mapped[str] = mapped_column(String(120), default="", server_default="")  #: the name of who has none
    decision: Mapped[str] = mapped_column(String(20), default="waiting", info=coded(rules.DECISIONS))
    decided_at: Mapped[datetime | None]
    name_snapshot: Mapped[str] = mapped_column(String(120), default="")  #: as it was on deciding
    paper_on: Mapped[date | None]  #: the day on the stamp, when it was decided on paper
    paper_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))  #: the scan
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  #: who entered it
    user: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=user_id)
    entered_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=entered_by_id)

    @property
    def name(self) -> str:
        """Who decides, or decided."""
        return self.name_snapshot or (self.user.display_name if self.user else self.holder)

    def audit_root(self) -> tuple[str, int]:
        return ("mission_reports", self.report_id)


class ReportEvent(Base):
    """Who handed the report on, approved or returned it, when, with which words. Rows are only added."""

    __tablename__ = "report_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("mission_reports.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20), info=coded(rules.EVENTS))
    post: Mapped[str] = mapped_column(String(20), default="", info=coded(POSTS))  #: of the approver
    name_snapshot: Mapped[str] = mapped_column(String(120))
    comment: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    def audit_root(self) -> tuple[str, int]:
        return ("mission_reports", self.report_id)
