"""Days off, working weekends and memorial days around a mission: for its items, and while it is planned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.activities.models import Activity
from crm.core.database import db
from crm.missions import rules
from crm.missions.rules import DayNotice, DayOff
from crm.places import queries as places
from crm.places.models import Holiday, Place

#: A typing error in a date must not read centuries of holidays.
LONGEST = timedelta(days=120)


@dataclass(frozen=True)
class Calendar:
    """The special days of the places of a programme; asks the database no more."""

    days_off: Sequence[DayOff]
    lineages: Mapping[int, frozenset[int]]  #: {place id: itself and all above}

    def notice(self, place: Place, day: date, kind: str) -> DayNotice | None:
        """What to know about an item of this kind at this place on this day (INV-A3)."""
        return rules.day_notice(place.country, day, kind, self.days_off, self.lineages.get(place.id, frozenset()))


def calendar_of(activity: Activity, found: Iterable[Place]) -> Calendar:
    """The special days at the activity's own place and the `found` ones, over its days. Two queries."""
    here = {place.id: place for place in (activity.place, *found)}
    around = timedelta(days=1)
    countries = sorted({place.country for place in here.values()})
    rows = places.holidays(countries, activity.start_on - around, activity.end_on + around)
    return Calendar([day_off(row) for row in rows], places.lineages(here))


def day_off(row: Holiday) -> DayOff:
    """An entry of the holiday table as the rules read it."""
    names = {name.language: name.text for name in row.names}
    return DayOff(row.country, row.day, row.name, row.kind, row.place_id, names)


def note(activity: Activity, *, day: date | None, place_id: int | None, kind: str) -> DayNotice | None:
    """What an item form says about the chosen day before it is saved; None without a day."""
    place = places.by_ids([place_id]).get(place_id) if place_id is not None else None
    if day is None:
        return None
    here = place or activity.place
    rows = places.holidays([here.country], day, day)
    lineages = places.lineages([here.id])
    return rules.day_notice(here.country, day, kind, [day_off(row) for row in rows], lineages[here.id])


def during(start_on: date | None, end_on: date | None, place_id: int | None) -> list[Holiday]:
    """The special days of both countries while a mission to a place would last, by day; empty while dates are open.

    Those of a region count when the place lies in it.
    """
    if start_on is None or end_on is None or not timedelta() <= end_on - start_on <= LONGEST:
        return []
    home = places.office_country()
    place = db.session.get(Place, place_id) if place_id is not None else None
    rows = places.holidays(sorted({home, place.country if place is not None else home}), start_on, end_on)
    regional = any(row.place_id is not None for row in rows)
    above = places.lineages([place.id])[place.id] if place is not None and regional else frozenset()
    return [row for row in rows if row.place_id is None or row.place_id in above]
