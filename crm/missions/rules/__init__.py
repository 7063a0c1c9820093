"""The tables of the programme, and its pure rules: clashes, the notices of days off, the countdown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import combinations

from crm.audit.rules import Verb
from crm.core.texts import N_, Text, Worded
from crm.core.working import SATURDAY
from crm.core.zones import TIMES as TIMES
from crm.core.zones import ZONES as ZONES
from crm.missions.rules.states import APPOINTMENT_OF as APPOINTMENT_OF
from crm.missions.rules.states import APPOINTMENTS as APPOINTMENTS
from crm.missions.rules.states import BINDING as BINDING
from crm.missions.rules.states import ITEM_CHOICES as ITEM_CHOICES
from crm.missions.rules.states import ITEM_STATUSES as ITEM_STATUSES
from crm.missions.rules.states import OPEN as OPEN
from crm.missions.rules.states import TENTATIVE as TENTATIVE

#: What hosts read of an item beside its title, and may be given in their language.
ITEM_TEXTS = ("venue", "address", "transport", "dress")
ITEM_KINDS: dict[str, str] = {
    "visit": N_("Visit"),
    "meeting": N_("Meeting"),
    "internal": N_("Internal meeting"),
    "courtesy_call": N_("Courtesy call"),
    "leaders_talks": N_("Leaders' talks"),
    "matching": N_("Business matching"),
    "conference": N_("Conference"),
    "seminar": N_("Seminar / briefing"),
    "signing": N_("Signing ceremony"),
    "ceremony": N_("Ceremony"),
    "fair": N_("Fair"),
    "reception": N_("Reception"),
    "meal": N_("Meal"),
    "flight": N_("Flight"),
    "transfer": N_("Transfer"),
    "hotel": N_("Hotel"),
    "free": N_("Free time"),
}
#: What free time is called to which the delegation is driven: nobody may stay away from it unasked.
OUTING = N_("Excursion")
#: Which clocks of an item are not known yet.
OPEN_CLOCKS: dict[str, str] = {"start": N_("Start"), "end": N_("End"), "both": N_("Start and end")}
PHOTOS: dict[str, str] = {
    "ask": N_("Ask first"),
    "allowed": N_("Allowed"),
    "forbidden": N_("Forbidden"),
}

#: Items at which we meet somebody by appointment: they have a visit with hosts, a purpose and an agenda.
WITH_HOST = frozenset({
    "visit", "meeting", "courtesy_call", "leaders_talks", "matching", "conference", "seminar", "signing", "ceremony",
    "fair", "reception",
})  # fmt: skip
#: {kind: fields of the form that it needs beside those of every item}; the others lie folded below.
NEEDED_FIELDS: dict[str, tuple[str, ...]] = {
    "flight": ("flight_number", "origin", "destination", "end_day", "timezone", "end_timezone"),
    "transfer": ("origin", "destination", "transport"),
    "hotel": ("nights", "rooms", "venue", "address", "place_id", "contact_id"),
    "meal": ("organisation_id", "venue", "address", "place_id", "interpreter_id"),
    "free": ("venue",),
}
HOSTED_FIELDS = ("organisation_id", "place_id", "venue", "address", "interpreter_id", "contact_id")
#: Items to which somebody has to find the way.
AT_AN_ADDRESS = WITH_HOST | {"meal", "hotel"}
#: Items at which people talk across languages.
SPOKEN = WITH_HOST - {"fair"}
#: A bed for the night occupies nobody: dinner and the early bus lie inside it.
BACKGROUND = frozenset({"hotel"})
#: What begins on the last day of a mission may end in the night after it.
NIGHT = timedelta(days=1)
#: Items whose time others decide, or that lie under everything: nothing shifts them along.
FIXED = frozenset({"flight", "hotel"})
FESTIVE = frozenset({"signing", "ceremony", "reception"})
#: Appointments for many, to which nobody goes to see a host: no visits, though somebody may receive us there.
EVENTS = frozenset({"matching", "conference", "seminar", "signing", "ceremony", "fair", "reception"})
#: What is usually held at weekends as well.
WEEKEND_KINDS = FESTIVE | {"fair", "conference", "seminar", "matching"}


#: In this order they stand in the list "Before printing".
GAP_KINDS: dict[str, str] = {
    "clash": N_("Someone is in two places at once"),
    "room": N_("Room taken twice at the same time"),
    "left_out": N_("Someone has nothing planned while the delegation is split"),
    "reading": N_("Name without a reading"),
    "script": N_("Name known in one script only"),
    "undivided": N_("Reading that does not show where the given name begins"),
    "interpreter": N_("No interpreter yet"),
    "town": N_("Place not chosen"),
    "address": N_("No address"),
    "host": N_("Nobody entered who receives us"),
    "appointment": N_("Appointment not confirmed"),
    "clock": N_("Time not known yet"),
    "day": N_("Date or time of an item is doubtful"),
    "tight": N_("Little time in between"),
    "transfer": N_("No transfer between airports"),
    "night": N_("Night without a hotel"),
    "holiday": N_("Visit on a day off or a memorial day"),
    "entry": N_("Entry and visa not certain"),
    "emergency": N_("Emergency contact missing"),
    "programme": N_("Nothing in the itinerary"),
    "delegation": N_("Nobody in the delegation"),
    "certificate": N_("Certificate expires too early"),
    "titles": N_("Job title not in the hosts' language"),
    "objectives": N_("No objectives"),
}
#: What can still be written down once a mission is over; nobody can take back the rest: a night, a transfer.
#: Too little time between two items is often a clock that was typed wrong, and ends once they are told as held.
MENDED_AFTERWARDS: frozenset[str] = frozenset({"reading", "script", "undivided", "town", "address", "host", "clock",
    "day", "tight", "programme", "delegation", "titles", "objectives"})  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """Something missing. What mends it: one of these, an item to be added on a day, or the mission."""

    kind: str  #: GAP_KINDS
    text: Text
    item_id: int | None = None
    person_id: int | None = None
    day: date | None = None
    product_id: int | None = None
    table_id: int | None = None  #: a matching table


ITEM_ADDED = Verb("mission.item_added", N_("Itinerary item added"))
ITEM_CHANGED = Verb("mission.item_changed", N_("Itinerary item changed"))
ITEM_CONFIRMED = Verb("mission.item_confirmed", N_("Itinerary item confirmed"))
ITEM_CANCELLED = Verb("mission.item_cancelled", N_("Itinerary item cancelled"))
ITEM_MOVED = Verb("mission.item_moved", N_("Status of the itinerary item changed"))
ITEM_SHIFTED = Verb("mission.item_shifted", N_("Itinerary items shifted"))
ITEM_SHIFT_UNDONE = Verb("mission.item_shift_undone", N_("Shift of itinerary items undone"))
ITEM_ARCHIVED = Verb("mission.item_removed", N_("Itinerary item removed"))
ITEM_RESTORED = Verb("mission.item_restored", N_("Itinerary item restored"))
TEMPLATE_SAVED = Verb("mission.template_saved", N_("Template saved"))
TEMPLATE_ARCHIVED = Verb("mission.template_archived", N_("Template archived"))
TEMPLATE_RESTORED = Verb("mission.template_restored", N_("Template restored"))
FEED_OPENED = Verb("mission.feed_opened", N_("Calendar link created"))
FEED_REVOKED = Verb("mission.feed_revoked", N_("Calendar link revoked"))
MOST_FEEDS = 60  #: living addresses of calendars of one mission


@dataclass(frozen=True)
class Slot:
    """When an item takes place (UTC) and who is in it; nobody named means the whole delegation."""

    id: int
    kind: str
    status: str
    starts_at: datetime
    ends_at: datetime
    people: frozenset[int]  #: participant ids
    interpreter: int | None = None  #: person id
    untimed: bool = False  #: only its day is known: it clashes with nothing


@dataclass(frozen=True)
class Clash:
    """Two items that overlap for the same people; `people` is empty when it is the whole delegation.

    With an `interpreter` (person id) the delegates differ, but nobody can interpret in two places.
    """

    first: Slot
    second: Slot
    people: frozenset[int]
    interpreter: int | None = None

    @property
    def binding(self) -> bool:
        """Whether both items are confirmed: a state that INV-A1 forbids to enter."""
        return self.first.status in BINDING and self.second.status in BINDING


def not_asked_yet(kind: str) -> str:
    """The state of an item that was planned without anybody: its hosts have heard nothing of it."""
    return "unasked" if kind in WITH_HOST else "tentative"


def overlap(a: Slot, b: Slot) -> Clash | None:
    """The clash of two items, if there is one. Items that only touch (one ends as the other begins) do not clash."""
    if "cancelled" in (a.status, b.status) or a.kind in BACKGROUND or b.kind in BACKGROUND or a.untimed or b.untimed:
        return None
    if not (a.starts_at < b.ends_at and b.starts_at < a.ends_at):
        return None
    if not (a.people and b.people):
        return Clash(a, b, a.people | b.people)
    if shared := a.people & b.people:
        return Clash(a, b, shared)
    return Clash(a, b, frozenset(), a.interpreter) if a.interpreter and a.interpreter == b.interpreter else None


def clashes(slots: Iterable[Slot]) -> list[Clash]:
    """Every pair of items that needs the same people at the same time, in order of time."""
    ordered = sorted(slots, key=lambda slot: (slot.starts_at, slot.id))
    return [found for a, b in combinations(ordered, 2) if (found := overlap(a, b)) is not None]


@dataclass(frozen=True)
class ItemSpan:
    """When an item takes place (UTC), and whether its time stands whatever moves around it."""

    id: int
    starts_at: datetime
    ends_at: datetime
    fixed: bool


def reordered(day: Sequence[ItemSpan], moved: int, before: int | None) -> dict[int, datetime]:
    """{id: new start} of what changes when an item of a day moves before another one, or to the end (None).

    From where the item was to where it goes, items follow one another anew from the time the first of them began:
    each keeps its length, and the breaks stay in their order, so that nothing else of the day moves. ValueError with
    the id of an item in between whose time stands.
    """
    old = sorted(day, key=lambda span: (span.starts_at, span.id))
    item = next(span for span in old if span.id == moved)
    new = [span for span in old if span.id != moved]
    new.insert(next((n for n, span in enumerate(new) if span.id == before), len(new)), item)
    places = [n for n, (was, now) in enumerate(zip(old, new, strict=True)) if was.id != now.id]
    if not places:
        return {}
    first, last = places[0], places[-1]
    if stands := next((span for span in old[first : last + 1] if span.fixed), None):
        raise ValueError(stands.id)
    found, at = {}, old[first].starts_at
    for n in range(first, last + 1):
        found[new[n].id] = at
        at += new[n].ends_at - new[n].starts_at
        if n < last:
            at += old[n + 1].starts_at - old[n].ends_at
    return found


@dataclass(frozen=True)
class DayOff:
    """A dated holiday of a country, or of the region `place_id` in it: kind is public, makeup_workday or memorial."""

    country: str
    day: date
    name: str
    kind: str
    place_id: int | None = None
    wordings: Mapping[str, str] = field(default_factory=dict)  #: {language tag: name} where somebody gave them

    @property
    def called(self) -> Text:
        return Worded(self.name, self.wordings)


@dataclass(frozen=True)
class DayNotice:
    """What to know about the day of a visit; kind is public, memorial, weekend or makeup_workday."""

    kind: str
    text: Text

    @property
    def needs_thought(self) -> bool:
        """A make-up working day is good news: it is told, but nothing is to be done about it."""
        return self.kind != "makeup_workday"


#: Of two entries of one day the first of these is told.
_NOTICE_ORDER = ("public", "makeup_workday", "memorial")


def day_notice(
    country: str, day: date, kind: str, holidays: Collection[DayOff], regions: Collection[int] = ()
) -> DayNotice | None:
    """What to know about the day of a visit (INV-A3): day off, working weekend, memorial day, plain weekend.

    None for items without a counterpart and for working days. `holidays` may cover more than the day; those of a
    region count where it is among `regions`, the ids of the place of the visit and of all above it.
    """
    if kind not in WITH_HOST:
        return None
    here = [h for h in holidays if h.country == country and h.day == day and h.place_id in (None, *regions)]
    if here:
        found = min(here, key=lambda h: _NOTICE_ORDER.index(h.kind))
        return DayNotice(found.kind, _named_day(found, kind))
    if day.weekday() >= SATURDAY and kind not in WEEKEND_KINDS:
        return DayNotice("weekend", Text("This is a weekend: ask whether the other side is at work."))
    return None


def _named_day(found: DayOff, kind: str) -> Text:
    name = found.called
    if found.kind == "makeup_workday":
        return Text(
            "A working day (调休): this weekend is a working day in the host country because of %(name)s.", name=name
        )
    if found.kind == "memorial" and kind in FESTIVE:
        return Text("%(name)s: a memorial day in the host country. Avoid festive events or move this item.", name=name)
    if found.kind == "memorial":
        return Text("%(name)s: a memorial day in the host country.", name=name)
    if found.place_id is not None:
        return Text("%(name)s: a public holiday of this region.", name=name)
    return Text("%(name)s: a public holiday in the host country.", name=name)


#: In one row along a table; the others sit behind.
SEATS_IN_ROW = 7


@dataclass(frozen=True)
class Seat:
    """Where somebody sits on one side of a table: `place` 0 is the middle, 1 the right hand of whoever sits there, -1
    the left hand, 2 the second on the right …; `row` 0 is at the table, 1 behind."""

    index: int  #: whom it is for, counted from 0 in the order of rank
    place: int
    row: int


def seats(number: int, *, interpreted: bool = False) -> list[Seat]:
    """The seats of a side by rank: the first in the middle, the next on the right hand, then on the left, and so on.

    With `interpreted` the last of them interprets, and sits at the right hand of the first.
    """
    order = list(range(number))
    if interpreted and number > 1:
        order.insert(1, order.pop())
    found = []
    for at, index in enumerate(order):
        row, nth = divmod(at, SEATS_IN_ROW)
        found.append(Seat(index, (nth + 1) // 2 * (1 if nth % 2 else -1), row))
    return found


@dataclass(frozen=True)
class Countdown:
    """Where today stands: state is before, during or after; days to departure, day n of m, or days since."""

    state: str
    days: int
    length: int


def counted_from(start_on: date, *, here: date, there: date) -> date:
    """From which day the countdown counts: the reader's own until it is the first day at the place, then that there."""
    return there if there >= start_on else here


def countdown(start_on: date, end_on: date, today: date) -> Countdown:
    """Days until departure, which day of the mission it is (from 1), or days since the return."""
    length = (end_on - start_on).days + 1
    if today < start_on:
        return Countdown("before", (start_on - today).days, length)
    if today > end_on:
        return Countdown("after", (today - end_on).days, length)
    return Countdown("during", (today - start_on).days + 1, length)


def fields_of(kind: str) -> tuple[str, ...]:
    """What the form of an item of a kind shows beside what every item has."""
    return HOSTED_FIELDS if kind in WITH_HOST else NEEDED_FIELDS.get(kind, ())


def lines(text: str) -> Sequence[str]:
    """The non-empty lines of a field that holds one thing a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def years_later(day: date, today: date) -> date:
    """The same day of the week 52 weeks on, and so on until it is still to come: where a mission that is held every
    year is first looked for."""
    later = day + timedelta(weeks=52)
    while later <= today:
        later += timedelta(weeks=52)
    return later
