"""Talk records: who sat on each side, the minutes item by item, and the result (domain.md §2.7)."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity
from crm.config import LONGEST_MAILBOX
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import titled
from crm.core import clock
from crm.core.database import PERSONAL, Base, Record, coded, present_index
from crm.core.languages import LANGUAGE_LABELS
from crm.core.zones import ZONES
from crm.files.models import StoredFile
from crm.initiatives.models import Initiative
from crm.meetings.rules import MEETING_KINDS, MEETING_STATUSES, MODES, RESULTS, SIDES
from crm.meetings.rules.arrivals import WAITING
from crm.places.models import Place

_CHILD = "all, delete-orphan"


#: What few meetings are linked to: the others need not be written into the index.
_LINKS = ("initiative_id", "itinerary_item_id", "interpreter_id")
#: Behind a side or an activity in its index, which says by itself when a meeting was held last.
_LATEST = ("archived_at", "status", "held_on")


def _where_told(column: str, *more: str) -> Index:
    told = text(f"{column} IS NOT NULL")
    return Index(f"ix_meetings_{column}", column, *more, sqlite_where=told, postgresql_where=told)


class Meeting(Record, Base):
    """A meeting with a counterpart. It counts as a talk when it is a held business talk with minutes (§3.1)."""

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="times_in_order"),
        present_index("ix_meetings_present", "id"),
        *(_where_told(link) for link in _LINKS),
        _where_told("activity_id", *_LATEST),
        _where_told("our_organisation_id", *_LATEST),
        Index("ix_meetings_organisation_id", "organisation_id", *_LATEST),
    )

    kind: Mapped[str] = mapped_column(String(20), default="business_talk", info=coded(MEETING_KINDS))
    status: Mapped[str] = mapped_column(String(20), default="held", info=coded(MEETING_STATUSES))
    subject: Mapped[str] = mapped_column(String(200), default="")
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"))
    initiative_id: Mapped[int | None] = mapped_column(ForeignKey("initiatives.id"))
    #: The itinerary item it was logged from; a plain number here, missions owns the constraint's other side.
    itinerary_item_id: Mapped[int | None]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))  #: the counterpart
    #: Our side, when it is not the chamber itself: the maker whose talk it is. With the counterpart it makes
    #: the two sides of which several talks on one day count once (§3.1).
    our_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    timezone: Mapped[str] = mapped_column(String(40), info=coded(ZONES))  #: IANA zone of the place
    #: The day on the wall calendar of the place, always that of `starts_at`: what periods and counting go by.
    held_on: Mapped[date] = mapped_column(index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    venue: Mapped[str] = mapped_column(String(200), default="")
    mode: Mapped[str] = mapped_column(String(10), default="in_person", info=coded(MODES))
    language: Mapped[str] = mapped_column(String(10), default="", info=coded(LANGUAGE_LABELS))
    interpreter_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    purpose: Mapped[str] = mapped_column(default="")
    products: Mapped[str] = mapped_column(default="")
    counterpart_requests: Mapped[str] = mapped_column(default="")
    our_offer: Mapped[str] = mapped_column(default="")
    reaction: Mapped[str] = mapped_column(default="")
    conditions_agreed: Mapped[str] = mapped_column(default="")
    pending: Mapped[str] = mapped_column(default="")
    competitors: Mapped[str] = mapped_column(default="")
    routes_mentioned: Mapped[str] = mapped_column(default="")
    #: information | interest | offer | agreement_in_principle | refusal
    result: Mapped[str] = mapped_column(String(30), default="", info=coded(RESULTS))
    confirmed_by_counterpart: Mapped[bool] = mapped_column(default=False)
    activity: Mapped[Activity | None] = relationship(lazy="raise_on_sql")
    initiative: Mapped[Initiative | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=organisation_id)
    our_organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql", foreign_keys=our_organisation_id)
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")
    interpreter: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    attendees: Mapped[list["Attendee"]] = relationship(lazy="raise_on_sql", order_by="Attendee.id", cascade=_CHILD)
    minutes: Mapped[list["MinuteItem"]] = relationship(
        lazy="raise_on_sql",
        primaryjoin="and_(Meeting.id == MinuteItem.meeting_id, MinuteItem.archived_at.is_(None))",
        order_by="MinuteItem.order, MinuteItem.id",
        cascade=_CHILD,
    )
    enclosures: Mapped[list["Enclosure"]] = relationship(
        lazy="raise_on_sql",
        primaryjoin="and_(Meeting.id == Enclosure.meeting_id, Enclosure.archived_at.is_(None))",
        order_by="Enclosure.id",
        cascade=_CHILD,
    )
    photos: Mapped[list["Photo"]] = relationship(
        lazy="raise_on_sql",
        primaryjoin="and_(Meeting.id == Photo.meeting_id, Photo.archived_at.is_(None))",
        order_by="Photo.id",
        cascade=_CHILD,
    )


@event.listens_for(Meeting, "before_insert")
@event.listens_for(Meeting, "before_update")
def _settle_day(_mapper: Any, _connection: Any, meeting: Meeting) -> None:
    meeting.held_on = clock.local(meeting.starts_at, meeting.timezone).date()


class TalkFact(Base):
    """That a meeting is a talk (§3.1), put away or not, so that nobody looks through all minutes to count them.

    Written by services.counting in the transaction of what makes it one; `flask insights settle` writes all anew.
    """

    __tablename__ = "talk_facts"
    __audited__: ClassVar[bool] = False
    __table_args__ = (
        Index("ix_talk_facts_activity", "activity_id", "is_first", "meeting_id"),
        Index("ix_talk_facts_day", "held_on", "is_first", "activity_id"),
        Index("ix_talk_facts_sides", "organisation_id", "held_on"),
        # The few that are not counted.
        Index("ix_talk_facts_later", "meeting_id", sqlite_where=text("is_first = 0"),
              postgresql_where=text("NOT is_first")),
    )  # fmt: skip

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    #: Plain numbers, as the meeting has them.
    activity_id: Mapped[int | None]
    organisation_id: Mapped[int]
    our_organisation_id: Mapped[int | None]
    held_on: Mapped[date]
    starts_at: Mapped[datetime]
    #: Of those of its two sides on its day the one that began first, whichever was written down first: it is counted.
    is_first: Mapped[bool]


class Attendee(Base):
    """Someone in the room, with name, title and organisation as they were then (INV-A5)."""

    __tablename__ = "attendees"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    side: Mapped[str] = mapped_column(String(10), info=coded(SIDES))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name_snapshot: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    title_snapshot: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    #: {language: title} as papers in that language print it, from the post of that day.
    titles_snapshot: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}", info=PERSONAL)
    #: Whom they spoke for, and what that was called then; None where nobody has told of a post.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    organisation_snapshot: Mapped[str] = mapped_column(String(200), default="", server_default="")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")

    def titled(self, language: str) -> tuple[str, str]:
        """(title, its language) for a reader of `language`. Needs the person loaded."""
        return titled(self.title_snapshot, self.titles_snapshot, language, self.person.primary_language)

    def audit_root(self) -> tuple[str, int]:
        return ("meetings", self.meeting_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("people", self.person_id)


class MinuteItem(Record, Base):
    """One agenda item: what was discussed, what each side said, what was decided, what stays open.

    It is saved by itself and carries its own version: two people who minute one meeting lose no text of each other.
    """

    __tablename__ = "minute_items"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    order: Mapped[int] = mapped_column("item_order", default=0)
    topic: Mapped[str] = mapped_column(String(200), default="")
    discussed: Mapped[str] = mapped_column(default="")  #: of neither side; who said what stands in the two below
    theirs: Mapped[str] = mapped_column(default="")
    ours: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    open_point: Mapped[str] = mapped_column(default="")

    def audit_root(self) -> tuple[str, int]:
        return ("meetings", self.meeting_id)


class CalendarEntry(Base):
    """The invitation that a meeting was drafted from: what comes later for the same event finds it."""

    __tablename__ = "meeting_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(255), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    organizer: Mapped[str] = mapped_column(String(320), default="", info=PERSONAL)  #: alone moves or cancels it
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    #: The rule of the series it is the first of (FREQ=WEEKLY;COUNT=10); "" of a single event.
    repeats: Mapped[str] = mapped_column(String(200), default="", server_default="")

    def audit_root(self) -> tuple[str, int]:
        return ("meetings", self.meeting_id)

    def audit_subject(self) -> tuple[str, int]:
        return ("meeting_invitations", self.id)


class MailArrival(Base):
    """A mail that came in, by the pipe or from the mailbox, and what became of it: so each is taken once.

    Of its sender stands a digest alone, by which mails are counted.
    """

    __tablename__ = "mail_arrivals"
    __table_args__ = (
        UniqueConstraint("mailbox", "validity", "uid"),
        Index("ix_mail_arrivals_sender_key_at", "sender_key", "at"),
        CheckConstraint("state IN ('waiting', 'taken', 'unreadable', 'gone')", name="state"),
    )
    __audited__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Which mail of which mailbox, as its server numbers them (RFC 9051, 2.3.1.1); NULL of what was piped.
    mailbox: Mapped[str | None] = mapped_column(String(LONGEST_MAILBOX))
    validity: Mapped[int | None] = mapped_column(BigInteger)
    uid: Mapped[int | None] = mapped_column(BigInteger)
    message_key: Mapped[str] = mapped_column(String(64), default="")  #: as `MailText.key`
    sender_key: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(String(10), default=WAITING, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    told: Mapped[str] = mapped_column(String(200), default="")  #: what became of it, for the shell


class Photo(Record, Base):
    """A picture taken at a meeting, written anew without position, date and camera."""

    __tablename__ = "meeting_photos"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    thumbnail_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    caption: Mapped[str] = mapped_column(String(200), default="")
    #: Whether the mission report shows it: at most rules.MOST_IN_REPORT of a meeting (domain.md §2.5).
    in_report: Mapped[bool] = mapped_column(default=False)

    def audit_root(self) -> tuple[str, int]:
        return ("meetings", self.meeting_id)


class Enclosure(Record, Base):
    """A file that belongs to a meeting: a catalogue, a price list, the minutes as they were signed."""

    __tablename__ = "meeting_files"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    note: Mapped[str] = mapped_column(String(200), default="")  #: what it is
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("meetings", self.meeting_id)
