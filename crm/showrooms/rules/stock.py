"""Stock as arithmetic: what is on the shelf on a day, how old it is, what of it expires (INV-S1)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

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


Some = TypeVar("Some", bound=Moved)


@dataclass(frozen=True)
class Short:
    """The first day on which less than nothing would be on the shelf, and how many were there for it."""

    day: date
    there: int


class Expiring(NamedTuple):
    """Pieces that have the same last day, or none."""

    last: date | None
    pieces: int


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


def lots(movements: Iterable[Moved], on: date | None = None) -> Sequence[Lot]:
    """What is on the shelf by the day it came, the first to go first; of a day, what was there at its end.

    Day by day, what goes out is taken from what is there then: from what expires first, then from what came first, as a
    shop does. What was sold was such as could be sold on its day, as long as there was any.
    """
    held: list[Lot] = []
    for each, came in arrived(movements):
        if on is not None and each.day > on:
            break
        held += [Lot(pieces, each.day, last) for last, pieces in came]
        if (change := effect(each)) < 0:
            held = _less(sorted(held, key=partial(_turn, each.day if each.kind == "sold" else date.min)), -change)
    return sorted(held, key=partial(_turn, date.min))


def _turn(day: date, lot: Lot) -> tuple[bool, date, date]:
    """When a lot goes, among those on the shelf; one whose last day was before `day` goes after the others."""
    last = lot.expires_on or date.max
    return last < day, last, lot.since


def _less(held: Iterable[Lot], pieces: int) -> list[Lot]:
    """What is left of goods when so many of the first of them are gone."""
    found = []
    for lot in held:
        gone = min(lot.quantity, pieces)
        pieces -= gone
        if lot.quantity > gone:
            found.append(lot._replace(quantity=lot.quantity - gone))
    return found


def sellable(movements: Iterable[Moved], on: date) -> int:
    """How many of the goods on the shelf at the end of a day can still be sold on it: their last day counts."""
    return sum(lot.quantity for lot in lots(movements, on) if lot.expires_on is None or lot.expires_on >= on)


def arrived(movements: Iterable[Some]) -> Iterator[tuple[Some, Sequence[Expiring]]]:
    """The movements by their days, each with what came on the shelf by it, as pieces of each last day.

    What was received without a last day has that with which it was sent: of what was on the way, what was sent first.
    """
    way: list[Expiring] = []
    for each in sorted(movements, key=lambda each: (each.day, each.kind != "sent", effect(each) < 0)):
        came: list[Expiring] = []
        if each.kind == "sent":
            way.append(Expiring(each.expires_on, each.quantity))
        elif each.kind == "received":
            last = each.expires_on
            came, way = _parted(way, each.quantity) if last is None else _told_apart(way, Expiring(last, each.quantity))
        elif effect(each) > 0:
            came = [Expiring(None, each.quantity)]
        yield each, came


def _told_apart(way: Sequence[Expiring], came: Expiring) -> tuple[list[Expiring], list[Expiring]]:
    """What came with a last day of its own, and what stays on the way, as it was sent: what has that day goes first."""
    same = sum(part.pieces for part in way if part.last == came.last)
    gone, rest = min(same, came.pieces), list[Expiring]()
    for part in way:
        taken = min(gone, part.pieces) if part.last == came.last else 0
        gone -= taken
        rest += [part._replace(pieces=part.pieces - taken)] if part.pieces > taken else []
    return [came], _parted(rest, came.pieces - min(same, came.pieces))[1]


def _parted(way: Iterable[Expiring], pieces: int) -> tuple[list[Expiring], list[Expiring]]:
    """So many pieces of what was on the way, and what stays on it; what nobody sent has no last day."""
    told, rest = [], []
    for part in way:
        here = min(part.pieces, pieces)
        pieces -= here
        told += [Expiring(part.last, here)] if here else []
        rest += [Expiring(part.last, part.pieces - here)] if part.pieces > here else []
    return told + ([Expiring(None, pieces)] if pieces else []), rest


def newest(inward: Iterable[tuple[date, int]], held: int) -> Sequence[Lot]:
    """`lots` of goods without a last day, of (day, pieces) of what came in, and of how many of all that are on the
    shelf: what came last is there, so that most of what came long ago is not looked at."""
    found: list[Lot] = []
    for since, quantity in sorted(inward, reverse=True):
        if held <= 0:
            break
        found.append(Lot(min(quantity, held), since, None))
        held -= quantity
    return found[::-1]
