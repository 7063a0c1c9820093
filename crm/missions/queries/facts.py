"""A whole mission as read models: what the briefing pack, the report and the pages are written from."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.contacts.queries.display import title_of
from crm.core.permissions import Actor
from crm.missions import rules
from crm.missions.queries import gaps as missing
from crm.missions.queries import itinerary
from crm.missions.queries.gaps import Gap
from crm.missions.queries.itinerary import Entry, LocalDay


@dataclass(frozen=True)
class Host:
    """A person of the host who receives us, with the post held on the day of the visit."""

    person: Person  #: names, contact points and affiliations loaded
    title: str
    needs_reading: bool


@dataclass(frozen=True)
class VisitFact:
    """One item at which we are received: where, by whom, what for."""

    entry: Entry
    organisation: Organisation | None  #: names, addresses and contact points loaded
    hosts: Sequence[Host]
    appointment: str  #: rules.APPOINTMENTS; "" when the item has no visit
    purpose: str
    agenda: Sequence[str]
    questions: Sequence[str]
    gifts: str


@dataclass(frozen=True)
class Facts:
    """Everything about one activity, loaded: no further query is needed to print it."""

    activity: Activity  #: names, place, leader, coordinator, initiative, host and sender, costs loaded
    delegation: Sequence[
        Participant
    ]  #: without cancelled ones, in the order of protocol; person and organisation loaded
    head: Participant | None
    days: Sequence[LocalDay]
    visits: Sequence[VisitFact]  #: in order of time, without cancelled items
    hosts: Sequence[Host]  #: everyone we meet, once each, in order of the first meeting
    objectives: Sequence[str]
    key_messages: Sequence[str]
    gaps: Sequence[Gap]

    @property
    def entries(self) -> list[Entry]:
        """Every item in order of time."""
        return [entry for day in self.days for entry in day.entries]


def fact(activity: Activity) -> Facts:
    """The facts of an activity that `activities.queries.one` loaded. A fixed number of queries."""
    entries = itinerary.entries(activity, itinerary.items(activity.id))
    visits = [_visit(entry) for entry in entries if _is_visit(entry)]
    delegation = [part for part in activity.participants if part.status != "cancelled"]
    return Facts(
        activity=activity,
        delegation=delegation,
        head=next((part for part in delegation if part.role == "head"), None),
        days=itinerary.by_day(activity, entries),
        visits=visits,
        hosts=list({host.person.id: host for visit in reversed(visits) for host in reversed(visit.hosts)}.values())[
            ::-1
        ],
        objectives=rules.lines(activity.objectives),
        key_messages=rules.lines(activity.key_messages),
        gaps=missing.gaps(activity, entries),
    )


def facts(id: int, *, user: Actor) -> Facts:
    """The facts of an activity a user sees; NotVisible otherwise."""
    return fact(activities.one(id, user=user))


def _is_visit(entry: Entry) -> bool:
    return entry.item.status != "cancelled" and (entry.item.visit is not None or entry.item.kind in rules.WITH_HOST)


def _visit(entry: Entry) -> VisitFact:
    visit = entry.item.visit
    return VisitFact(
        entry=entry,
        organisation=entry.item.organisation,
        hosts=[_host(row.person, entry) for row in visit.hosts] if visit is not None else [],
        appointment=visit.appointment if visit is not None else "",
        purpose=visit.purpose if visit is not None else "",
        agenda=rules.lines(visit.agenda) if visit is not None else [],
        questions=rules.lines(visit.questions) if visit is not None else [],
        gifts=visit.gifts if visit is not None else "",
    )


def _host(person: Person, entry: Entry) -> Host:
    """The title at the host organisation when the person has a post there, else the main post of that day."""
    day = entry.start.date()
    there = [
        post
        for post in person.affiliations
        if post.organisation_id == entry.item.organisation_id
        and (post.from_date is None or post.from_date <= day)
        and (post.to_date is None or post.to_date >= day)
    ]
    title = title_of(there[0]) if there else contacts.current_title(person, day)
    return Host(person, title, missing.needs_reading(person))
