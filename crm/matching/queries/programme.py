"""The tables as items of the programme: whoever reads the itinerary finds them at their clock."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from crm.core.database import db
from crm.core.permissions import Actor
from crm.matching.models import MatchingSession, MatchingSlot
from crm.matching.queries.boards import visible_to
from crm.missions import queries as missions
from crm.missions.models import ItineraryItem
from crm.missions.queries import Facts, ProgrammeEntry

#: The kind of item that such a day is.
KIND = "matching"


def in_programme(facts: Facts, *, user: Actor) -> Facts:
    """The facts with an item for each day of a matching table, but where the programme itself has one then.

    The items are read, never saved: they have no id.
    """
    sessions = visible_to(user).where(MatchingSession.activity_id == facts.activity.id)
    held = {row.id: row for row in db.session.scalars(sessions)}
    rounds: dict[tuple[int, str], list[MatchingSlot]] = defaultdict(list)
    of_those = select(MatchingSlot).where(MatchingSlot.session_id.in_(held)).order_by(MatchingSlot.starts_at)
    for slot in db.session.scalars(of_those) if held else ():
        rounds[slot.session_id, slot.wall_start[:10]].append(slot)
    made = [_item(held[session_id], slots) for (session_id, _day), slots in rounds.items()]
    own = [entry.item for entry in facts.entries if entry.item.kind == KIND and entry.item.status != "cancelled"]
    added = [item for item in made if not any(_meet(item, other) for other in own)]
    if not added:
        return facts
    entries = [*facts.entries, *(_entry(facts, item) for item in added)]
    return replace(facts, days=missions.by_day(facts.activity, sorted(entries, key=lambda entry: entry.item.starts_at)))


def _item(session: MatchingSession, slots: Sequence[MatchingSlot]) -> ItineraryItem:
    """From the first round of a day to its last."""
    first, last = slots[0], slots[-1]
    return ItineraryItem(
        activity_id=session.activity_id, kind=KIND, status="confirmed", title=session.name, title_language="ja",
        titles={}, texts={}, wall_start=first.wall_start, wall_end=last.wall_end, timezone=session.timezone,
        starts_at=first.starts_at, ends_at=last.ends_at, open_clock="", flight_number="", origin="", destination="",
        venue=session.venue, address="", transport="", dress="", notes="", people=[],
    )  # fmt: skip


def _meet(one: ItineraryItem, other: ItineraryItem) -> bool:
    """Whether they are at one time; of an item without a clock the day alone tells."""
    if other.untimed:
        return one.day == other.day
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _entry(facts: Facts, item: ItineraryItem) -> ProgrammeEntry:
    start, end = datetime.fromisoformat(item.wall_start), datetime.fromisoformat(item.wall_end)
    return ProgrammeEntry(item, start, end, facts.activity.place.country, (), None, ())
