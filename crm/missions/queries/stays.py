"""Where a programme stays, and on which days, as far as somebody wrote it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from crm.activities.models import Activity
from crm.activities.queries import goes_to, visited
from crm.core.folding import search_key
from crm.missions.models import ItineraryItem
from crm.missions.queries.itinerary import ProgrammeEntry
from crm.places import queries as places
from crm.places.models import Place

#: Items that lead to a place and do not take place there.
_MOVES = frozenset({"flight", "transfer"})


def places_of(activity: Activity, items: Iterable[ItineraryItem], also: Iterable[Place | None] = ()) -> list[Place]:
    """Where a mission goes, as each of its papers says: the main place, then the others of what takes place of its
    programme, and where else one talked. Where a flight leads is none of them: the last one leads home; nor is where
    one has time off.
    """
    held = (item for item in items if item.status != "cancelled" and item.kind != "flight")
    told = (item.told_place for item in held if item.kind != "free" or item.is_outing)
    return visited(activity.direction, activity.place, [*told, *also])


def stays(activity: Activity, entries: Sequence[ProgrammeEntry]) -> list[tuple[Place, set[date]]]:
    """Each place in order of time with the days spent there; the main place alone while there is no programme.

    A stay is from its first item there to its last, or the last night; the last of all is until the flight that leaves
    from there. Of the main place no days are told where some of them are only assumed: no item of these says where it
    is.
    """
    main, found = activity.place, dict[int, Place]()
    days, assumed = defaultdict[int, set[date]](set), set[date]()
    for item in (entry.item for entry in entries):
        if item.status == "cancelled" or item.kind in _MOVES:
            continue
        place = item.told_place or main
        if not goes_to(activity.direction, main, place):
            continue
        found.setdefault(place.id, place)
        stay = {item.day + timedelta(days=night) for night in range(item.nights + 1 if item.kind == "hotel" else 1)}
        (assumed if item.told_place is None else days[place.id]).update(stay)
    if not found:
        return [(main, set())]
    last = _last_place(entries, main)
    leaves = _leaving(entries, last)
    if leaves is not None and days[last.id]:
        begins = max(days[last.id])
        days[last.id].update(begins + timedelta(days=number) for number in range((leaves - begins).days + 1))
    if assumed - days[main.id]:
        days[main.id] = set()
    return [(place, days[id]) for id, place in found.items()]


def _last_place(entries: Sequence[ProgrammeEntry], main: Place) -> Place:
    """Where the last item takes place."""
    held = [each.item for each in entries if each.item.status != "cancelled" and each.item.kind not in _MOVES]
    return next((item.told_place or main for item in reversed(held)), main)


def _leaving(entries: Sequence[ProgrammeEntry], last: Place) -> date | None:
    """The day of the flight that ends the programme, into another zone than where it leaves; None without one, and
    where it leaves from elsewhere: of a flight home from Incheon nobody knows when one left Yanji.
    """
    held = [each.item for each in entries if each.item.status != "cancelled"]
    at = next((number for number, item in enumerate(held) if item.kind == "flight" and _leads_out(item)
               and all(rest.kind in _MOVES for rest in held[number:])), None)  # fmt: skip
    return held[at].day if at is not None and _leaves_from(held[at], last) else None


def _leaves_from(item: ItineraryItem, place: Place) -> bool:
    """Whether a flight leaves on the clock of a place, and from no town that is told to be another."""
    named = [search_key(name.text.rstrip(places.ENDINGS)) for name in place.names]
    origin = search_key(item.origin)
    return item.timezone == place.timezone and (not origin or any(name and name in origin for name in named))


def _leads_out(item: ItineraryItem) -> bool:
    return item.end_zone != item.timezone
