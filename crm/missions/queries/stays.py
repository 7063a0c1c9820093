"""Where a programme stays, and on which days, as far as somebody wrote it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from crm.activities.models import Activity
from crm.missions.queries.itinerary import ProgrammeEntry
from crm.places.models import Place

#: Items that lead to a place and do not take place there.
_MOVES = frozenset({"flight", "transfer"})


def stays(activity: Activity, entries: Iterable[ProgrammeEntry]) -> list[tuple[Place, set[date]]]:
    """Each place in order of time with the days spent there; the main place alone while there is no programme.

    Of the main place no days are told where some of them are only assumed: no item of these says where it is.
    """
    main, found = activity.place, dict[int, Place]()
    days, assumed = defaultdict[int, set[date]](set), set[date]()
    for item in (entry.item for entry in entries):
        if item.status == "cancelled" or item.kind in _MOVES:
            continue
        place = item.told_place or main
        found.setdefault(place.id, place)
        stay = {item.day + timedelta(days=night) for night in range(item.nights + 1 if item.kind == "hotel" else 1)}
        (assumed if item.told_place is None else days[place.id]).update(stay)
    if not found:
        return [(main, set())]
    if assumed - days[main.id]:
        days[main.id] = set()
    return [(place, days[id]) for id, place in found.items()]
