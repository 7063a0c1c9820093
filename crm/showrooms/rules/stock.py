"""Stock as arithmetic: what is on the shelf on a day, how old it is, what of it expires (INV-S1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from crm.showrooms.rules import EFFECTS


class Moved(Protocol):
    """A movement, as far as it counts."""

    @property
    def kind(self) -> str: ...
    @property
    def quantity(self) -> int: ...
    @property
    def day(self) -> date: ...
    @property
    def expires_on(self) -> date | None: ...


@dataclass(frozen=True)
class Short:
    """The first day on which less than nothing would be on the shelf, and how many were there for it."""

    day: date
    there: int


class Lot(NamedTuple):
    """What is left on the shelf of goods that came in on one day."""

    quantity: int
    since: date
    expires_on: date | None


def effect(movement: Moved) -> int:
    """By how many a movement changes what is on the shelf."""
    return EFFECTS[movement.kind] * movement.quantity


def on_shelf(movements: Iterable[Moved], on: date | None = None) -> int:
    """How many are on the shelf at the end of a day; None: with all that is recorded."""
    return sum(effect(each) for each in movements if on is None or each.day <= on)


def difference(counted: int, book: int, since: Iterable[int] = ()) -> int:
    """By how many a count differs from the book of its day.

    `since`: by how many each movement of that day changed the book after the count came. Nobody wrote down whether it
    went before or after the count, so the count agrees with the book with it and with the book without it.
    """
    effects = list(since)
    least, most = book - sum(each for each in effects if each > 0), book - sum(each for each in effects if each < 0)
    return min(counted - least, 0) + max(counted - most, 0)


def on_the_way(movements: Iterable[Moved]) -> int:
    """How many were sent and have not been received; below zero where more came than was sent."""
    ways = {"sent": 1, "received": -1}
    return sum(ways.get(each.kind, 0) * each.quantity for each in movements)


def short(movements: Iterable[Moved]) -> Short | None:
    """Where the shelf would hold less than nothing; None where it never does.

    Of one day what comes in is counted before what goes out: nobody writes down the hour.
    """
    held = 0
    for movement in sorted(movements, key=lambda each: (each.day, effect(each) < 0)):
        if held + effect(movement) < 0:
            return Short(movement.day, held)
        held += effect(movement)
    return None


def lots(movements: Iterable[Moved]) -> Sequence[Lot]:
    """What is on the shelf by the day it came, the first to go first.

    What goes out is taken from what expires first, then from what came first: as a shop does.
    """
    effects = [(effect(each), each) for each in movements]
    inward = [(each.expires_on, each.day, change) for change, each in effects if change > 0]
    return left(inward, sum(change for change, _each in effects))


def sellable(movements: Iterable[Moved], on: date) -> int:
    """How many of the goods on the shelf at the end of a day can still be sold on it: their last day counts.

    What was sold on a day was such that could be; what went out otherwise was what expires first.
    """
    held: list[tuple[date, int]] = []  # (last day, pieces), what expires first in front
    before = [each for each in movements if each.day <= on]
    for each in sorted(before, key=lambda each: (each.day, effect(each) < 0)):
        change = effect(each)
        if change > 0:
            held.append((each.expires_on or date.max, change))
        elif change < 0:
            day = each.day if each.kind == "sold" else date.min
            held = _taken(sorted(held, key=lambda lot: (lot[0] < day, lot[0])), -change)
    return sum(pieces for last, pieces in held if last >= on)


def _taken(held: Iterable[tuple[date, int]], pieces: int) -> list[tuple[date, int]]:
    """What is left of goods when so many of the first of them are gone."""
    found = []
    for last, there in held:
        gone = min(there, pieces)
        pieces -= gone
        if there > gone:
            found.append((last, there - gone))
    return found


def left(inward: Iterable[tuple[date | None, date, int]], held: int) -> Sequence[Lot]:
    """The same of (last day, day, pieces) of what came in, and of how many of all that are on the shelf: what goes last
    is there, so that most of what came long ago is not looked at."""
    found: list[Lot] = []
    by_last = ((last or date.max, since, quantity) for last, since, quantity in inward)
    for last, since, quantity in sorted(by_last, reverse=True):
        if held <= 0:
            break
        found.append(Lot(min(quantity, held), since, last if last < date.max else None))
        held -= quantity
    return found[::-1]
