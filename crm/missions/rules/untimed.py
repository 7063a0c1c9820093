"""Items of which only the day is known: their place among those of the day that have clocks.

Such a place is a clock, too, but it is never shown: the order of a programme tells more than nothing does.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

_MINUTE: Final = timedelta(minutes=1)
#: Where items stand on a day on which no clock is known.
_MORNING: Final = time(8)
_FIRST, _LAST = time(0), time(23, 59)


def placed(
    order: Sequence[tuple[int, datetime | None]], now: Mapping[int, datetime], first: datetime, last: datetime
) -> dict[int, datetime]:
    """{id: its place} of the items without a clock in the wanted `order` of a day, [(id, when it begins or None)].

    `now` is where they stand, which is kept where it fits; `first` and `last` are the minutes that a day has for them.
    """
    found: dict[int, datetime] = {}
    before: datetime | None = None
    at = 0
    while at < len(order):
        id, begins = order[at]
        if begins is not None:
            before, at = begins, at + 1
            continue
        until = next((n for n in range(at, len(order)) if order[n][1] is not None), len(order))
        after = order[until][1] if until < len(order) else None
        found |= _between([each for each, _begins in order[at:until]], now, before, after, first, last)
        at = until
    return found


def _between(
    ids: Sequence[int],
    now: Mapping[int, datetime],
    before: datetime | None,
    after: datetime | None,
    first: datetime,
    last: datetime,
) -> dict[int, datetime]:
    """A place for each of `ids`, a minute apart, behind what begins `before` them and ahead of what begins `after`."""
    lowest = before + _MINUTE if before is not None else first
    highest = after - _MINUTE if after is not None else last
    stand = [now[id] for id in ids]
    if all(lowest <= at <= highest for at in stand) and all(a < b for a, b in zip(stand, stand[1:], strict=False)):
        return dict(zip(ids, stand, strict=True))
    room = (len(ids) - 1) * _MINUTE
    wanted = lowest if before is not None else highest - room if after is not None else min(stand)
    start = max(lowest, min(wanted, highest - room))
    return {id: min(start + n * _MINUTE, last) for n, id in enumerate(ids)}


def held(lines: Sequence[tuple[date | None, time | None, time | None]]) -> list[time | None]:
    """Which clock holds the place of each line (day, start, end) of a programme: None for one with a clock of its own.

    A line stands behind the one above it on its day; above the first clock of its day just before that.
    """
    days = [day for day, _start, _end in lines]
    clocks = [start or end for _day, start, end in lines]
    found: list[time | None] = [None] * len(lines)
    for day in {day for day in days if day is not None}:
        rows = [n for n, each in enumerate(days) if each == day]
        start, last = (datetime.combine(day, clock) for clock in (_FIRST, _LAST))
        order = [(n, datetime.combine(day, known) if (known := clocks[n]) is not None else None) for n in rows]
        now = {n: datetime.combine(day, _MORNING) + place * _MINUTE for place, n in enumerate(rows)}
        for n, at in placed(order, now, start, last).items():
            found[n] = at.time()
    return found
