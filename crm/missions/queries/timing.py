"""Gaps of time: clocks that nobody told, items on a doubtful day, little time in between, nights without a hotel."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from crm.activities.models import Activity, Participant
from crm.core.days import ShortDays
from crm.core.texts import Text
from crm.core.zones import ZONES
from crm.missions import rules
from crm.missions.models import ItineraryItem
from crm.missions.queries.days import MOST_DAYS
from crm.missions.queries.itinerary import ProgrammeEntry
from crm.missions.rules import Gap, airports, timing
from crm.missions.rules.timing import Stop

#: Whose travellers sleep where the mission goes; at a seminar at home people go home.
_SLEEPS_AWAY = frozenset({"inspection_mission", "trade_mission", "inbound_delegation"})
#: Items that somebody else has agreed to, or at which everybody sits down: nobody plans them for the night.
_BY_DAY = rules.WITH_HOST | {"meal"}
#: What needs no clock: a bed, and time of one's own.
_WITHOUT_CLOCK = rules.BACKGROUND | {"free"}


def of_time(activity: Activity, found: Sequence[ProgrammeEntry], delegation: Sequence[Participant]) -> Iterable[Gap]:
    """Every gap of the kinds clock, day, tight and night among the open entries of a programme."""
    for entry in found:
        yield from _of_clocks(entry)
        yield from _of_the_day(activity, entry, found)
    yield from _of_ways(found, delegation)
    yield from _of_airports(found)
    yield from _of_nights(activity, found)


def stop(item: ItineraryItem, id: int) -> Stop:
    """An item as `rules.timing` compares it; `id` finds it again."""
    begins, ends = item.starts_at if item.begins else None, item.ends_at if item.ends else None
    where = f"#{item.organisation_id}" if item.organisation_id else item.venue
    return Stop(id, item.kind, begins, ends, where)


def _at(entry: ProgrammeEntry) -> dict[str, object]:
    return {"day": entry.when, "title": entry.item.called}


def _of_clocks(entry: ProgrammeEntry) -> Iterable[Gap]:
    item = entry.item
    if item.untimed and item.kind not in _WITHOUT_CLOCK:
        yield Gap("clock", Text("%(day)s %(title)s: no time yet.", **_at(entry)), item_id=item.id)
    elif item.open_clock in ("start", "end") and (item.kind == "flight" or item.kind in rules.WITH_HOST):
        text = (
            Text("%(day)s %(title)s: no start time yet.", **_at(entry))
            if item.open_clock == "start"
            else Text("%(day)s %(title)s: no end time yet.", **_at(entry))
        )
        yield Gap("clock", text, item_id=item.id)


def _of_the_day(activity: Activity, entry: ProgrammeEntry, found: Sequence[ProgrammeEntry]) -> Iterable[Gap]:
    item = entry.item
    place = item.place if item.place is not None else activity.place
    if item.kind not in ("flight", "transfer") and item.timezone != place.timezone and not item.untimed:
        zones = {"zone": _named(item.timezone), "there": _named(place.timezone)}
        text = Text(
            "%(day)s %(title)s: the time is given in %(zone)s, but the place uses %(there)s.", **zones, **_at(entry)
        )
        yield Gap("day", text, item_id=item.id)
    if item.kind not in _BY_DAY or item.untimed:
        return
    if entry.start.hour < timing.EARLIEST_HOUR:
        yield Gap(
            "day", Text("%(day)s %(title)s: it starts very early. Is the time right?", **_at(entry)), item_id=item.id
        )
    there, back = _there_and_back(activity, found)
    if entry.country != activity.place.country:
        return
    if there is not None and item.starts_at < there.item.ends_at and item.starts_at != there.item.starts_at:
        yield Gap("day", Text("%(day)s %(title)s: before “%(flight)s” has landed.", flight=there.item.called,
                              **_at(entry)), item_id=item.id)  # fmt: skip
    if back is not None and item.starts_at >= back.item.starts_at:
        yield Gap("day", Text("%(day)s %(title)s: after “%(flight)s” has left.", flight=back.item.called,
                              **_at(entry)), item_id=item.id)  # fmt: skip


def _there_and_back(
    activity: Activity, found: Sequence[ProgrammeEntry]
) -> tuple[ProgrammeEntry | None, ProgrammeEntry | None]:
    """The first flight where it is on the first day, the last one where it is on the last day; of whoever all go."""
    flights = [entry for entry in found if entry.item.kind == "flight" and not entry.people and not entry.item.untimed]
    if not flights or activity.start_on == activity.end_on:
        return None, None
    first, last = flights[0], flights[-1]
    return (
        first if first.start.date() == activity.start_on else None,
        last if last.start.date() == activity.end_on else None,
    )


def _of_ways(found: Sequence[ProgrammeEntry], delegation: Sequence[Participant]) -> Iterable[Gap]:
    by_id = {entry.item.id: entry for entry in found}
    together = [stop(entry.item, entry.item.id) for entry in found if not entry.people]
    for each in timing.tight(together, travellers=len(delegation)):
        first, second = by_id[each.first.id], by_id[each.second.id]
        yield Gap("tight", tight_text(each, second.start.date(), first.item.called, second.item.called),
                  item_id=second.item.id)  # fmt: skip


def tight_text(found: timing.Tight, day: date, first: object, second: object) -> Text:
    """How much time there is between two items, and how much is usual."""
    told = {"day": ShortDays([day]), "first": first, "second": second, "minutes": found.minutes, "needed": found.needed}
    if found.with_flight:
        return Text(
            "%(day)s: %(minutes)s minutes between “%(first)s” and “%(second)s”. With a flight, a group of this size "
            "usually needs %(needed)s.",
            **told,
        )
    return Text("%(day)s: %(minutes)s minutes from “%(first)s” to “%(second)s”, at another place.", **told)


def _of_airports(found: Sequence[ProgrammeEntry]) -> Iterable[Gap]:
    """Who lands at one airport of a city and leaves from another is taken there by something of the programme."""
    landed: ProgrammeEntry | None = None
    for entry in (entry for entry in found if not entry.people and entry.item.kind in ("flight", "transfer")):
        if entry.item.kind == "flight" and landed is not None:
            first, second = landed.item.destination or landed.item.title, entry.item.origin or entry.item.title
            soon = entry.item.starts_at - landed.item.ends_at < timing.BETWEEN_FLIGHTS
            if soon and airports.are_apart(first, second):
                text = Text(
                    "%(day)s: no transfer from where “%(first)s” lands to where “%(second)s” leaves.",
                    day=ShortDays([entry.item.day]),
                    first=landed.item.called,
                    second=entry.item.called,
                )
                yield Gap("transfer", text, item_id=entry.item.id)
        landed = entry if entry.item.kind == "flight" else None


def _of_nights(activity: Activity, found: Sequence[ProgrammeEntry]) -> Iterable[Gap]:
    length = (activity.end_on - activity.start_on).days
    if activity.type not in _SLEEPS_AWAY or activity.direction == "online" or not found or length > MOST_DAYS:
        return
    asleep = [(_night_of(entry), entry.end.date()) for entry in found if entry.item.kind in rules.BACKGROUND]
    for entry in found:
        if entry.item.kind in ("flight", "transfer"):
            home = entry.end.date() >= activity.end_on and not _goes_on(entry, found)  # everybody comes home by it
            arrives = entry.end.date() if home else _night_of(entry, arrives=True)
            asleep += [(entry.item.day, arrives)] if arrives > entry.item.day else []
    nights = timing.bare_nights(activity.start_on, activity.end_on, asleep)
    if nights:
        yield Gap("night", Text("No hotel for the night of: %(days)s", days=ShortDays(nights)), day=nights[0])


def _goes_on(entry: ProgrammeEntry, found: Sequence[ProgrammeEntry]) -> bool:
    """Whether the programme has something to begin after an entry: then nobody is at home by it."""
    landed = entry.item.ends_at
    return any(each.item.kind not in rules.BACKGROUND and each.item.starts_at >= landed for each in found
               if each is not entry)  # fmt: skip


def _night_of(entry: ProgrammeEntry, *, arrives: bool = False) -> date:
    """The day whose night has begun when an entry begins (or ends, if it arrives): whoever lands at 1:10 or checks in
    then still sleeps in the night of the day before. Who lands at 3:45 has spent it on the way.
    """
    day, clock = (entry.end.date(), entry.item.ends) if arrives else (entry.item.day, entry.item.begins)
    over = timing.SPENT_ON_THE_WAY if arrives else timing.MORNING
    return day - timedelta(days=1) if clock is not None and clock.time() < over else day


def _named(zone: str) -> Text:
    return Text(ZONES.get(zone, zone))
