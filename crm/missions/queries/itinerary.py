"""The programme: items by local day with both clocks, what to know about each, and who is in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.contacts.models import Affiliation, Organisation, Person
from crm.core import here, reading
from crm.core.database import db
from crm.core.days import ShortDays
from crm.core.folding import search_key
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.zones import OF_COUNTRIES
from crm.missions import rules
from crm.missions.models import ItineraryItem, ItineraryPerson, Visit, VisitHost
from crm.missions.queries.holidays import Calendar, calendar_of
from crm.missions.queries.towns import is_within, town_of
from crm.missions.rules import Clash, DayNotice, Slot, counting
from crm.missions.rules.talks import talk_kind
from crm.missions.rules.venues import is_room_of
from crm.places import queries as places
from crm.places.models import Place

#: What one travels by, and may leave and arrive by on two days.
_JOURNEYS = frozenset({"flight", "transfer"})
_HOST = joinedload(ItineraryItem.visit).selectinload(Visit.hosts).joinedload(VisitHost.person)
#: What an itinerary shows, but for what hangs on people, organisations and places: `_named` asks for that at once.
_LOADED: tuple[Any, ...] = (
    joinedload(ItineraryItem.place),
    joinedload(ItineraryItem.organisation).joinedload(Organisation.place),
    joinedload(ItineraryItem.interpreter),
    joinedload(ItineraryItem.contact),
    selectinload(ItineraryItem.people).joinedload(ItineraryPerson.participant),
    joinedload(ItineraryItem.visit).joinedload(Visit.presenter),
    joinedload(ItineraryItem.visit).selectinload(Visit.products),
    _HOST.selectinload(Person.affiliations).joinedload(Affiliation.organisation),
)


@dataclass(frozen=True)
class ProgrammeEntry:
    """One item as a reader sees it: times on its own clock, who goes, and what to know."""

    item: ItineraryItem
    start: datetime  #: naive, on the clock of `item.timezone`; where nobody told it, the end, or what holds its place
    end: datetime  #: on that of `item.end_zone`
    country: str
    people: Sequence[Participant]  #: empty: the whole delegation
    notice: DayNotice | None  #: the day off, memorial day, weekend or working weekend it falls on
    clashes: Sequence[Clash]
    venue_address: str = ""  #: that another item of the programme gives for the same venue
    town: str = ""  #: that its text names, though nobody chose a place
    table_id: int | None = None  #: of a matching table whose day it is: it is read here, and changed there

    @property
    def address(self) -> str:
        """Where to go, in the local script: the item's own address, else that of its venue, else the host's, where we
        meet at its own place."""
        own = own_address(self.item, self.country) or self.venue_address
        return own or ("" if self._is_elsewhere else local_address(self.item.organisation, self.country))

    @property
    def _is_elsewhere(self) -> bool:
        """Whether the item takes place at a venue of its own, or in another place than its host: a hall, a hotel."""
        host = self.item.organisation
        if host is None or self.item.kind == "hotel":
            return False
        place, its_own = self.item.place, host.place
        if place is not None and its_own is not None and not is_within(place, its_own):
            return True
        return self._has_hall(host)

    def _has_hall(self, host: Organisation) -> bool:
        return bool(self.item.venue) and not is_room_of(self.item.venue, [name.text for name in host.names])

    @property
    def at_venue(self) -> bool:
        """Whether it takes place at a venue that is none of its host's: its address is that of this hall or hotel."""
        host = self.item.organisation
        if host is None or not self.item.venue:
            return bool(self.item.venue)
        at_host = bool(self.address) and self.address == local_address(host, self.country)
        return self.item.kind != "hotel" and self._has_hall(host) and not at_host

    @property
    def hall(self) -> bool:
        """Whether its venue tells more than who the host is: papers name it before the address."""
        host = self.item.organisation if self.item.venue else None
        names = host.names if host is not None else ()
        return bool(self.item.venue) and search_key(self.item.venue) not in {search_key(name.text) for name in names}

    @property
    def told_place(self) -> Place | None:
        """Where it is as somebody wrote, as `ItineraryItem.told_place`; a venue that is the host's name is none."""
        host = self.item.organisation
        return self.item.told_place or (host.place if host is not None and not self.hall else None)

    @property
    def is_assumed(self) -> bool:
        """Whether nobody told where one has to go: that it is the main place of the mission is then a guess."""
        told = self.address or self.town or self.item.told_place is not None
        return self.item.kind in rules.AT_AN_ADDRESS and self.table_id is None and not told

    def address_in(self, language: str) -> str:
        """The same for readers of a language, as the item has it, else the host; "" where that is the local one.

        Also where nobody told it in the language.
        """
        if language == local_language(self.country):
            return ""
        typed, tongue = self.item.worded("address", language)
        host = self.item.organisation
        if typed or host is None or self._is_elsewhere:
            return typed if tongue == language else ""
        return next((row.lines for row in host.addresses if row.language == language), "")

    @property
    def when(self) -> ShortDays:
        """12/10（木） 15:30 as gaps name it; the day alone where no clock is known."""
        return ShortDays([self.start.date()], "" if self.item.untimed else f"{self.start:%H:%M}")

    @property
    def arrives_later(self) -> bool:
        """Whether one leaves on one day and arrives on another, each by its own clock: a flight over midnight."""
        told = self.item.kind in _JOURNEYS and not self.item.open_clock and self.item.status != "cancelled"
        return told and self.end.date() > self.start.date()

    @property
    def clashing(self) -> bool:
        return bool(self.clashes)


