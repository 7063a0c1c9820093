"""An item of the programme moves to another time or day, by drag, key or menu; what lies between makes room.
What a move changed is told, so that it can be taken back.

The rule, as it stands on the page: within a day the items between change places, each keeps its length, and the breaks
stay; on another day an item keeps its clock time; put at a clock in the time grid, it moves alone. An item without a
clock changes its place alone, and stays between its neighbours when one of them gets another clock. Flights, hotels
and what is over or cancelled keep their times. What was confirmed and gets another time is tentative again, because its
host has not agreed to that time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import clock
from crm.core.database import touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.missions import queries, rules
from crm.missions.models import ItineraryItem
from crm.missions.rules import ItemSpan
from crm.missions.rules.untimed import placed
from crm.missions.services.bookings import take
from crm.missions.services.clashes import check_clashes
from crm.missions.services.moments import LAST_MINUTE

#: The states in which an item may be moved; over and cancelled ones keep their times.
MOVABLE = rules.OPEN


@dataclass(frozen=True)
class Shift:
    """Where an item goes: to a clock, to a day, or on its own day before another item (None: to the end) or so many
    places on."""

    at: datetime | None = None  #: naive, on the clock of the place of the mission
    day: date | None = None
    before: int | None = None
    places: int | None = None


@dataclass(frozen=True)
class Stood:
    """How an item stood before a move, and the version that the move gave it."""

    id: int
    version: int
    start: datetime  #: naive, on the item's own clock
    status: str  #: one of MOVABLE


@dataclass(frozen=True)
class Shifted:
    """What a move changed: the local days, the one the item came from first; and how each moved item stood."""

    days: Sequence[date]
    stood: Sequence[Stood]


def shift_item(activity: Activity, item: ItineraryItem, wanted: Shift, *, by: Actor | None) -> Shifted:
    """Move an item of the programme, and what makes room for it.

    Refused for a day outside the mission, an item that is over or cancelled, and one whose way leads past an item that
    keeps its time.
    """
    if item.status not in MOVABLE:
        raise Refused(Text("“%(title)s” is over or cancelled, so its time does not change.", title=item.title))
    found = queries.items(activity.id)
    mine = next(each for each in found if each.id == item.id)
    came_from = mine.day
    starts: Mapping[int, datetime]
    if wanted.at is not None:
        at = _at(activity, mine, wanted.at)
        starts = beside(on_day(found, mine.day), mine, at) | {mine.id: at}
    elif wanted.day is not None and wanted.day != came_from:
        starts = {mine.id: _on(activity, mine, wanted.day)}
    else:
        starts = _within(found, mine, wanted)
    moved = [each for each in found if each.id in starts and starts[each.id] != each.starts_at]
    before = {each.id: _standing(each) for each in moved}
    with action(rules.ITEM_SHIFTED, by=by):
        for each in moved:
            _start_at(each, starts[each.id])
            if not each.untimed or each.day != before[each.id].start.date():
                _agree_anew(each)
    stood = [replace(before[each.id], version=each.version) for each in moved]
    return Shifted(list(dict.fromkeys([came_from, mine.day])), stood)


def unshift(activity: Activity, stood: Sequence[Stood], *, by: Actor | None) -> None:
    """Take a move back: every item it moved stands as before, confirmed what was confirmed.

    Refused when one of them was changed or removed since, when its day lies outside the mission by now, and when
    what is confirmed again clashes with what was confirmed meanwhile (INV-A1).
    """
    found = {each.id: each for each in queries.items(activity.id)}
    pairs = [(found.get(was.id), was) for was in stood]
    for each, was in pairs:
        if each is None or each.version != was.version or was.status not in MOVABLE:
            raise Refused(Text("The programme has been changed since that move, which can no longer be undone."))
    with action(rules.ITEM_SHIFT_UNDONE, by=by):
        for each, was in pairs:
            if each is not None:
                _put_back(activity, each, was)
        back = [each for each in found.values() if any(each.id == was.id for was in stood)]
        for each in back:
            check_clashes(activity.id, queries.slot(each), None)
        take(back)


def _standing(item: ItineraryItem) -> Stood:
    return Stood(item.id, item.version, datetime.fromisoformat(item.wall_start), item.status)


def _put_back(activity: Activity, item: ItineraryItem, was: Stood) -> None:
    _check_day(activity, was.start.date())
    _start_at(item, clock.from_wall(was.start, item.timezone))
    item.status = was.status


def _at(activity: Activity, item: ItineraryItem, at: datetime) -> datetime:
    """The moment of a clock to begin at. Nothing makes room: what clashes then is told, and the planner decides."""
    _check_day(activity, at.date())
    if item.kind in rules.FIXED:
        raise _stands(item)
    if item.open_clock in ("start", "both"):
        raise Refused(Text("Nobody has told when “%(title)s” begins. Enter its time.", title=item.title))
    return clock.from_wall(at, activity.place.timezone)


def _on(activity: Activity, item: ItineraryItem, day: date) -> datetime:
    """The same clock time on another day; a night that begins on the last day may end after it."""
    _check_day(activity, day)
    if item.kind in rules.FIXED and item.kind not in rules.BACKGROUND:
        raise _stands(item)
    start = datetime.fromisoformat(item.wall_start)
    return clock.from_wall(datetime.combine(day, start.time()), item.timezone)


def _check_day(activity: Activity, day: date) -> None:
    if not activity.lasts_on(day):
        raise Refused(
            Text(
                "The mission runs from %(first)s to %(last)s; this day is outside it.",
                first=activity.start_on,
                last=activity.end_on,
            )
        )


def on_day(found: Sequence[ItineraryItem], day: date) -> list[ItineraryItem]:
    """What stands in the order of a day, from first to last."""
    there = [each for each in found if each.day == day and _in_order(each)]
    return sorted(there, key=lambda each: (each.starts_at, each.id))


def beside(day: Sequence[ItineraryItem], mine: ItineraryItem, at: datetime) -> dict[int, datetime]:
    """{id: its place} of the items without a clock on a day, so that they stay between their neighbours when one of
    them begins `at`. {} where that one passes another with a clock, or leaves the day: then the clocks alone decide."""
    first, last = _edges(mine)
    if mine not in day or not first <= at <= last:
        return {}
    moments = {each.id: each.starts_at for each in day if not each.untimed}
    moments |= {mine.id: at} if not mine.untimed else {}
    clocks = [moments[each.id] for each in day if each.id in moments]
    if clocks != sorted(clocks):
        return {}
    return placed(
        [(each.id, moments.get(each.id)) for each in day], {each.id: each.starts_at for each in day}, first, last
    )


def stay_beside(day: Sequence[ItineraryItem], mine: ItineraryItem) -> None:
    """The same once an item has its new clock; `day` is in the order of before. Call it within an action."""
    for id, at in beside(day, mine, mine.starts_at).items():
        each = next(one for one in day if one.id == id)
        if each.id != mine.id and each.starts_at != at:
            _start_at(each, at)


def _within(found: Sequence[ItineraryItem], mine: ItineraryItem, wanted: Shift) -> Mapping[int, datetime]:
    day = on_day(found, mine.day)
    if mine not in day:
        raise _stands(mine)
    before = wanted.before
    if wanted.places is not None:
        others = [each.id for each in day if each.id != mine.id]
        at = day.index(mine) + wanted.places
        if not 0 <= at <= len(others):
            raise Refused(Text("“%(title)s” cannot move further on this day.", title=mine.title))
        before = others[at] if at < len(others) else None
    order = [each for each in day if each.id != mine.id]
    order.insert(next((n for n, each in enumerate(order) if each.id == before), len(order)), mine)
    timed = [each for each in day if not each.untimed]
    starts = {each.id: each.starts_at for each in day}
    if not mine.untimed:
        behind = next((each.id for each in order[order.index(mine) + 1 :] if not each.untimed), None)
        spans = [
            ItemSpan(each.id, each.starts_at, each.ends_at, each.kind in rules.FIXED or _is_over(each))
            for each in timed
        ]
        try:
            starts |= rules.reordered(spans, mine.id, behind)
        except ValueError as stands:
            raise _stands(next(each for each in day if each.id == stands.args[0])) from stands
    moments = {each.id: starts[each.id] for each in order if not each.untimed}
    edges = [_edges(each) for each in order if each.untimed] or [_edges(mine)]
    first, last = max(first for first, _last in edges), min(last for _first, last in edges)
    return moments | placed([(each.id, moments.get(each.id)) for each in order], starts, first, last)


def _edges(item: ItineraryItem) -> tuple[datetime, datetime]:
    """The first and the last minute of the day of an item, on its own clock."""
    first, last = (clock.from_wall(datetime.combine(item.day, at), item.timezone) for at in (time(), LAST_MINUTE))
    return first, last


def _in_order(item: ItineraryItem) -> bool:
    """A hotel lies under everything else, and a cancelled item takes no time."""
    return item.kind not in rules.BACKGROUND and item.status != "cancelled"


def _is_over(item: ItineraryItem) -> bool:
    return item.status == "done"


def _stands(item: ItineraryItem) -> Refused:
    return Refused(
        Text(
            "“%(title)s” keeps its time: flights, hotels and past items do not move with the others. Edit their times.",
            title=item.title,
        )
    )


def _start_at(item: ItineraryItem, starts_at: datetime) -> None:
    """The item at another time with the same length; one without a clock may take place until its day ends."""
    if item.untimed:
        start = clock.local(starts_at, item.timezone)
        last = date.fromisoformat(item.wall_end[:10]) + (start.date() - item.day)
        end = datetime.combine(last, LAST_MINUTE)
        item.wall_start, item.wall_end = f"{start:%Y-%m-%dT%H:%M}", f"{end:%Y-%m-%dT%H:%M}"
        item.starts_at, item.ends_at = starts_at, clock.from_wall(end, item.end_zone)
        touch(item)
        return
    length: timedelta = item.ends_at - item.starts_at
    item.starts_at, item.ends_at = starts_at, starts_at + length
    start, end = clock.local(item.starts_at, item.timezone), clock.local(item.ends_at, item.end_zone)
    item.wall_start, item.wall_end = f"{start:%Y-%m-%dT%H:%M}", f"{end:%Y-%m-%dT%H:%M}"
    touch(item)


def _agree_anew(item: ItineraryItem) -> None:
    """Its host has not agreed to the new time: confirmed no more."""
    if item.status == "confirmed":
        item.status = "informal_yes" if item.kind in rules.WITH_HOST else "tentative"
