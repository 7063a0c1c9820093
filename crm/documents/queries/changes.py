"""How the programme was changed once the mission had begun: planned against carried out, from the log of changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.core.database import db
from crm.core.intervals import UNTOLD
from crm.missions.models import ItineraryItem

#: What a plan says of an item; everything else may be noted on the way.
PLANNED: Final = ("wall_start", "wall_end", "open_clock", "venue", "title", "organisation_id")


@dataclass(frozen=True)
class ItemChange:
    """What happened to one item after the departure. `planned` is {column: value at departure} of what changed."""

    item_id: int
    kind: str  #: added | moved | cancelled | dropped
    title: str
    title_language: str
    starts: datetime  #: as carried out, on the item's clock; as planned when it was dropped
    planned: Mapping[str, Any]
    reason: str  #: the notes of the item
    untimed: bool = False  #: only the day is known of when it was carried out
    titles: Mapping[str, str] = field(default_factory=dict)  #: {language: title} in further languages

    def titled(self, language: str) -> tuple[str, str]:
        """(title, its language) for a reader of `language`, as of the item itself."""
        given = self.titles.get(language) if language != self.title_language else None
        return (given, language) if given else (self.title, self.title_language)

    @property
    def clock(self) -> str:
        """09:00, as carried out; intervals.UNTOLD where nobody told."""
        return UNTOLD if self.untimed else f"{self.starts:%H:%M}"

    @property
    def planned_start(self) -> datetime | None:
        """When it was to begin, where that changed."""
        told = self.planned.get("wall_start")
        return datetime.fromisoformat(told) if told else self.starts if "open_clock" in self.planned else None

    @property
    def planned_clock(self) -> str:
        """The clock of `planned_start`; intervals.UNTOLD where only its day was planned."""
        open_then = self.planned.get("open_clock", "both" if self.untimed else "")
        return UNTOLD if open_then == "both" or self.planned_start is None else f"{self.planned_start:%H:%M}"


@dataclass(frozen=True)
class Changes:
    """All that happened to a programme after the departure."""

    planned: bool  #: whether a plan is on record; else nothing was added to it or moved, only called off
    each: Sequence[ItemChange]  #: in order of time


def logged(activity_id: int, *, departed: datetime) -> Changes:
    """The items added, moved, cancelled or dropped since a moment.

    A programme of which no item was there by then was written down afterwards: there is no plan to compare with.
    """
    items = list(db.session.scalars(select(ItineraryItem).where(ItineraryItem.activity_id == activity_id)))
    entries = select(AuditEntry.row_id, AuditEntry.changes).where(
        AuditEntry.table_name == ItineraryItem.__tablename__,
        AuditEntry.row_id.in_([item.id for item in items]),
        AuditEntry.at >= departed,
    )
    log: dict[int, list[Mapping[str, Any]]] = {}
    for row_id, diff in db.session.execute(entries.order_by(AuditEntry.id)):
        log.setdefault(row_id, []).append(diff)
    planned = not items or any(_was_there(item, log.get(item.id, [])) for item in items)
    found = [change for item in items if (change := _change(item, log.get(item.id, [])))]
    told = [change for change in found if planned or change.kind == "cancelled"]
    return Changes(planned, sorted(told, key=lambda change: (change.starts, change.item_id)))


def _is_added(diffs: Sequence[Mapping[str, Any]]) -> bool:
    return any("activity_id" in diff for diff in diffs)


def _was_there(item: ItineraryItem, diffs: Sequence[Mapping[str, Any]]) -> bool:
    """Whether an item stood in the programme at the departure: not written later, nor taken out before."""
    taken_out_since = any("archived_at" in diff for diff in diffs)
    return not _is_added(diffs) and (item.archived_at is None or taken_out_since)


def _change(item: ItineraryItem, diffs: Sequence[Mapping[str, Any]]) -> ItemChange | None:
    added = _is_added(diffs)
    planned = {} if added else _before(item, diffs)
    kind = _kind(item, diffs, added=added, moved=bool(planned))
    if kind is None:
        return None
    starts = datetime.fromisoformat(item.wall_start)
    return ItemChange(
        item.id, kind, item.title, item.title_language, starts, planned, item.notes, item.untimed, item.titles
    )


def _kind(item: ItineraryItem, diffs: Sequence[Mapping[str, Any]], *, added: bool, moved: bool) -> str | None:
    gone = item.archived_at is not None
    if gone and (added or not any("archived_at" in diff for diff in diffs)):
        return None  # never part of the plan, or taken out of it before the departure
    if gone:
        return "dropped"
    if item.status == "cancelled" and any("status" in diff for diff in diffs):
        return "cancelled"
    return "added" if added else "moved" if moved else None


def _before(item: ItineraryItem, diffs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """{column: value at departure} where the present one differs."""
    first: dict[str, Any] = {}
    for diff in diffs:
        for column in PLANNED:
            if column in diff:
                first.setdefault(column, diff[column][0])
    planned = {column: old for column, old in first.items() if old != getattr(item, column)}
    if (
        item.untimed
        and "open_clock" not in planned
        and planned.get("wall_start", item.wall_start)[:10] == f"{item.day}"
    ):
        planned.pop("wall_start", None)  # it only took another place among the items of its day
    return planned