def visible_to(user: Actor, *, archived: bool = False) -> Select[ItineraryItem]:
    """The items of the activities a user sees."""
    seen = activities.visible_ids(user)
    return select(ItineraryItem).where(stands(ItineraryItem, archived=archived), ItineraryItem.activity_id.in_(seen))


def item(id: int, *, user: Actor, archived: bool = False) -> ItineraryItem:
    """One item with its visit, hosts and people; NotVisible when there is none for this user."""
    return _named([only(visible_to(user, archived=archived), id, *_LOADED)])[0]


def items(activity_id: int, *, anew: bool = False) -> list[ItineraryItem]:
    """The items of an activity in order of time; `anew` as they are now, also those that were read before."""
    options = {"populate_existing": True} if anew else {}
    found = db.session.scalars(_items(), {"activity": activity_id}, execution_options=options)
    return _named(list(found.unique()))


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _items() -> Select[ItineraryItem]:
    of_it = ItineraryItem.activity_id == bindparam("activity", type_=Integer)
    statement = select(ItineraryItem).where(of_it, ItineraryItem.archived_at.is_(None)).options(*_LOADED)
    return statement.order_by(ItineraryItem.starts_at, ItineraryItem.id)


def signings(activity_id: int) -> list[ItineraryItem]:
    """The signings of an activity that took place, in order of time, without what hangs on them."""
    held = ItineraryItem.kind == "signing", ItineraryItem.status == "done", ItineraryItem.archived_at.is_(None)
    statement = select(ItineraryItem).where(ItineraryItem.activity_id == activity_id, *held)
    return list(db.session.scalars(statement.order_by(ItineraryItem.starts_at, ItineraryItem.id)))


def _named(found: list[ItineraryItem]) -> list[ItineraryItem]:
    """The items with names and ways to reach of everyone in them: a query for each of these, not for each role.

    A place has ten names. Joined, those of an item's place times those of its host's made a hundred rows of each item.
    """
    met_there = [host.person for item in found if item.visit is not None for host in item.visit.hosts]
    posts = [post.organisation for host in met_there for post in host.affiliations]
    met = [item.organisation for item in found]
    reading.fill([*(item.place for item in found), *(body.place for body in met if body is not None)], Place.names)
    reading.fill([*met, *posts], Organisation.names)
    reading.fill(met, Organisation.addresses, Organisation.contact_points)
    people = [person for item in found for person in (item.interpreter, item.contact)]
    reading.fill([*people, *met_there], Person.names, Person.contact_points)
    return found


def slot(item: ItineraryItem) -> Slot:
    """When an item takes place and who is in it (needs its people loaded)."""
    people = frozenset(part.id for part in _who_goes(item))
    return Slot(
        item.id, item.kind, item.status, item.starts_at, item.ends_at, people, item.interpreter_id, item.untimed
    )


def _who_goes(item: ItineraryItem) -> list[Participant]:
    """Whom an item names, without who cancelled; where all of them did it still is no item of the whole delegation."""
    named = [row.participant for row in item.people]
    return [part for part in named if part.status != "cancelled"] or named


