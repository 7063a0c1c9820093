"""What became of each item of the programme: planned against carried out, told only where the data says so."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm.activities.models import Activity
from crm.core import clock
from crm.core.permissions import Actor
from crm.documents import rules
from crm.documents.queries import Changes, ItemChange
from crm.meetings import queries as meetings
from crm.missions import queries as missions
from crm.missions.queries import ProgrammeEntry


@dataclass(frozen=True)
class Carried:
    """One item and what became of it up to a moment."""

    entry: ProgrammeEntry
    state: str  #: rules.CARRIED
    change: ItemChange | None  #: after the departure


@dataclass(frozen=True)
class Course:
    """A whole programme, in order of time."""

    items: Sequence[Carried]
    dropped: Sequence[ItemChange]  #: planned at the departure, and taken out of the programme since

    def of(self, entry: ProgrammeEntry) -> Carried:
        """What became of one; the day of a matching table is none of the items that are kept."""
        return self._found[_key(entry)]

    @property
    def _found(self) -> dict[tuple[int | None, int | None, str], Carried]:
        return {_key(each.entry): each for each in self.items}

    @property
    def counts(self) -> dict[str, int]:
        """{state: how many items}, in the order of rules.CARRIED; those left out did not take place.

        Nights and free time are counted nowhere; whoever tells the counts says so (`beside`).
        """
        found = Counter(each.state for each in self.items if each.entry.item.kind not in rules.NO_EVENT)
        found["cancelled"] += len(self.dropped)
        return {state: found[state] for state in rules.CARRIED if found[state]}

    @property
    def uncounted(self) -> list[str]:
        """What those of which the table of the programme says nothing are called in it, each once, as they come."""
        untold = (
            each.entry.item for each in self.items if rules.carried_told(each.entry.item.kind, each.state) is None
        )
        return list(dict.fromkeys(item.kind_told for item in untold))

    @property
    def beside(self) -> list[str]:
        """What those are called that are in no count, though the table of the programme tells what became of them."""
        nights = (each for each in self.items if each.entry.item.kind in rules.NO_EVENT)
        told = (each.entry.item for each in nights if rules.carried_told(each.entry.item.kind, each.state))
        return list(dict.fromkeys(item.kind_told for item in told))

    @property
    def unsettled(self) -> list[Carried]:
        """Of which nobody said whether they took place, or that are still to come."""
        return [each for each in self.items if each.state in ("not_yet", "open")]

    @property
    def as_planned(self) -> bool:
        """Whether every item is known to have taken place as it was planned."""
        return bool(self.items) and set(self.counts) == {"as_planned"}

    @property
    def is_ahead(self) -> bool:
        """Whether something is still to come."""
        return any(each.state == "not_yet" for each in self.items)

    def was_held(self, entry: ProgrammeEntry) -> bool:
        """Whether it is known that an item took place."""
        found = self._found.get(_key(entry))
        return found is not None and found.state in rules.HELD


def _key(entry: ProgrammeEntry) -> tuple[int | None, int | None, str]:
    return entry.item.id, entry.table_id, entry.item.wall_start


def course(
    entries: Sequence[ProgrammeEntry],
    changes: Changes,
    *,
    minuted: Collection[int],
    moment: datetime,
    sat: Collection[tuple[int, date]] = (),
) -> Course:
    """What became of the items up to `moment` (UTC).

    `minuted` are the items of which a talk is logged, `sat` the matching tables, by day, of which one is. An item
    counts as held when somebody marked it as done, logged a talk at it or wrote down what came of the visit; that its
    time has passed proves nothing.
    """
    changed = {change.item_id: change for change in changes.each}
    return Course(
        [
            Carried(
                entry,
                _state(
                    entry,
                    changed.get(entry.item.id),
                    moment,
                    plan=changes.planned,
                    written=entry.item.id in minuted or (entry.table_id, entry.start.date()) in sat,
                ),
                changed.get(entry.item.id),
            )
            for entry in entries
        ],
        [change for change in changes.each if change.kind == "dropped"],
    )


def unconfirmed(activity: Activity, *, user: Actor) -> list[ProgrammeEntry]:
    """The items that are over by now and of which nobody said whether they took place, in order of time."""
    held = meetings.for_report(activity.id, user=user)
    minuted = {row.itinerary_item_id for row in held if row.itinerary_item_id is not None}
    found = missions.entries(activity, missions.items(activity.id))
    going = course(found, Changes(planned=True, each=()), minuted=minuted, moment=clock.now())
    return [each.entry for each in going.items if each.state == "open"]


def _state(entry: ProgrammeEntry, change: ItemChange | None, moment: datetime, *, written: bool, plan: bool) -> str:
    item = entry.item
    if item.status == "cancelled":
        return "cancelled"
    if item.starts_at > moment and not item.untimed:
        return "not_yet"
    written = written or bool(item.visit and item.visit.result.strip())
    if item.status != "done" and not written:
        return "not_yet" if item.ends_at > moment else "open"
    if not plan:
        return "held"
    return change.kind if change is not None and change.kind in ("added", "moved") else "as_planned"
