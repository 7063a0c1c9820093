"""The programme, the talks and the booths of an activity lie in storeys above, which say here how to ask for them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

#: activity id -> the lines of its programme, as JSON (`PlannedItem`)
Programme = Callable[[int], list[dict[str, Any]]]

#: activity id -> (day, place) of each talk that was held in a room there
Talked = Callable[[int], list[tuple[date, int]]]

#: activity id -> the booths whose fee is not among its costs (id, label, fee, currency)
Unbooked = Callable[[int], Sequence[Any]]

#: activity id -> the booths whose fee an upgrade took for one of its costs (id, label, cost_line_id, version)
Guessed = Callable[[int], Sequence[Any]]

#: id of a cost -> no booth has it for its fee any more
Unlink = Callable[[int], None]

_told: dict[str, Programme] = {}
_unlink: dict[str, Unlink] = {}
_unbooked: dict[str, Unbooked] = {}
_guessed: dict[str, Guessed] = {}
_talked: dict[str, Talked] = {}


def tell(programme: Programme, talked: Talked, unbooked: Unbooked, guessed: Guessed, unlink: Unlink) -> None:
    """Say who knows."""
    _unlink["unlink"], _guessed["guessed"] = unlink, guessed
    _told["programme"], _talked["talked"], _unbooked["unbooked"] = programme, talked, unbooked


def programme(activity_id: int) -> list[dict[str, Any]]:
    """What a request for approval tells of the programme."""
    return _told["programme"](activity_id)


def talked(activity_id: int) -> list[tuple[date, int]]:
    """On which days and at which places somebody sat together, in order of time."""
    return _talked["talked"](activity_id)


def unbooked(activity_id: int) -> Sequence[Any]:
    """The booths of a fair whose fee is not known to be among its costs."""
    return _unbooked["unbooked"](activity_id)


def guessed(activity_id: int) -> Sequence[Any]:
    """The booths of a fair whose fee was only taken for one of its costs."""
    return _guessed["guessed"](activity_id)


def unlink(cost_line_id: int) -> None:
    """Within an action: a cost that goes is the fee of no booth any more."""
    _unlink["unlink"](cost_line_id)
