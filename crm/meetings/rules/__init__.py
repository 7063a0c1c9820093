"""The tables of meetings, and what counts as a talk."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final, Protocol

from crm.audit.rules import Verb
from crm.core.texts import N_, Text

BUSINESS_TALK: Final = "business_talk"

MEETING_KINDS: Final[dict[str, str]] = {
    BUSINESS_TALK: N_("Business talk"),
    "courtesy_call": N_("Courtesy call"),
    "factory_visit": N_("Factory visit"),
    "preparation": N_("Preparatory meeting"),
    "follow_up": N_("Follow-up"),
    "reception": N_("Reception"),
    "signing": N_("Signing"),
    "other": N_("Other"),
}
MEETING_STATUSES: Final[dict[str, str]] = {
    "planned": N_("Planned"),
    "held": N_("Held"),
    "cancelled": N_("Cancelled"),
}
NOBODY_THERE: Final = Text("Tick at least one person from the counterpart, or add one by name.")
MODES: Final[dict[str, str]] = {
    "in_person": N_("In person"),
    "online": N_("Online"),
    "phone": N_("By phone"),
}
#: What came of it, from least to most, the refusal last.
RESULTS: Final[dict[str, str]] = {
    "information": N_("Information"),
    "interest": N_("Interested"),
    "offer": N_("Offer"),
    "agreement_in_principle": N_("Agreement in principle"),
    "refusal": N_("Refusal"),
}
OURS: Final = "ours"
THEIRS: Final = "theirs"
SIDES: Final[dict[str, str]] = {OURS: N_("Our side"), THEIRS: N_("Their side")}

#: Columns of prose of the talk record (domain.md §2.7), in the order of the paper form.
RECORD_TEXTS: Final[dict[str, str]] = {
    "purpose": N_("Purpose"),
    "products": N_("Products shown"),
    "counterpart_requests": N_("What the counterpart asked for"),
    "our_offer": N_("Our offer"),
    "reaction": N_("Reaction of the counterpart"),
    "conditions_agreed": N_("Conditions agreed"),
    "pending": N_("Still open"),
    "competitors": N_("Competing products and regions mentioned"),
    "routes_mentioned": N_("Sales routes they would use"),
}

#: Those of them that tell what was said, agreed or left open: with words in one of them a meeting is minuted. A purpose
#: and the products shown are known before anybody has said anything.
TOLD: Final = (
    *("counterpart_requests", "our_offer", "reaction", "conditions_agreed", "pending"),
    *("competitors", "routes_mentioned"),
)
#: The parts of an agenda item in which something is written down; a topic alone may be an agenda.
WRITTEN: Final = ("discussed", "theirs", "ours", "decision", "open_point")
#: Those of them that tell what was said, and by whom; the first of nobody.
SAID: Final = {"discussed": N_("What was discussed"), THEIRS: SIDES[THEIRS], OURS: SIDES[OURS]}
#: Those of them that nobody knows before the meeting.
KNOWN_AFTER: Final = ("reaction", "conditions_agreed")

#: A year outside of these is a slip of the pen.
FIRST_YEAR, LAST_YEAR = 1990, 2100

LOGGED = Verb("meeting.logged", N_("Meeting logged"))
CHANGED = Verb("meeting.changed", N_("Meeting changed"))
OTHER_SIDE = Verb("meeting.counterpart_replaced", N_("Counterpart of the meeting replaced"))
CONFIRMED = Verb("meeting.confirmed", N_("Minutes confirmed by the counterpart"))
HELD = Verb("meeting.held", N_("Meeting marked as held"))
CALLED_OFF = Verb("meeting.called_off", N_("Meeting marked as cancelled"))
ARCHIVED = Verb("meeting.archived", N_("Meeting archived"))
RESTORED = Verb("meeting.restored", N_("Meeting restored"))
INVITED = Verb("meeting.invited", N_("Meeting drafted from an invitation"))
MOVED = Verb("meeting.moved", N_("Meeting moved by an invitation"))
CANCELLED = Verb("meeting.cancelled", N_("Meeting cancelled by an invitation"))
ITEM_ADDED = Verb("meeting.item_added", N_("Item of the minutes added"))
ITEM_CHANGED = Verb("meeting.item_changed", N_("Item of the minutes changed"))
ITEM_REMOVED = Verb("meeting.item_removed", N_("Item of the minutes removed"))
ITEM_RESTORED = Verb("meeting.item_restored", N_("Item of the minutes restored"))
PHOTOS_ADDED = Verb("meeting.photos_added", N_("Photos of the meeting added"))
PHOTO_CHANGED = Verb("meeting.photo_changed", N_("Photo of the meeting changed"))
PHOTO_REMOVED = Verb("meeting.photo_removed", N_("Photo of the meeting removed"))
PHOTO_RESTORED = Verb("meeting.photo_restored", N_("Photo of the meeting restored"))
FILES_ADDED = Verb("meeting.files_added", N_("Files of the meeting added"))
FILE_CHANGED = Verb("meeting.file_changed", N_("File of the meeting changed"))
FILE_REMOVED = Verb("meeting.file_removed", N_("File of the meeting removed"))
FILE_RESTORED = Verb("meeting.file_restored", N_("File of the meeting restored"))

#: Photos of one meeting in the mission report, and on the meeting at all.
MOST_IN_REPORT: Final = 4
MOST_PHOTOS: Final = 40
MOST_FILES: Final = 40


class Item(Protocol):
    """The written part of one agenda item."""

    @property
    def discussed(self) -> str: ...
    @property
    def theirs(self) -> str: ...
    @property
    def ours(self) -> str: ...
    @property
    def decision(self) -> str: ...
    @property
    def open_point(self) -> str: ...


class Seated(Protocol):
    """Someone in the room."""

    @property
    def side(self) -> str: ...


class Talkable(Protocol):
    """What decides whether a meeting counts as a talk; its children are loaded."""

    @property
    def kind(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def minutes(self) -> Iterable[Item]: ...
    @property
    def attendees(self) -> Iterable[Seated]: ...


def is_minuted(minutes: Iterable[Item]) -> bool:
    """Whether anything was written down about what was said, decided or left open."""
    return any(getattr(item, name) for item in minutes for name in WRITTEN)


def said_in(minutes: Sequence[Item]) -> dict[str, str]:
    """The columns of a table of minutes, {column: label}: those of SAID in which anything stands."""
    return {name: label for name, label in SAID.items() if any(getattr(item, name) for item in minutes)}


def is_recorded(meeting: Talkable) -> bool:
    """The same of a whole meeting: in an item of its minutes or in a text of its talk record."""
    return is_minuted(meeting.minutes) or any(getattr(meeting, name) for name in TOLD)


def is_talk(meeting: Talkable) -> bool:
    """Whether it counts as a talk (商談): a held business talk with minutes and somebody of the counterpart (§3.1).

    Several talks of the same two sides on one day count once: see `talk_key` and `queries.talks`.
    """
    return not why_no_talk(meeting)


def why_no_talk(meeting: Talkable) -> list[str]:
    """What keeps a meeting from counting as a talk, a sentence each; [] of one that counts."""
    reasons = {
        N_("It is not a business talk."): meeting.kind != BUSINESS_TALK,
        N_("It was cancelled."): meeting.status == "cancelled",
        N_("Nobody has said yet that it was held."): meeting.status == "planned",
        N_("Nothing is recorded of what was said, agreed or left open."): not is_recorded(meeting),
        N_("Nobody from the counterpart is recorded."): all(attendee.side != THEIRS for attendee in meeting.attendees),
    }
    return [reason for reason, applies in reasons.items() if applies]


class Dated(Talkable, Protocol):
    """When a meeting was to take place, in UTC."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime | None: ...


def is_seated(meeting: Talkable) -> bool:
    """Whether it may be called held: at a business talk somebody of the counterpart sat there."""
    return meeting.kind != BUSINESS_TALK or any(attendee.side == THEIRS for attendee in meeting.attendees)


def is_unanswered(meeting: Dated, moment: datetime) -> bool:
    """Whether its time has passed and nobody has said yet whether it was held."""
    return meeting.status == "planned" and (meeting.ends_at or meeting.starts_at) <= moment


def turns_held(meeting: Dated, moment: datetime) -> bool:
    """Whether minutes, a result or a confirmation show that a planned meeting was held: it had begun by then."""
    return meeting.status == "planned" and meeting.starts_at <= moment and is_seated(meeting)


class Sided(Protocol):
    """The two sides and the day of a meeting."""

    @property
    def our_organisation_id(self) -> int | None: ...
    @property
    def organisation_id(self) -> int: ...
    @property
    def held_on(self) -> date: ...


def talk_key(meeting: Sided) -> tuple[int | None, int, date]:
    """Talks with one key count as one: the two sides and the day where it was held."""
    return (meeting.our_organisation_id, meeting.organisation_id, meeting.held_on)
