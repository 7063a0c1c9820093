"""What happens to activities: `activities` (plan, states, delegation), `costs`."""

from crm.activities.services.activities import (
    MOST_AT_ONCE,
    TITLE_LENGTH,
    Plan,
    add_participant,
    add_participants,
    archive,
    change,
    change_participant,
    move,
    plan,
    remove_participant,
    restore,
)
from crm.activities.services.costs import MOST, book_cost, remove_cost

__all__ = [
    "MOST",
    "MOST_AT_ONCE",
    "Plan",
    "TITLE_LENGTH",
    "add_participant",
    "add_participants",
    "archive",
    "book_cost",
    "change",
    "change_participant",
    "move",
    "plan",
    "remove_cost",
    "remove_participant",
    "restore",
]
