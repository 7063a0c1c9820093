"""What became of a programme: by the log, and where it knows no plan, beside the request that was approved."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from crm.activities import queries as activities
from crm.core.database import db
from crm.documents.queries.changes import Changes, ItemChange, logged
from crm.documents.rules import NO_EVENT
from crm.missions.models import ItineraryItem

#: A line of the programme as the request keeps it (`missions.queries.planned_programme`).
Line = Mapping[str, Any]


def changes_of(activity_id: int, *, departed: datetime) -> Changes:
    """The items added, moved, cancelled or dropped since a moment. A programme that was written down afterwards is
    compared with the one that was approved before it, where the request kept one.
    """
    found = logged(activity_id, departed=departed)
    lines = [] if found.planned else _approved(activity_id, departed)
    if not lines:
        return found
    statement = select(ItineraryItem).where(
        ItineraryItem.activity_id == activity_id,
        ItineraryItem.archived_at.is_(None),
        ItineraryItem.kind.not_in(NO_EVENT),
    )
    items = db.session.scalars(statement.order_by(ItineraryItem.wall_start, ItineraryItem.id)).all()
    called_off = {change.item_id for change in found.each}
    told = [change for change in compared(items, lines) if change.item_id not in called_off]
    return Changes(planned=True, each=sorted([*found.each, *told], key=lambda change: (change.starts, change.item_id)))


def _approved(activity_id: int, departed: datetime) -> list[Line]:
    """The programme of the last request that was approved by then; nothing where it kept none."""
    last = activities.approved(activity_id, before=departed)
    lines: list[Line] = (last.plan or {}).get("programme", []) if last is not None else []
    return [line for line in lines if line.get("kind", "") not in NO_EVENT]


def compared(items: Sequence[ItineraryItem], lines: Sequence[Line]) -> list[ItemChange]:
    """What differs from the lines that were approved. An item is the line that it is most like; each is one alone."""
    left, of = list(lines), dict[int, Line]()
    for is_like in _LIKE:
        for item in items:
            line = next((each for each in left if is_like(item, each)), None) if item.id not in of else None
            if line is not None:
                of[item.id] = line
                left.remove(line)
    told = [_change(item, of.get(item.id)) for item in items]
    return [*(change for change in told if change is not None), *(_dropped(line) for line in left)]


def _same_day(item: ItineraryItem, line: Line) -> bool:
    return item.wall_start[:10] == str(line["day"])


def _same_title(item: ItineraryItem, line: Line) -> bool:
    return item.title == str(line["title"])


def _same_start(item: ItineraryItem, line: Line) -> bool:
    return _same_day(item, line) and _clock(item, "start") == line["start"]


def _same_host(item: ItineraryItem, line: Line) -> bool:
    return item.organisation_id is not None and item.organisation_id == line["organisation_id"]


#: How far an item is like a line, the surest first.
_LIKE: Final[Sequence[Callable[[ItineraryItem, Line], bool]]] = (
    lambda item, line: _same_start(item, line) and _same_title(item, line),
    lambda item, line: _same_day(item, line) and _same_title(item, line),
    _same_title,
    lambda item, line: _same_day(item, line) and _same_host(item, line),
    _same_host,
    _same_start,
)


def _clock(item: ItineraryItem, end: str) -> str:
    """As a line has it: "" where nobody told it."""
    wall = item.wall_start if end == "start" else item.wall_end
    return "" if item.open_clock in (end, "both") else wall[11:]


def _change(item: ItineraryItem, line: Line | None) -> ItemChange | None:
    """How an item differs from its line; None where it does not."""
    planned: dict[str, Any] = {}
    if line is not None:
        if not _same_start(item, line):
            planned |= {"wall_start": f"{line['day']}T{line['start'] or '00:00'}"}
            planned |= {} if line["start"] else {"open_clock": "both"}
        if _clock(item, "end") != line["end"]:
            planned["wall_end"] = f"{line['day']}T{line['end']}"
        if not _same_title(item, line):
            planned["title"] = line["title"]
        if not planned:
            return None
    starts, kind = datetime.fromisoformat(item.wall_start), "moved" if planned else "added"
    return ItemChange(
        item.id, kind, item.title, item.title_language, starts, planned, item.notes, item.untimed, item.titles
    )


def _dropped(line: Line) -> ItemChange:
    """A line that became no item."""
    titles: dict[str, str] = dict(line["titles"])
    language = next((code for code, text in titles.items() if text == line["title"]), "")
    starts = datetime.fromisoformat(f"{line['day']}T{line['start'] or '00:00'}")
    return ItemChange(0, "dropped", line["title"], language, starts, {}, "", not line["start"], titles)