def is_appointment(item: ItineraryItem) -> bool:
    """Whether we are received at an item, which is not cancelled (needs its visit loaded)."""
    return item.status != "cancelled" and (item.visit is not None or item.kind in rules.WITH_HOST)


def asks_appointment(item: ItineraryItem) -> bool:
    """Whether somebody has to confirm that we are received at an appointment; needs its visit loaded."""
    return item.visit is not None and is_appointment(item)


def is_visit(item: ItineraryItem, *, or_cancelled: bool = False) -> bool:
    """Whether we see a host there, or would have: what covers count and lists number (needs its visit loaded)."""
    told, hosted = item.visit, item.organisation_id is not None
    prepared = told is not None and bool(told.hosts or told.agenda or told.questions or told.result)
    noted = prepared or (told is not None and bool(told.purpose or told.gifts or told.presenter_id))
    counts = counting.is_visit(item.kind, item.title, hosted=hosted, noted=noted, prepared=prepared)
    return counts and (or_cancelled or item.status != "cancelled")


def entries(activity: Activity, found: Sequence[ItineraryItem]) -> list[ProgrammeEntry]:
    """The items as a reader sees them. Needs `activity.place` loaded; asks once for the holidays."""
    clashes = rules.clashes(slot(item) for item in found if item.status != "cancelled")
    calendar = calendar_of(activity, [item.place for item in found if item.place is not None])
    seen = [_entry(activity, item, clashes, calendar) for item in found]
    told = addresses_of_venues(seen)
    alone = {venue: addresses[0] for venue, addresses in told.items() if len(addresses) == 1}
    return [replace(entry, venue_address=alone.get(entry.item.venue, "")) for entry in seen]


def addresses_of_venues(found: Iterable[ProgrammeEntry]) -> dict[str, list[str]]:
    """{venue: the addresses that were typed for its items}: of two that differ, nobody knows which is right."""
    told: dict[str, dict[str, str]] = {}
    for entry in found:
        address = own_address(entry.item, entry.country)
        if entry.item.venue and address:
            told.setdefault(entry.item.venue, {}).setdefault(search_key(address), address)
    return {venue: list(addresses.values()) for venue, addresses in told.items()}


def own_address(item: ItineraryItem, country: str) -> str:
    """The address that was typed for an item, in the local script where it was given in that."""
    return item.address or item.worded("address", local_language(country))[0]


def _entry(activity: Activity, item: ItineraryItem, clashes: Iterable[Clash], calendar: Calendar) -> ProgrammeEntry:
    start, end = (datetime.fromisoformat(wall) for wall in (item.wall_start, item.wall_end))
    start = end if item.open_clock == "start" else start
    place = item.place if item.place is not None else activity.place
    country = place.country
    notice = None if item.status == "cancelled" else calendar.notice(place, start.date(), item.kind)
    mine = [clash for clash in clashes if item.id in (clash.first.id, clash.second.id)]
    people = sorted(_who_goes(item), key=lambda part: (part.order, part.id))
    return ProgrammeEntry(item, start, end, country, people, notice, mine, town=town_of(item, activity.place))


def other_zone(activity: Activity) -> str:
    """The second clock of a programme: home for a mission abroad; at home that of who sends the guests, else of all of
    these, or "" where they come from several zones, or from none but ours."""
    guests = [part.organisation for part in activity.participants if part.status != "cancelled"]
    return zone_of_guests(activity, [activity.sender_organisation]) or zone_of_guests(activity, guests)


def zone_of_guests(activity: Activity, guests: Iterable[Organisation | None]) -> str:
    """The same for some of the guests alone: each party reads its own clock."""
    if activity.place.timezone != here.zone():
        return here.zone()
    # Of a country with several zones nothing tells which: none is told, and not that of the others.
    known = [body for body in guests if body is not None and (body.place_id or body.country)]
    found = {_zone_of(body) or "" for body in known} - {here.zone()}
    return next(iter(found)) if len(found) == 1 else ""


def _zone_of(organisation: Organisation) -> str | None:
    if organisation.place_id is not None:
        return places.zone_of(organisation.place_id)
    return OF_COUNTRIES.get(organisation.country)


