"""Rooms that two binding items name at the same time: told, since a room is a text that nobody can book here."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Final

from sqlalchemy import select

from crm.activities.models import Activity
from crm.core.database import db
from crm.core.days import ShortDays
from crm.core.folding import search_key
from crm.core.texts import Text
from crm.missions import rules
from crm.missions.models import ItineraryItem
from crm.missions.queries.itinerary import ProgrammeEntry
from crm.missions.rules import Gap
from crm.missions.rules.venues import names_room

#: Nothing that is held in a room lasts longer: what began before need not be looked at.
_LONGEST: Final = timedelta(days=7)


def of_rooms(activity: Activity, found: Sequence[ProgrammeEntry]) -> Iterable[Gap]:
    """Which binding items of a programme stand in one room at once, or in one that another activity has then."""
    held = [entry for entry in found if _holds_room(entry.item)]
    for first, second in combinations(held, 2):
        clashes = any(second.item.id in (each.first.id, each.second.id) for each in first.clashes)
        if _meet(first.item, second.item) and not clashes:  # the same people are told of already
            text = Text(
                "%(day)s: “%(first)s” and “%(second)s” are in “%(venue)s” at the same time.",
                day=ShortDays([second.start.date()]),
                first=first.item.called,
                second=second.item.called,
                venue=second.item.venue,
            )
            yield Gap("room", text, item_id=second.item.id)
    others = _elsewhere(activity.id, [entry.item for entry in held])
    for entry in held:
        if any(_meet(entry.item, other) for other in others):
            text = Text(
                "%(day)s %(title)s: another activity is confirmed in “%(venue)s” at the same time.",
                day=entry.when,
                title=entry.item.called,
                venue=entry.item.venue,
            )
            yield Gap("room", text, item_id=entry.item.id)


def _holds_room(item: ItineraryItem) -> bool:
    binding = item.status in rules.BINDING and item.kind not in rules.BACKGROUND and not item.untimed
    return binding and names_room(item.venue)


def _meet(one: ItineraryItem, other: ItineraryItem) -> bool:
    """Whether both are in the same room at the same time: called alike, in the same house, as far as it is told."""
    if one.starts_at >= other.ends_at or other.starts_at >= one.ends_at:
        return False
    same_house = (one.organisation_id, one.place_id) == (other.organisation_id, other.place_id)
    return same_house and search_key(one.venue) == search_key(other.venue)


def _elsewhere(activity_id: int, items: Sequence[ItineraryItem]) -> Sequence[ItineraryItem]:
    """The binding items of other activities that take place, within the time of these. Their names are told to nobody:
    the reader may not see them."""
    if not items:
        return []
    takes_place = select(Activity.id).where(Activity.status != "cancelled", Activity.archived_at.is_(None))
    statement = (
        select(ItineraryItem)
        .where(ItineraryItem.starts_at < max(item.ends_at for item in items))
        .where(ItineraryItem.starts_at > min(item.starts_at for item in items) - _LONGEST)
        .where(ItineraryItem.ends_at > min(item.starts_at for item in items))
        .where(ItineraryItem.activity_id.in_(takes_place), ItineraryItem.activity_id != activity_id)
        .where(ItineraryItem.archived_at.is_(None), ItineraryItem.status.in_(rules.BINDING))
        .where(ItineraryItem.kind.not_in(rules.BACKGROUND), ItineraryItem.venue != "")
    )
    return [item for item in db.session.scalars(statement) if _holds_room(item)]
