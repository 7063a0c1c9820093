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

__all__ = [
    "Board",
    "SessionLine",
    "board",
    "is_visible",
    "of_activity",
    "placed",
    "session",
    "session_of",
    "visible_to",
]
