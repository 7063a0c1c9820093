"""What a day says of the mission ahead: where its programme stands; who goes and what is missing.

The same entries and gaps as in the facts, from a third of the queries: without what a pack prints of hosts and hotels.
The programme alone needs five.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.activities.rules import AHEAD
from crm.contacts.models import Organisation, Person
from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor
from crm.meetings import queries as meetings
from crm.missions.models import ItineraryItem, ItineraryPerson, Visit, VisitHost
from crm.missions.queries import above, itinerary
from crm.missions.queries.borders import borders
from crm.missions.queries.gaps import gaps
from crm.missions.queries.itinerary import ProgrammeEntry
from crm.missions.rules import Gap
from crm.places import queries as places
from crm.places.models import Place

_PLACED: Final[tuple[Any, ...]] = (joinedload(Activity.names), joinedload(Activity.place).joinedload(Place.names))
_ACTIVITY: Final[tuple[Any, ...]] = (
    *_PLACED,
    joinedload(Activity.sender_organisation),
    selectinload(Activity.participants).options(
        joinedload(Participant.organisation),
        joinedload(Participant.person).options(selectinload(Person.names), selectinload(Person.contact_points)),
    ),
)
_SHOWN: Final[tuple[Any, ...]] = (
    joinedload(ItineraryItem.place),
    joinedload(ItineraryItem.organisation).options(joinedload(Organisation.names), joinedload(Organisation.place)),
    selectinload(ItineraryItem.people).joinedload(ItineraryPerson.participant),
)
_ITEMS: Final[tuple[Any, ...]] = (
    *_SHOWN,
    joinedload(ItineraryItem.organisation).selectinload(Organisation.addresses),
    joinedload(ItineraryItem.interpreter).joinedload(Person.names),
    joinedload(ItineraryItem.visit).selectinload(Visit.hosts).joinedload(VisitHost.person).joinedload(Person.names),
)


@dataclass(frozen=True)
class MissionOutlook:
    """A mission that is under way or ahead."""

    activity: Activity  #: names and place loaded
    delegation: Sequence[Participant]  #: without cancelled ones
    entries: Sequence[ProgrammeEntry]  #: in order of time; names of the organisations loaded
    gaps: Sequence[Gap]

    @property
    def visits(self) -> list[ItineraryItem]:
        """The items at which we are received, without cancelled ones."""
        return [entry.item for entry in self.entries if itinerary.is_visit(entry.item)]


def next_activity(*, user: Actor, today: date, but: Collection[str]) -> Activity | None:
    """The visible activity under way or next to start that is of none of the types `but`, with names and place."""
    return _found(user, today, but, _PLACED)


def _found(user: Actor, today: date, but: Collection[str], load: tuple[Any, ...]) -> Activity | None:
    return db.session.scalars(_next(user, today, frozenset(but), load), reading.by(user)).unique().first()


@reading.kept
def _next(user: Actor, today: date, but: Collection[str], load: tuple[Any, ...]) -> Select[Activity]:
    statement = activities.visible_to(user).where(
        Activity.end_on >= today, Activity.status.in_(AHEAD), Activity.type.not_in(sorted(but))
    )
    return statement.order_by(Activity.start_on, Activity.id).limit(1).options(*load)


def programme(activity: Activity) -> list[ProgrammeEntry]:
    """The programme of what `next_activity` finds, in order of time; names of the organisations loaded."""
    return _entries(activity, _SHOWN)


def _entries(activity: Activity, load: tuple[Any, ...]) -> list[ProgrammeEntry]:
    items = select(ItineraryItem).where(ItineraryItem.activity_id == activity.id, ItineraryItem.archived_at.is_(None))
    in_time = items.order_by(ItineraryItem.starts_at, ItineraryItem.id).options(*load)
    return itinerary.entries(activity, list(db.session.scalars(in_time).unique()))


def next_outlook(*, user: Actor, today: date, but: Collection[str]) -> MissionOutlook | None:
    """What `next_activity` finds, with its programme and gaps; a fixed number of queries."""
    activity = _found(user, today, but, _ACTIVITY)
    if activity is None:
        return None
    entries = _entries(activity, _ITEMS)
    delegation = [part for part in activity.participants if part.status != "cancelled"]
    crossed = borders(activity, entries, delegation)
    return MissionOutlook(
        activity,
        delegation,
        entries,
        [
            *gaps(
                activity,
                entries,
                crossed,
                places.calls_at(activity.place, guests=activity.direction == "inbound"),
                meetings.held_at(activity.id),
            ),
            *above.gaps(activity, user=user),
        ],
    )
