"""The tables as items of the programme: whoever reads the itinerary finds them at their clock."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from crm.activities.models import Activity
from crm.activities.rules import AHEAD
from crm.core import clock
from crm.core.database import db
from crm.core.days import ShortDays
from crm.core.permissions import Actor
from crm.core.records import stands
from crm.core.texts import Listed, Text
from crm.matching.models import MatchingMeeting, MatchingSession, MatchingSlot
from crm.matching.queries.boards import MatchingBoard, board_of, visible_to
from crm.missions import queries as missions
from crm.missions.models import ItineraryItem
from crm.missions.queries import Facts, Gap, ProgrammeEntry

#: The kind of item that such a day is.
KIND = "matching"


def in_programme(facts: Facts, *, user: Actor) -> Facts:
    """The facts with an item for each day of a matching table, but where the programme itself has one then, and with
    what the tables lack.

    The items are read, never saved: they have no id.
    """
    held = {row.id: row for row in _tables(facts.activity, user)}
    if not held:
        return facts

    own = [entry.item for entry in facts.standing if entry.item.kind == KIND]

    def lacking(before: Facts = facts) -> list[Gap]:
        told = [gap for gap in before.gaps if gap.table_id is None]
        for session in held.values() if before.activity.status in AHEAD else ():
            told += _lacking(board_of(session, before.activity), own)
        return told

    added = _added(held, own)
    facts = replace(facts, lacking=lacking, table_talks=_placed(held))
    if not added:
        return facts
    entries = sorted(
        [*facts.entries, *(_entry(facts, item, id) for id, item in added)], key=lambda entry: entry.item.starts_at
    )
    return replace(facts, days=missions.by_day(facts.activity, entries))


def days_added(activity: Activity, *, user: Actor) -> int:
    """How many items `in_programme` adds."""
    held = {row.id: row for row in _tables(activity, user)}
    return len(_added(held, _own(activity.id))) if held else 0


def _added(held: Mapping[int, MatchingSession], own: Collection[ItineraryItem]) -> list[tuple[int, ItineraryItem]]:
    """(table, item) of each day of these tables on which the programme has no item of its own at their time."""
    rounds: dict[tuple[int, str], list[MatchingSlot]] = defaultdict(list)
    of_those = select(MatchingSlot).where(MatchingSlot.session_id.in_(held)).order_by(MatchingSlot.starts_at)
    for slot in db.session.scalars(of_those):
        rounds[slot.session_id, slot.wall_start[:10]].append(slot)
    made = [(session_id, _item(held[session_id], slots)) for (session_id, _day), slots in rounds.items()]
    return [(id, item) for id, item in made if not any(_meet(item, other) for other in own)]


def _tables(activity: Activity, user: Actor) -> Sequence[MatchingSession]:
    return db.session.scalars(visible_to(user).where(MatchingSession.activity_id == activity.id)).all()


def _placed(held: Collection[int]) -> int:
    """How many talks stand at these tables."""
    return db.session.scalar(select(func.count()).where(MatchingMeeting.session_id.in_(held))) or 0


def gaps(activity: Activity, *, user: Actor) -> list[Gap]:
    """Of each table of a mission ahead: talks without the interpreter that they need, rounds later than its item,
    companies for which nobody comes or is named.
    """
    if activity.status not in AHEAD:
        return []
    own = _own(activity.id)
    return [gap for session in _tables(activity, user) for gap in _lacking(board_of(session), own)]


def _own(activity_id: int) -> Sequence[ItineraryItem]:
    """The items of a programme that are days of a table, in order of time."""
    items = select(ItineraryItem).where(
        ItineraryItem.activity_id == activity_id, stands(ItineraryItem),
        ItineraryItem.kind == KIND, ItineraryItem.status != "cancelled",
    )  # fmt: skip
    return db.session.scalars(items.order_by(ItineraryItem.starts_at, ItineraryItem.id)).all()


def _lacking(table: MatchingBoard, own: Sequence[ItineraryItem]) -> list[Gap]:
    """What one table lacks, beside the days of a table that the programme itself has."""
    found, session = [], table.session
    if (late := _overtime(session, list(table.slots.values()), own)) is not None:
        found.append(Gap("day", late, table_id=session.id))
    if table.unattended:
        names = Listed([table.name(row.id) for row in table.unattended])
        absent = Text("%(title)s: nobody comes for %(names)s.", title=session.name, names=names)
        found.append(Gap("host", absent, table_id=session.id))
    if table.unnamed:
        names = Listed([table.name(row.id) for row in table.unnamed])
        untold = Text("%(title)s: who comes is not entered for %(names)s.", title=session.name, names=names)
        found.append(Gap("host", untold, table_id=session.id))
    lacking = [row for row in table.meetings if row.id in table.unspoken]
    if lacking:
        days = sorted({table.slots[row.slot_id].day for row in lacking})
        text = Text(
            "%(day)s %(title)s: talks without the interpreter they need: %(number)s.",
            day=ShortDays(days), title=session.name, number=len(lacking),
        )  # fmt: skip
        found.append(Gap("interpreter", text, table_id=session.id))
    return found


def overtime(session: MatchingSession) -> Text | None:
    """That the last round of a day ends after the item of the programme that it belongs to; None where none does.

    Of a table that the caller found to be visible.
    """
    rounds = select(MatchingSlot).where(MatchingSlot.session_id == session.id).order_by(MatchingSlot.starts_at)
    return _overtime(session, db.session.scalars(rounds).all(), _own(session.activity_id))


def _overtime(session: MatchingSession, slots: Sequence[MatchingSlot], own: Sequence[ItineraryItem]) -> Text | None:
    for item in own:
        if item.ends is None:
            continue
        within = [slot for slot in slots if item.starts_at <= slot.starts_at < item.ends_at]
        day = [slot for slot in slots if slot.wall_start[:10] == item.wall_start[:10]] if within else []
        last = max((slot.ends_at for slot in day), default=item.ends_at)
        if last > item.ends_at:
            return Text(
                "%(day)s %(title)s: the last round ends at %(last)s, the item of the programme at %(end)s.",
                day=ShortDays([item.day]), title=session.name, end=f"{item.ends:%H:%M}",
                last=f"{clock.local(last, item.timezone):%H:%M}",
            )  # fmt: skip
    return None


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


def _entry(facts: Facts, item: ItineraryItem, table_id: int) -> ProgrammeEntry:
    start, end = datetime.fromisoformat(item.wall_start), datetime.fromisoformat(item.wall_end)
    return ProgrammeEntry(item, start, end, facts.activity.place.country, (), None, (), table_id=table_id)
