"""Whether a programme can be kept: time between items, nights without a bed, clocks that are probably wrong.

The minutes are those that travel agencies plan with: from landing to a desk in town with passport control and luggage,
and at the airport two hours before a flight.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

#: From a landing to the first appointment, and how much more a group needs.
AFTER_LANDING: Final = 90
GROUP: Final = 10
GROUP_NEEDS: Final = 30
#: From a landing to the bus, the bed, or another flight; from the last appointment or the bus to a flight.
TO_THE_BUS: Final = 30
TO_A_FLIGHT: Final = 60
BEFORE_A_FLIGHT: Final = 120
#: So soon after a landing a flight goes on: whoever stays longer goes to the next airport from elsewhere.
BETWEEN_FLIGHTS: Final = timedelta(hours=24)
#: From one address to another.
BETWEEN_PLACES: Final = 10
#: Nobody is received before this hour: it was meant to be one of the afternoon.
EARLIEST_HOUR: Final = 6
#: A night is over: whoever checks in earlier still needs a bed.
MORNING: Final = time(5)
#: Who arrives later than this by plane, train or bus has spent the night in it, and needs none.
SPENT_ON_THE_WAY: Final = time(3)
_ON_THE_WAY: Final = frozenset({"transfer", "hotel", "free"})


@dataclass(frozen=True)
class Stop:
    """An item as the clock sees it: UTC, None where nobody told; `where` tells addresses apart ("": unknown)."""

    id: int
    kind: str
    starts_at: datetime | None
    ends_at: datetime | None
    where: str = ""


@dataclass(frozen=True)
class Tight:
    """Two items that follow one another with fewer minutes in between than are needed."""

    first: Stop
    second: Stop
    minutes: int
    needed: int

    @property
    def with_flight(self) -> bool:
        return "flight" in (self.first.kind, self.second.kind)


def tight(stops: Iterable[Stop], *, travellers: int) -> list[Tight]:
    """Where the time between two items does not suffice, in order of time. Overlaps are clashes, and not told here."""
    known = [
        (at, stop) for stop in stops if stop.kind != "hotel" and (at := stop.starts_at or stop.ends_at) is not None
    ]
    ordered = [stop for _at, stop in sorted(known, key=lambda pair: (pair[0], pair[1].id))]
    found = []
    for first, second in zip(ordered, ordered[1:], strict=False):
        left = first.ends_at or (first.starts_at if first.kind != "flight" else None)
        if left is None or second.starts_at is None or second.starts_at < left:
            continue
        minutes, needed = int((second.starts_at - left).total_seconds() // 60), _needed(first, second, travellers)
        if minutes < needed:
            found.append(Tight(first, second, minutes, needed))
    return found


def _needed(first: Stop, second: Stop, travellers: int) -> int:
    if "flight" in (first.kind, second.kind) and first.kind == second.kind:
        return TO_A_FLIGHT
    if first.kind == "flight":
        more = GROUP_NEEDS if travellers > GROUP else 0
        return TO_THE_BUS if second.kind in _ON_THE_WAY else AFTER_LANDING + more
    if second.kind == "flight":
        return TO_A_FLIGHT if first.kind in _ON_THE_WAY else BEFORE_A_FLIGHT
    apart = first.where and second.where and first.where != second.where
    return BETWEEN_PLACES if apart and "transfer" not in (first.kind, second.kind) else 0


def bare_nights(first: date, last: date, spans: Sequence[tuple[date, date]]) -> list[date]:
    """The nights from `first` to `last` (by the day on which each begins) that none of the (from, until) covers.

    A span that begins and ends on one day is that day's night: checked in, and no day of departure told.
    """
    covered = {start + timedelta(days=n) for start, until in spans for n in range(max((until - start).days, 1))}
    nights = (first + timedelta(days=n) for n in range((last - first).days))
    return [night for night in nights if night not in covered]
