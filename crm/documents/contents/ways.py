"""Where a programme leads, as the map of a pack tells it: each place once with its days, and the way through them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.activities.models import Activity
from crm.activities.queries import goes_to
from crm.missions.queries import Facts, ProgrammeEntry
from crm.places.models import Place

#: Items that lead from place to place and take place in none.
_MOVES = frozenset({"flight", "transfer"})


@dataclass(frozen=True)
class Spot:
    """A place of the programme, and the days on which we are there."""

    place: Place
    days: Sequence[date]

    @property
    def is_on_map(self) -> bool:
        """Whether its coordinates are known."""
        return self.place.lat is not None and self.place.lon is not None


@dataclass(frozen=True)
class Way:
    """The places of a programme in order of time, each once, and in which order one goes to them, and back."""

    spots: Sequence[Spot]
    legs: Sequence[int]  #: positions in `spots`; a place to which one comes back stands again

    @property
    def stops(self) -> list[Spot]:
        """The places one after the other, as one goes to them."""
        return [self.spots[at] for at in self.legs]

    @property
    def drawn(self) -> "Way":
        """The same of the places whose coordinates are known."""
        at = {old: new for new, old in enumerate(k for k, spot in enumerate(self.spots) if spot.is_on_map)}
        legs = [at[leg] for leg in self.legs if leg in at]
        return Way([self.spots[old] for old in at], [leg for k, leg in enumerate(legs) if not k or legs[k - 1] != leg])


def way(facts: Facts) -> Way:
    """A flight or a transfer leads to no place of its own: where the guests’ plane lands at home is none of ours. From
    where one leaves is one that one comes back to. The main place has no days where some of them are only assumed.
    """
    held = facts.standing
    main = facts.activity.place
    known = {place.id: place for entry in held for place in _at(entry, facts.activity)}
    days: dict[int, set[date]] = {id: set() for id in known}
    assumed: set[date] = set()
    passed: list[int] = []
    for entry in held:
        if entry.item.kind in _MOVES:
            for place, day in _touched(entry, known):
                days[place.id].add(day)
                passed.append(place.id)
            continue
        there = entry.item.told_place
        if there is not None and there.id not in known:
            continue
        (days[there.id] if there is not None else assumed).update(_days_of(entry))
        if there is not None or main.id not in passed:
            passed.append((there or main).id)
    if main.id in days and assumed - days[main.id]:
        days[main.id] = set()
    order = list(dict.fromkeys(passed))
    legs = [order.index(id) for at, id in enumerate(passed) if not at or passed[at - 1] != id]
    return Way([Spot(known[id], sorted(days[id])) for id in order], legs)


def _at(entry: ProgrammeEntry, activity: Activity) -> Iterator[Place]:
    place = entry.item.told_place or activity.place
    if entry.item.kind not in _MOVES and goes_to(activity.direction, activity.place, place):
        yield place


def _touched(entry: ProgrammeEntry, known: dict[int, Place]) -> Iterator[tuple[Place, date]]:
    """From and to which of the known places an item leads, by the names of its ends or its own place."""
    item = entry.item
    for end, day in ((item.origin, entry.start.date()), (item.destination, entry.end.date())):
        found = next((place for place in known.values() if end and _is_called(place, end)), None)
        if found is not None:
            yield found, day
    if item.place is not None and item.place.id in known and not item.destination:
        yield known[item.place.id], entry.end.date()


def _is_called(place: Place, end: str) -> bool:
    """Whether the end of a flight names a place: 延吉空港 延吉市."""
    names = (name.text.rstrip("市县県州시") for name in place.names)
    return any(len(name) > 1 and name.casefold() in end.casefold() for name in names)


def _days_of(entry: ProgrammeEntry) -> list[date]:
    first, last = entry.start.date(), entry.end.date()
    nights = (last - first).days if entry.item.kind == "hotel" else 0
    return [first + timedelta(number) for number in range(nights + 1)]
