"""A whole mission as read models: what the briefing pack, the report and the pages are written from."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.activities.rules import ABSENT, AHEAD, ATTENDED, GOING
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person, Portrait
from crm.contacts.queries.display import title_of
from crm.contacts.rules import NO_RANK, titled
from crm.core import clock
from crm.core.permissions import Actor
from crm.meetings import queries as meetings
from crm.missions import rules
from crm.missions.models import ItineraryItem, Visit
from crm.missions.queries import gaps as missing
from crm.missions.queries import itinerary
from crm.missions.queries.borders import Border, borders
from crm.missions.queries.days import LocalDay, by_day, printed_days
from crm.missions.queries.emergency import head_of
from crm.missions.queries.itinerary import ProgrammeEntry
from crm.missions.queries.stays import places_of
from crm.missions.rules import Gap, Seat
from crm.missions.rules.hosts import inspects
from crm.places import queries as places
from crm.places.models import Place
from crm.places.queries import Calls
from crm.places.rules import Shown
from crm.products.models import Product


@dataclass(frozen=True)
class Host:
    """A person of the host who receives us, with the post held on the day of the visit."""

    person: Person  #: names, contact points and affiliations loaded
    organisation: Organisation | None  #: that receives us there; names loaded
    title: str
    needs_reading: bool
    rank: int  #: of the post, 1 is the highest; hosts stand in this order
    titles: Mapping[str, str]  #: {language: title} in further languages

    def titled(self, language: str) -> tuple[str, str]:
        """(title, its language) for a reader of `language`."""
        return titled(self.title, self.titles, language, self.person.primary_language)


@dataclass(frozen=True)
class Sitter:
    """Somebody at a table, by name."""

    name: str
    language: str
    reading: Shown | None = None  #: of a name in another language than the reader's
    firm: Shown | None = None  #: where another is called alike


@dataclass(frozen=True)
class Seating:
    """A table with guests on the side that faces the door and hosts opposite."""

    guests: Sequence[tuple[Seat, Sitter]]
    hosts: Sequence[tuple[Seat, Sitter]]


@dataclass(frozen=True)
class VisitFact:
    """One item at which we are received: where, by whom, what for."""

    entry: ProgrammeEntry
    organisation: Organisation | None  #: names, addresses and contact points loaded
    hosts: Sequence[Host]
    appointment: str  #: rules.APPOINTMENTS; "" where nobody receives us
    purpose: str
    agenda: Sequence[str]
    questions: Sequence[str]
    gifts: str
    gifts_received: str
    photos: str  #: rules.PHOTOS; "" when the item has no visit
    result: str
    presenter: Participant | None
    product_ids: frozenset[int] | None  #: whose sheets go with it; None: of all that the mission carries

    @property
    def lacks_host(self) -> bool:
        """Whether nobody has entered whom it leads to; what is inspected alone asks for nobody."""
        item = self.entry.item
        return self.organisation is None and (bool(self.hosts) or not inspects(item.kind, item.title))


@dataclass(frozen=True)
class Facts:
    """Everything about one activity, loaded but for its portraits and gaps."""

    activity: Activity  #: names, place, leader, coordinator, initiative, host and sender, costs loaded
    delegation: Sequence[
        Participant
    ]  #: without cancelled ones, in the order of protocol; person and organisation loaded
    head: Participant | None
    days: Sequence[LocalDay]
    appointments: Sequence[VisitFact]  #: visits and events, in order of time, without cancelled items
    hosts: Sequence[Host]  #: everyone we meet, once each, firm by firm in order of the first meeting
    objectives: Sequence[str]
    key_messages: Sequence[str]
    borders: Sequence[Border]
    lacking: Callable[[], Sequence[Gap]]  #: looks for the gaps, once somebody asks for them
    calls: Calls  #: whom to call at the place in an emergency
    other_zone: str  #: the second clock: home when abroad, the guests' at home; "" where they have not one
    faceless: frozenset[int] = frozenset()  #: whose portrait the paper must not show
    table_talks: int = 0  #: business talks at matching tables, which the storey above adds (`above.whole`)

    @cached_property
    def gaps(self) -> Sequence[Gap]:
        """What is missing, whether or not anybody can still mend it."""
        return self.lacking()

    @cached_property
    def portraits(self) -> Mapping[int, Portrait]:
        """{person: portrait} of hosts and delegates; those without are absent. Asked when they are shown."""
        shown = {each.person.id for each in self.hosts} | {part.person_id for part in self.delegation}
        return contacts.portraits(shown - self.faceless)

    @property
    def entries(self) -> list[ProgrammeEntry]:
        """Every item in order of time."""
        return [entry for day in self.days for entry in day.entries]

    @property
    def standing(self) -> list[ProgrammeEntry]:
        """Every item that was not cancelled, in order of time: what papers tell as part of the programme."""
        return [entry for entry in self.entries if entry.item.status != "cancelled"]

    @property
    def further(self) -> list[Place]:
        """Where the programme leads beside the main place, in its order, without what was cancelled."""
        return self.places[1:]

    @property
    def places(self) -> list[Place]:
        """Where it goes, the main place first."""
        return places_of(self.activity, (entry.item for entry in self.standing))

    @property
    def printed_days(self) -> list[LocalDay]:
        """Every day of the mission, and where one sleeps, as a paper tells them."""
        return printed_days(self.activity, self.entries)

    def is_entered(self, day: date) -> bool:
        """Whether anything was entered for a day: of an empty one nobody said that nothing is planned."""
        return any(entry.start.date() == day for entry in self.entries)

    @property
    def visits(self) -> list[VisitFact]:
        """The appointments at which we see a host: no reception, seminar or matching."""
        return [each for each in self.appointments if itinerary.is_visit(each.entry.item)]

    @cached_property  # papers ask it at each item of each programme
    def uninterpreted(self) -> set[int | None]:
        """The ids of the items at which nobody interprets yet: what the gaps ask for, papers say at each of them."""
        return {gap.item_id for gap in self.gaps if gap.kind == "interpreter"} - {None}

    @cached_property
    def along(self) -> dict[int, list[Participant]]:
        """{item at which one talks across languages: the interpreters who go along}, where nobody else interprets.

        Tables of a matching name their own.
        """
        spoken = (e for e in self.entries if e.item.kind != "matching" and missing.is_spoken(self.activity, e))
        alone = {e.item.id: missing.along(e, self.delegation) for e in spoken if e.item.interpreter_id is None}
        return {id: parts for id, parts in alone.items() if parts}

    def mendable(self) -> list[Gap]:
        """The gaps that somebody can still mend today: before a mission all of them, none once it was carried out."""
        if self.activity.status not in AHEAD:
            return []
        over = self.activity.end_on < clock.today(self.activity.place.timezone)
        return [gap for gap in self.gaps if not over or gap.kind in rules.MENDED_AFTERWARDS]

    @property
    def asked(self) -> list[VisitFact]:
        """The appointments that somebody has to confirm, which are those that a gap tells until it is done."""
        return [each for each in self.appointments if itinerary.asks_appointment(each.entry.item)]

    @property
    def attendance_told(self) -> bool:
        """Whether somebody said who was there."""
        return attendance_told(self.delegation)

    @property
    def counted(self) -> list[Participant]:
        """Whom a page counts."""
        return counted(self.delegation)

    def received(self, *, apart: Collection[int]) -> set[int]:
        """The ids of who received us at what took place, but for the items `apart`: their talks tell who was there."""
        took_place = [each for each in self.appointments if each.entry.item.status == "done"]
        return {host.person.id for each in took_place if each.entry.item.id not in apart for host in each.hosts}

    def hosts_at(self, item: ItineraryItem) -> Sequence[Host]:
        """Who receives us at an item; nobody where none is named."""
        return next((each.hosts for each in self.appointments if each.entry.item is item), ())


def attendance_told(delegation: Sequence[Participant]) -> bool:
    """Whether somebody said who of a delegation was there."""
    return any(part.status in (ATTENDED, ABSENT) for part in delegation)


def counted(delegation: Sequence[Participant]) -> list[Participant]:
    """Whom a page counts: as the papers who came, once somebody said so; until then all but who cancelled."""
    told = attendance_told(delegation)
    return [part for part in delegation if part.status in GOING or not told]


def fact(activity: Activity) -> Facts:
    """The facts of an activity that `activities.queries.one` loaded. A fixed number of queries."""
    entries = itinerary.entries(activity, itinerary.items(activity.id))
    held = meetings.held_at(activity.id) if entries else frozenset()
    visits = [_visit(entry, held) for entry in entries if itinerary.is_appointment(entry.item)]
    delegation = [part for part in activity.participants if part.status != "cancelled"]
    hosts = _everyone(visits)
    crossed, calls = (
        borders(activity, entries, delegation),
        places.calls_at(activity.place, guests=activity.direction == "inbound"),
    )
    return Facts(
        activity=activity,
        delegation=delegation,
        head=head_of(delegation),
        days=by_day(activity, entries),
        appointments=visits,
        hosts=hosts,
        objectives=rules.lines(activity.objectives),
        key_messages=rules.lines(activity.key_messages),
        borders=crossed,
        lacking=lambda: missing.gaps(activity, entries, crossed, calls, held),
        calls=calls,
        other_zone=itinerary.other_zone(activity),
    )


def on_paper(facts: Facts, day: date | None = None) -> Facts:
    """The same for a paper: in its delegation stands who accepted, and afterwards who was there. A paper of a `day`
    before the mission announces whoever had accepted by the time it began: who did not come then is not told yet.
    """
    going = on_list(facts.delegation, facts.activity, day)
    told = {entry.item.id: _told(entry, going) for entry in facts.entries}
    return replace(
        facts,
        delegation=going,
        head=head_of(going),
        days=[replace(day, entries=[told[entry.item.id] for entry in day.entries]) for day in facts.days],
        appointments=[
            replace(each, entry=told[each.entry.item.id], presenter=each.presenter if each.presenter in going else None)
            for each in facts.appointments
        ],
    )


def on_list(parts: Iterable[Participant], activity: Activity, day: date | None) -> list[Participant]:
    """Who of a delegation stands on a paper of a day."""
    ahead = day is not None and day < activity.start_on
    return [part for part in parts if part.status in GOING or (ahead and part.status == ABSENT)]


def _told(entry: ProgrammeEntry, going: Collection[Participant]) -> ProgrammeEntry:
    """An item with who goes to it of those who go along. An item of nobody else still is none of the whole
    delegation."""
    people = [part for part in entry.people if part in going]
    return replace(entry, people=people or entry.people)


def facts(id: int, *, user: Actor) -> Facts:
    """The facts of an activity a user sees; NotVisible otherwise."""
    return fact(activities.one(id, user=user))


def _everyone(visits: Sequence[VisitFact]) -> list[Host]:
    """Everyone we meet, once each: their firms in order of the first meeting, in each the highest post first."""
    found: dict[int, Host] = {}
    order: dict[int, int] = {}
    for visit in visits:
        for host in visit.hosts:
            found.setdefault(host.person.id, host)
            order.setdefault(_body_of(host), len(order))
    return sorted(found.values(), key=lambda host: (order[_body_of(host)], host.rank))


def _body_of(host: Host) -> int:
    return host.organisation.id if host.organisation is not None else 0


def _visit(entry: ProgrammeEntry, held: Collection[int]) -> VisitFact:
    visit = entry.item.visit
    presenter = visit.presenter if visit is not None else None
    return VisitFact(
        entry=entry,
        organisation=entry.item.organisation,
        hosts=_hosts(visit, entry) if visit is not None else [],
        appointment="confirmed" if entry.item.id in held else entry.item.appointment,
        purpose=visit.purpose if visit is not None else "",
        agenda=rules.lines(visit.agenda) if visit is not None else [],
        questions=rules.lines(visit.questions) if visit is not None else [],
        gifts=visit.gifts if visit is not None else "",
        gifts_received=visit.gifts_received if visit is not None else "",
        photos=visit.photos if visit is not None else "",
        result=visit.result if visit is not None else "",
        presenter=presenter if presenter is not None and presenter.status != "cancelled" else None,
        product_ids=frozenset(row.product_id for row in visit.products) if visit and visit.some_products else None,
    )


def sheets_of(visit: VisitFact, carried: Sequence[Product]) -> list[Product]:
    """Of what the mission carries, the products whose sheets go with a visit, in their order."""
    return [product for product in carried if visit.product_ids is None or product.id in visit.product_ids]


def _hosts(visit: Visit, entry: ProgrammeEntry) -> list[Host]:
    """Who receives us, the highest post first; of one rank in the order in which they were named."""
    return sorted((_host(row.person, entry) for row in visit.hosts), key=lambda host: host.rank)


def _host(person: Person, entry: ProgrammeEntry) -> Host:
    """The title and rank at the host organisation when the person has a post there, else the main post of that day."""
    day = entry.start.date()
    there = [
        post
        for post in person.affiliations
        if post.organisation_id == entry.item.organisation_id
        and (post.from_date is None or post.from_date <= day)
        and (post.to_date is None or post.to_date >= day)
    ]
    post = there[0] if there else contacts.current_affiliation(person, day)
    title, titles = (title_of(post), post.titles) if post is not None else ("", {})
    rank = post.rank if post is not None else NO_RANK
    return Host(person, entry.item.organisation, title, missing.needs_reading(person), rank, titles)


def seating(visit: VisitFact, delegation: Sequence[Participant], language: str) -> Seating:
    """Who sits where, named for readers of a language: the guests face the door, the hosts sit opposite."""
    item = visit.entry.item
    sitting = [part for part in visit.entry.people or delegation if part.status not in (ABSENT, "cancelled")]
    guests = [part for part in sitting if part.person_id != item.interpreter_id]
    speakers = _in_front([part for part in guests if part.role != "interpreter"], visit.presenter)
    called = Counter(part.name_snapshot for part in guests)
    interpreting = [_delegate(part, language, called) for part in guests if part.role == "interpreter"]
    names = [_delegate(part, language, called) for part in speakers]
    # One sits beside the first guest and interprets; the others of the delegation sit behind who speaks.
    if item.interpreter is not None:
        names += [*interpreting, _sitter(item.interpreter, contacts.written(item.interpreter, language).name, language)]
    else:
        names += interpreting[1:] + interpreting[:1]
    interpreted = item.interpreter is not None or bool(interpreting)
    hosts = [_sitter(host.person, contacts.written(host.person, language).name, language) for host in visit.hosts]
    return Seating(_seated(names, interpreted=interpreted), _seated(hosts, interpreted=False))


def _in_front(speakers: Sequence[Participant], presenter: Participant | None) -> list[Participant]:
    """The speakers by rank, but for who presents: nobody speaks for a delegation from its second row."""
    last = rules.SEATS_IN_ROW - 2  # of those in front, beside one who interprets
    rest = [part for part in speakers if presenter is None or part.id != presenter.id]
    if presenter is None or len(rest) == len(speakers) or speakers.index(presenter) <= last:
        return list(speakers)
    return [*rest[:last], presenter, *rest[last:]]


def _delegate(part: Participant, language: str, called: Mapping[str, int]) -> Sitter:
    """One of a delegation; where two are called alike, their firm stands under the name and tells them apart."""
    found = _sitter(part.person, contacts.kept(part.person, part.name_snapshot, language), language)
    firm, body = part.organisation_snapshot, part.organisation
    if not firm or called[part.name_snapshot] < 2:
        return found
    shown = contacts.kept(body, firm, language) if body is not None else Shown(firm, part.person.primary_language)
    return replace(found, firm=shown)


def _sitter(person: Person, name: Shown, language: str) -> Sitter:
    return Sitter(*name, contacts.written(person, language).reading if name.language != language else None)


def _seated(names: Sequence[Sitter], *, interpreted: bool) -> list[tuple[Seat, Sitter]]:
    return [(seat, names[seat.index]) for seat in rules.seats(len(names), interpreted=interpreted)]
