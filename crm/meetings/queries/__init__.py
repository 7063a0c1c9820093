"""Reading meetings: which a user sees, which are talks, and who may sit in one."""

from crm.meetings.queries.meetings import (
    PANEL_SIZE,
    Filter,
    archived,
    complete,
    filtered,
    for_report,
    how_manieth,
    is_talk,
    is_visible,
    meetings,
    of_items,
    one,
    talks,
    talks_by_activity,
    visible_ids,
    visible_to,
)
from crm.meetings.queries.parts import invited, minute_item, next_order, photo, photo_count, report_photos
from crm.meetings.queries.promises import promises
from crm.meetings.queries.room import Face, Room, counterparts, faces, room

__all__ = [
    "PANEL_SIZE",
    "Face",
    "Filter",
    "Room",
    "archived",
    "complete",
    "counterparts",
    "faces",
    "filtered",
    "for_report",
    "invited",
    "how_manieth",
    "is_talk",
    "is_visible",
    "meetings",
    "minute_item",
    "next_order",
    "of_items",
    "one",
    "photo",
    "photo_count",
    "promises",
    "report_photos",
    "room",
    "talks",
    "talks_by_activity",
    "visible_ids",
    "visible_to",
]