def interpreting_elsewhere(person_id: int, activity_id: int, slot: Slot) -> ItineraryItem | None:
    """A confirmed item of another activity that takes place, at which somebody interprets at the time of a slot."""
    takes_place = select(Activity.id).where(Activity.status != "cancelled", Activity.archived_at.is_(None))
    statement = (
        select(ItineraryItem)
        .where(ItineraryItem.activity_id.in_(takes_place))
        .where(ItineraryItem.interpreter_id == person_id, ItineraryItem.activity_id != activity_id)
        .where(ItineraryItem.archived_at.is_(None), ItineraryItem.status.in_(rules.BINDING))
        .where(ItineraryItem.starts_at < slot.ends_at, ItineraryItem.ends_at > slot.starts_at)
        .where(ItineraryItem.kind.not_in(rules.BACKGROUND), ItineraryItem.open_clock != "both")
    )
    return db.session.scalars(statement.order_by(ItineraryItem.starts_at).limit(1)).first()


#: In which language an address is written for the drivers of a country.
_LOCAL = {"CN": "zh-Hans", "JP": "ja", "KR": "ko"}


def local_address(organisation: Organisation | None, country: str) -> str:
    """The address of an organisation as its own country writes it, else in whatever language there is."""
    if organisation is None or not organisation.addresses:
        return ""
    wanted = _LOCAL.get(country, "en")
    best = next((a for a in organisation.addresses if a.language == wanted), organisation.addresses[0])
    return best.lines


def local_language(country: str) -> str:
    """The language that a country's addresses are written in."""
    return _LOCAL.get(country, "en")


def of_organisation(organisation_id: int, *, user: Actor) -> list[tuple[ItineraryItem, Activity]]:
    """The items at which we are received by an organisation, latest first, with their activities."""
    statement = (
        select(ItineraryItem, Activity)
        .join(Activity, Activity.id == ItineraryItem.activity_id)
        .where(ItineraryItem.organisation_id == organisation_id, ItineraryItem.archived_at.is_(None))
        .where(Activity.id.in_(activities.visible_ids(user)))
        .options(selectinload(Activity.names), selectinload(ItineraryItem.visit))
        .order_by(ItineraryItem.starts_at.desc(), ItineraryItem.id.desc())
    )
    return [(item, activity) for item, activity in db.session.execute(statement).unique()]


def sides(item: ItineraryItem) -> tuple[int | None, int | None]:
    """(counterpart, our organisation) of the talk behind an item: ids of organisations.

    Who visits us is the counterpart, and the firm that they visit is our side. A courtesy call is one with the body
    that sends them; a business talk with the one that those who go stand for, which is asked where they are of several.
    None: it is asked, or known from the activity.
    """
    if not receives(item):
        return item.organisation_id, None
    visitor = db.session.get_one(Activity, item.activity_id).sender_organisation_id
    if talk_kind(item.kind, item.title) in ("", "business_talk") and (guests := _bodies(item)):
        visitor = guests.pop() if len(guests) == 1 else None
    return visitor, item.organisation_id


def receives(item: ItineraryItem) -> bool:
    """Whether guests of ours are met at an item: in a mission that comes to us, unless the item names their body."""
    activity = db.session.get_one(Activity, item.activity_id)
    host = item.organisation_id
    return activity.direction == "inbound" and (host is None or host != activity.sender_organisation_id)


def _bodies(item: ItineraryItem) -> set[int]:
    """Whom those who go to an item stand for, interpreters left out: ids of organisations."""
    part = Participant
    going = select(part.organisation_id).where(
        part.activity_id == item.activity_id,
        part.status != "cancelled",
        part.role != "interpreter",
        part.organisation_id.is_not(None),
    )
    if item.people:
        going = going.where(part.id.in_([row.participant_id for row in item.people]))
    return {id for id in db.session.scalars(going.distinct()) if id is not None}


def is_split(activity_id: int) -> bool:
    """Whether only a part of the delegation goes to some item of the programme."""
    held = select(ItineraryPerson.id).join(ItineraryItem, ItineraryItem.id == ItineraryPerson.item_id)
    standing = held.where(ItineraryItem.activity_id == activity_id, ItineraryItem.archived_at.is_(None))
    return db.session.scalar(standing.limit(1)) is not None
