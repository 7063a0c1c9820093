"""Reading matching tables."""

from crm.matching.queries.boards import (
    Board,
    SessionLine,
    board,
    is_visible,
    of_activity,
    placed,
    session,
    session_of,
    visible_to,
)
from crm.matching.queries.programme import in_programme

__all__ = [
    "Board",
    "SessionLine",
    "board",
    "in_programme",
    "is_visible",
    "of_activity",
    "placed",
    "session",
    "session_of",
    "visible_to",
]
