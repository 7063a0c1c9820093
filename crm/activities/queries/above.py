"""The programme and the talks of an activity lie in storeys above, which say here how to ask for them."""

from collections.abc import Callable
from datetime import date
from typing import Any

#: activity id -> the lines of its programme, as JSON (`PlannedItem`)
Programme = Callable[[int], list[dict[str, Any]]]

#: activity id -> (day, place) of each talk that was held in a room there
Talked = Callable[[int], list[tuple[date, int]]]

_told: dict[str, Programme] = {}
_talked: dict[str, Talked] = {}


def tell(programme: Programme, talked: Talked) -> None:
    """Say who knows."""
    _told["programme"], _talked["talked"] = programme, talked


def programme(activity_id: int) -> list[dict[str, Any]]:
    """What a request for approval tells of the programme."""
    return _told["programme"](activity_id)


def talked(activity_id: int) -> list[tuple[date, int]]:
    """On which days and at which places somebody sat together, in order of time."""
    return _talked["talked"](activity_id)
