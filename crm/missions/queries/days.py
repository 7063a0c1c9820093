"""The programme by day, as pages and papers tell it, and as it stands at a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from crm.activities.models import Activity
from crm.core import clock
from crm.missions import rules
from crm.missions.queries.itinerary import ProgrammeEntry, entries, items

#: A mission is drawn day by day; a showroom that is open for years is not.
MOST_DAYS = 60


@dataclass(frozen=True)
class LocalDay:
    """A day of the programme on the local calendar: `number` counts from 1 on the first day of the mission."""

    day: date
    number: int
    entries: Sequence[ProgrammeEntry]
    nights: Sequence[ProgrammeEntry] = ()  #: hotels of the coming night that stand under an earlier day
    arrivals: Sequence[ProgrammeEntry] = ()  #: what arrives on it and stands under the earlier day on which it left


def days(activity: Activity) -> list[LocalDay]:
    """The whole programme of an activity by local day."""
    return by_day(activity, entries(activity, items(activity.id)))


def by_day(activity: Activity, found: Sequence[ProgrammeEntry]) -> list[LocalDay]:
    """The entries grouped by the day on their own clock, the earliest day first."""
    days: dict[date, list[ProgrammeEntry]] = {}
    for entry in found:
        days.setdefault(entry.start.date(), []).append(entry)
    return [LocalDay(day, (day - activity.start_on).days + 1, days[day]) for day in sorted(days)]


def every_day(activity: Activity, found: Sequence[ProgrammeEntry]) -> list[LocalDay]:
    """The same with the days on which nothing is planned: somewhere to move an item to."""
    planned = {day.day: day for day in by_day(activity, found)}
    length = (activity.end_on - activity.start_on).days + 1
    for day in (activity.start_on + timedelta(days=n) for n in range(min(length, MOST_DAYS))):
        planned.setdefault(day, LocalDay(day, (day - activity.start_on).days + 1, []))
    return with_arrivals(activity, list(planned.values()), found)


def with_arrivals(activity: Activity, days: Iterable[LocalDay], found: Iterable[ProgrammeEntry]) -> list[LocalDay]:
    """The days, the earliest first, each with what arrives on it: whoever meets a flight looks under its own day."""
    known = {day.day: day for day in days}
    arriving: dict[date, list[ProgrammeEntry]] = {}
    for entry in found:
        if entry.arrives_later:
            arriving.setdefault(entry.end.date(), []).append(entry)
    for day in arriving:
        known.setdefault(day, LocalDay(day, (day - activity.start_on).days + 1, []))
    return [replace(known[day], arrivals=arriving.get(day, ())) for day in sorted(known)]


def printed_days(activity: Activity, found: Sequence[ProgrammeEntry]) -> list[LocalDay]:
    """The days as a paper tells them: each of the mission, and where one sleeps; none while nothing is planned.

    An activity that goes on for longer than anybody draws day by day has those with items.
    """
    if not found or (activity.end_on - activity.start_on).days >= MOST_DAYS:
        return with_arrivals(activity, by_day(activity, found), found)
    beds = [entry for entry in found if entry.item.nights and entry.item.status != "cancelled"]
    return [
        replace(day, nights=[bed for bed in beds if bed.item.day < day.day < bed.item.leaves_on])
        for day in every_day(activity, found)
    ]


@dataclass(frozen=True)
class Now:
    """The programme as it stands at a moment: the item that runs or comes next, what follows today, what is over."""

    today: date  #: on the local calendar
    zone: str
    current: ProgrammeEntry | None  #: runs now or is the next one
    running: bool
    minutes: int | None  #: until the current item begins; None while it runs, and where nobody told when it does
    later: Sequence[ProgrammeEntry]  #: of the same day
    after: Sequence[LocalDay] = ()  #: the days that follow: a phone without a network turns to them by itself


def at(activity: Activity, found: Sequence[ProgrammeEntry], moment: datetime) -> Now:
    """What is next on the way. Background items (the hotel) are next only when nothing else is.

    What has no clock may come at any time of its day: it is next once nothing else of that day is to come.
    """
    live = [entry for entry in found if entry.item.status != "cancelled" and entry.item.ends_at > moment]
    occupied = [entry for entry in live if entry.item.kind not in rules.BACKGROUND]
    current = min(occupied or live, key=lambda entry: (entry.start.date(), entry.item.untimed), default=None)
    zone = current.item.timezone if current is not None else activity.place.timezone
    today = clock.local(moment, zone).date()
    timed = current is not None and not current.item.untimed
    running = timed and current is not None and current.item.starts_at <= moment
    minutes = None
    if current is not None and timed and not running:
        minutes = int((current.item.starts_at - moment).total_seconds() // 60)
    shown = current.start.date() if current is not None else today
    later = [entry for entry in live if entry is not current and entry.start.date() == shown]
    ahead = by_day(activity, [entry for entry in live if entry is not current and entry.start.date() > shown])
    after = [day for day in with_arrivals(activity, ahead, live) if day.day > shown]
    return Now(today, zone, current, running, minutes, later, after)
