"""Meetings by what they were held for: items of a programme, and rooms."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import Select, bindparam, select

from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor
from crm.meetings.models import Meeting
from crm.meetings.queries.meetings import LISTED, visible_to


def of_items(item_ids: Collection[int], *, user: Actor) -> dict[int, list[Meeting]]:
    """{itinerary item id: meetings logged from it, in order}; items without any are absent."""
    found: dict[int, list[Meeting]] = {}
    wanted = [id for id in item_ids if id]  # a day of a matching table is no item of its own
    for meeting in db.session.scalars(_of_items(user), reading.by(user, ids=wanted)).unique():
        found.setdefault(meeting.itinerary_item_id or 0, []).append(meeting)
    return found


@reading.kept
def _of_items(user: Actor) -> Select[Meeting]:
    statement = visible_to(user).where(reading.of_ids(Meeting.itinerary_item_id)).options(*LISTED)
    return statement.order_by(Meeting.starts_at, Meeting.id)


def logged_items(item_ids: Collection[int], *, user: Actor) -> set[int]:
    """Those of these itinerary items from which `of_items` knows meetings."""
    known = visible_to(user).where(Meeting.itinerary_item_id.in_(item_ids))
    found = db.session.scalars(known.with_only_columns(Meeting.itinerary_item_id)) if item_ids else ()
    return {id for id in found if id is not None}


def held_at(activity_id: int) -> frozenset[int]:
    """The itinerary items of an activity at which a meeting was held, whoever may read of it, also in the archive."""
    return frozenset(id for (id,) in reading.rows(_HELD, activity=activity_id))


#: The items of an activity at which a meeting was held.
_HELD: Final = (
    select(Meeting.itinerary_item_id)
    .where(Meeting.activity_id == bindparam("activity"), Meeting.status == "held")
    .where(Meeting.itinerary_item_id.is_not(None))
    .distinct()
)


def rooms_of(activity_id: int) -> list[tuple[date, int]]:
    """(day, place) of the meetings of an activity that were held in a room, in order, whoever may read of them,
    also in the archive."""
    held = Meeting.activity_id == activity_id, Meeting.status == "held"
    there = select(Meeting.held_on, Meeting.place_id).where(*held, Meeting.mode != "online")
    found = db.session.execute(there.order_by(Meeting.starts_at, Meeting.id))
    return [(day, place_id) for day, place_id in found if place_id is not None]
