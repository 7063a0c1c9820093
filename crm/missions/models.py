"""Itinerary and visits of a mission; the mission itself is an `Activity`."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.activities.models import Activity, Participant
from crm.activities.rules import ACTIVITY_TYPES, DIRECTIONS
from crm.contacts.models import Organisation, Person
from crm.core import clock
from crm.core.database import SECRET, Base, Record, beside, coded
from crm.core.languages import LANGUAGE_LABELS
from crm.core.names import search_key
from crm.core.texts import Worded
from crm.core.zones import ZONES
from crm.missions import rules
from crm.missions.rules import airports, spans
from crm.missions.rules.guesses import without_airport
from crm.places.models import Place

_CHILD = "all, delete-orphan"


class ItineraryItem(Record, Base):
    """One entry of the programme. It keeps its wall clocks and IANA zones; the moments are derived for comparing."""

    __tablename__ = "itinerary_items"
    __table_args__ = (CheckConstraint("ends_at >= starts_at", name="times_in_order"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), info=coded(rules.ITEM_KINDS))
    status: Mapped[str] = mapped_column(String(20), default="tentative", info=coded(rules.ITEM_STATUSES))
    title: Mapped[str] = mapped_column(String(200))
    title_language: Mapped[str] = mapped_column(String(10), default="ja", info=coded(LANGUAGE_LABELS))
    #: {language: title} in further ones. They are read with the item and never looked for by themselves.
    titles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    #: {language: {one of rules.ITEM_TEXTS: text}} of what papers tell besides, in further ones.
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict, server_default="{}")
    wall_start: Mapped[str] = mapped_column(String(16))  #: 2026-12-11T09:00, on the clock of `timezone`
    wall_end: Mapped[str] = mapped_column(String(16))  #: on the clock of `end_zone`
    timezone: Mapped[str] = mapped_column(String(40), info=coded(ZONES))
    #: Where a flight lands, if it is another.
    end_timezone: Mapped[str | None] = mapped_column(String(40), info=coded(ZONES))
    starts_at: Mapped[datetime] = mapped_column(index=True)  #: UTC, kept with the wall time by the service
    ends_at: Mapped[datetime]
    #: Which of the two clocks nobody told yet: "", start, end or both. Its wall time only holds the place: of an item
    #: without any, `wall_start` its place among those of its day, `wall_end` the last minute of it.
    open_clock: Mapped[str] = mapped_column(String(5), default="", server_default="", info=coded(rules.OPEN_CLOCKS))
    #: Of a flight: KE769, and where from and where to, as the ticket says.
    flight_number: Mapped[str] = mapped_column(String(20), default="", server_default="")
    origin: Mapped[str] = mapped_column(String(120), default="", server_default="")
    destination: Mapped[str] = mapped_column(String(120), default="", server_default="")
    rooms: Mapped[int | None]  #: of a hotel
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    venue: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(400), default="")  #: in the local script, for the taxi
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)  #: the host
    interpreter_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: Whom the delegation calls about this item: somebody of the host or of the local partner.
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    transport: Mapped[str] = mapped_column(String(200), default="")
    dress: Mapped[str] = mapped_column(String(120), default="")
    notes: Mapped[str] = mapped_column(default="")
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    interpreter: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=interpreter_id)
    contact: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=contact_id)
    #: Nobody listed means the whole delegation takes part.
    people: Mapped[list["ItineraryPerson"]] = relationship(lazy="raise_on_sql", cascade=_CHILD)
    visit: Mapped["Visit | None"] = relationship(lazy="raise_on_sql", cascade=_CHILD, uselist=False)

    def titled(self, language: str) -> tuple[str, str]:
        """(title, its language) for a reader of `language`: in that one if somebody gave it, else as it was written."""
        if language != self.title_language and self.titles.get(language):
            return self.titles[language], language
        return self.title, self.title_language

    def worded(self, name: str, language: str) -> tuple[str, str]:
        """(text, its language) of one of rules.ITEM_TEXTS, for a reader of `language`: in that one if somebody gave it.

        Else as it was written, in a language that nobody noted: "".
        """
        # A venue that is the title is called as that is: 西市場, 西市场.
        named = self.titles if name == "venue" and self.venue == self.title else {}
        given = self.texts.get(language, {}).get(name) or named.get(language)
        return (given, language) if given else (getattr(self, name), "")

    @property
    def told_place(self) -> Place | None:
        """Where it is as somebody wrote: its own place, else that of its host, where no venue is told.

        None: that it is at the main place of the mission is an assumption. Needs place and host with its place loaded.
        """
        host = self.organisation if not self.venue else None
        return self.place or (host.place if host is not None else None)

    @property
    def at_named_place(self) -> bool:
        """Whether the venue is an airport, a station or a town: a name, which nobody translates as a sentence."""
        return airports.is_name(self.venue)

    @property
    def called(self) -> Worded:
        """The title inside a sentence, for whoever reads it."""
        return Worded(self.title, self.titles)

    @property
    def told_by_fields(self) -> bool:
        """Whether its fields tell what its title does: a flight by its number and ends, a hotel by its name."""
        return bool(self.venue if self.kind == "hotel" else self.kind == "flight" and self.route)

    @property
    def is_outing(self) -> bool:
        """Whether the delegation is driven there in its free time: what it sees together."""
        return self.kind == "free" and bool(self.transport)

    @property
    def kind_told(self) -> str:
        """What its kind is called: what the delegation is driven to is no free time."""
        return rules.OUTING if self.is_outing else rules.ITEM_KINDS[self.kind]

    @property
    def appointment(self) -> str:
        """rules.APPOINTMENTS: how far it is agreed with the host; "" where nobody receives us."""
        return rules.APPOINTMENT_OF[self.status] if self.kind in rules.WITH_HOST else ""

    @property
    def end_zone(self) -> str:
        """On whose clock it ends."""
        return self.end_timezone or self.timezone

    @property
    def begins(self) -> datetime | None:
        """When it starts, naive, on its own clock; None while nobody told."""
        return None if self.open_clock in ("start", "both") else datetime.fromisoformat(self.wall_start)

    @property
    def ends(self) -> datetime | None:
        """When it ends, on the clock where it ends; None while nobody told."""
        return None if self.open_clock in ("end", "both") else datetime.fromisoformat(self.wall_end)

    @property
    def untimed(self) -> bool:
        """Whether only its day is known."""
        return self.open_clock == "both"

    @property
    def day(self) -> date:
        """Under which day it stands: that of its start, or of its end where that alone is known."""
        return date.fromisoformat((self.wall_end if self.open_clock == "start" else self.wall_start)[:10])

    @property
    def clocks(self) -> str:
        """From when to when, each on the clock of where it happens; spans.UNTOLD where nobody told either."""
        return spans.span(self.day, self.begins, self.ends)

    @property
    def first_clock(self) -> str:
        """When it begins, where it happens; –14:05 where only its end is known, spans.UNTOLD where nothing is."""
        return spans.first(self.day, self.begins, self.ends)

    def clocks_at(self, zone: str) -> str:
        """The same on one other clock, "" where nobody told any; what is of another day there is marked."""
        if self.untimed:
            return ""
        start, end = (clock.local(at, zone) for at in (self.starts_at, self.ends_at))
        told = [None if self.open_clock == name else at for name, at in (("start", start), ("end", end))]
        return spans.span(self.day, *told)

    def starts_on(self, zone: str) -> str:
        """The same on the clock of a zone; "" where nothing is known."""
        if self.untimed:
            return ""
        start, end = (clock.local(at, zone) for at in (self.starts_at, self.ends_at))
        return spans.first(self.day, start if self.begins else None, end)

    @property
    def route(self) -> str:
        """KE769 仁川 → 秋田空港: what is known of a flight; "" of anything else."""
        known = self.origin or self.destination
        ends = " → ".join(end or "…" for end in (self.origin, self.destination)) if known else ""
        return " ".join(filter(None, [self.flight_number, ends]))

    def route_beside(self, title: str) -> str:
        """The route beside a title; "" where that tells the flight and the towns of both its ends already, also in
        other characters: 抵达秋田机场（KE769 自仁川） does of KE769 仁川 → 秋田空港.
        """
        told = (self.flight_number, without_airport(self.origin), without_airport(self.destination))
        there = search_key(title)
        return "" if all(search_key(text) in there for text in told) else self.route

    @property
    def leaves_on(self) -> date:
        """The day of its end, on the clock where it ends: of a hotel that of leaving it."""
        return date.fromisoformat(self.wall_end[:10])

    @property
    def nights(self) -> int:
        """How many nights one stays; 0 of anything but a hotel."""
        return (self.leaves_on - self.day).days if self.kind == "hotel" else 0

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)


class ItineraryPerson(Base):
    """A participant of one item, when not everyone goes."""

    __tablename__ = "itinerary_people"

    item_id: Mapped[int] = mapped_column(ForeignKey("itinerary_items.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    id: Mapped[int] = mapped_column(primary_key=True)
    participant: Mapped[Participant] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("itinerary_items", self.item_id)


class Booking(Base):
    """For how long a binding item takes delegates or its interpreter: the database gives nobody away twice (INV-A1).

    Written by services.bookings in the transaction of what changed. What stands as a clash already (an old one, or of a
    delegate who comes after all) has no row, and is told among the gaps.
    """

    __tablename__ = "bookings"
    __audited__: ClassVar[bool] = False
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times_in_order"),
        Index("ix_bookings_activity", "activity_id", "starts_at"),
        Index("ix_bookings_interpreter", "interpreter_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("itinerary_items.id", ondelete="CASCADE"), index=True)
    #: Plain numbers: of the item's activity, and the person who interprets; None where it is for delegates.
    activity_id: Mapped[int]
    interpreter_id: Mapped[int | None]
    #: From which participant to which: one, or all whom there can be; 0 of an interpreter.
    first_id: Mapped[int] = mapped_column(default=0)
    last_id: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


_TAKEN_ALREADY = """CREATE TRIGGER bookings_{of} BEFORE INSERT ON bookings WHEN EXISTS (
        SELECT 1 FROM bookings AS other WHERE {same}
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    ) BEGIN SELECT RAISE(ABORT, 'taken at this time already'); END"""
BOOKED_ONCE = {
    "sqlite": [
        _TAKEN_ALREADY.format(
            of="delegates",
            same="NEW.interpreter_id IS NULL AND other.interpreter_id IS NULL AND other.activity_id = NEW.activity_id"
            " AND other.first_id <= NEW.last_id AND other.last_id >= NEW.first_id",
        ),
        _TAKEN_ALREADY.format(of="interpreters", same="other.interpreter_id = NEW.interpreter_id"),
        """CREATE TRIGGER bookings_stay BEFORE UPDATE ON bookings
        BEGIN SELECT RAISE(ABORT, 'a booking is given up and taken anew'); END""",
    ],
    # Ranges alone: numbers that must be equal would need the extension btree_gist, which an office may not install.
    "postgresql": [
        """ALTER TABLE bookings ADD CONSTRAINT ex_bookings_delegates EXCLUDE USING gist (
        int4range(activity_id, activity_id, '[]') WITH &&, int4range(first_id, last_id, '[]') WITH &&,
        tstzrange(starts_at, ends_at) WITH &&) WHERE (interpreter_id IS NULL)""",
        """ALTER TABLE bookings ADD CONSTRAINT ex_bookings_interpreters EXCLUDE USING gist (
        int4range(interpreter_id, interpreter_id, '[]') WITH &&,
        tstzrange(starts_at, ends_at) WITH &&) WHERE (interpreter_id IS NOT NULL)""",
    ],
}
beside(Booking, BOOKED_ONCE)


class Visit(Base):
    """The visit behind an itinerary item: purpose, questions, the people who receive us."""

    __tablename__ = "visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("itinerary_items.id", ondelete="CASCADE"), unique=True)
    purpose: Mapped[str] = mapped_column(default="")
    agenda: Mapped[str] = mapped_column(default="")  #: one item a line
    questions: Mapped[str] = mapped_column(default="")  #: one a line
    #: Who of the delegation speaks for it and presents.
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id", ondelete="SET NULL"))
    gifts: Mapped[str] = mapped_column(String(200), default="")  #: what we bring
    gifts_received: Mapped[str] = mapped_column(String(200), default="")
    photos: Mapped[str] = mapped_column(String(10), default="ask", info=coded(rules.PHOTOS))
    result: Mapped[str] = mapped_column(default="")  #: what came of it, in a few lines; talks are logged as meetings
    presenter: Mapped[Participant | None] = relationship(lazy="raise_on_sql")
    #: Whether only the sheets of `products` go with it; else those of all products that the mission carries.
    some_products: Mapped[bool] = mapped_column(default=False, server_default=false())
    hosts: Mapped[list["VisitHost"]] = relationship(lazy="raise_on_sql", order_by="VisitHost.id", cascade=_CHILD)
    products: Mapped[list["VisitProduct"]] = relationship(lazy="raise_on_sql", cascade=_CHILD)

    def audit_root(self) -> tuple[str, int]:
        return ("itinerary_items", self.item_id)


class VisitHost(Base):
    """A person of the host who receives the delegation."""

    __tablename__ = "visit_hosts"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    person: Mapped[Person] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("visits", self.visit_id)


class VisitProduct(Base):
    """A product whose sheet goes with a visit that not all of them go with."""

    __tablename__ = "visit_products"
    __table_args__ = (UniqueConstraint("visit_id", "product_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)

    def audit_root(self) -> tuple[str, int]:
        return ("visits", self.visit_id)


class CalendarFeed(Base):
    """A secret address under which a calendar program reads the programme: of all, or of one delegate."""

    __tablename__ = "calendar_feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    #: Only the digest is kept: the address is shown once.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]
    participant: Mapped[Participant | None] = relationship(lazy="raise_on_sql")

    def audit_root(self) -> tuple[str, int]:
        return ("activities", self.activity_id)


class ActivityTemplate(Record, Base):
    """What activities of one kind have in common: days, budget, checklist. Nobody's name stands in it."""

    __tablename__ = "activity_templates"

    name: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(String(30), index=True, info=coded(ACTIVITY_TYPES))
    direction: Mapped[str] = mapped_column(String(10), info=coded(DIRECTIONS))
    days: Mapped[int]  #: from the first to the last, both counted
    #: {"plan": {column: text or number}, "items": […], "budget": […], "checklist": […]}, see services.templates.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
