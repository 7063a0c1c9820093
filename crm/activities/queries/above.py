"""The programme of an activity lies in a storey above, which says here how to ask for it."""

from collections.abc import Callable
from typing import Any

#: activity id -> the lines of its programme, as JSON (`PlannedItem`)
Programme = Callable[[int], list[dict[str, Any]]]

_told: dict[str, Programme] = {}


def tell(programme: Programme) -> None:
    """Say who knows."""
    _told["programme"] = programme


def programme(activity_id: int) -> list[dict[str, Any]]:
    """What a request for approval tells of the programme."""
    return _told["programme"](activity_id)
