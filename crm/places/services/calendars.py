"""A calendar file (ICS) of holidays: kept to be looked at, taken over, taken back."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.places import rules
from crm.places.models import CalendarImport, Holiday
from crm.places.services.checks import LONGEST_SOURCE, Loaded
from crm.places.services.days import DayLine, compared, name_day, write_day

ORIGIN = "calendar"
#: How long an import can be taken back; files are kept no longer.
UNDO_DAYS = 30


def open_calendar(content: bytes, *, country: str, source: str, by: Actor | None) -> CalendarImport:
    """Keep a file so that it can be looked at before it changes anything; files past their time are forgotten.

    Refused, whole, when it is no calendar of days (`rules.calendar_file`).
    """
    if country not in rules.COUNTRIES:
        raise Refused(Text("Choose one."), "country")
    rules.calendar_file(content, country=country)
    db.session.execute(delete(CalendarImport).where(CalendarImport.at < clock.now() - timedelta(days=UNDO_DAYS)))
    made = CalendarImport(
        at=clock.now(), by_id=by.id if by is not None else None, country=country, source=source[:LONGEST_SOURCE],
        content=content, state="read", journal=[],
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def calendar_lines(file: CalendarImport) -> list[DayLine]:
    """What taking the file over would do today, by day."""
    return compared(rules.calendar_file(file.content, country=file.country).days, ORIGIN)


def import_calendar(file: CalendarImport, *, by: Actor | None) -> Loaded:
    """Take the days of the file over, in place of what a library said. What the office entered stands."""
    if file.state != "read":
        raise Refused(Text("This file has already been imported."))
    lines = [line for line in calendar_lines(file) if line.verdict in ("new", "changed")]
    before = [_columns(line.row) if line.row is not None else None for line in lines]
    with action(rules.HOLIDAYS_IMPORTED, by=by):
        rows = [write_day(line, ORIGIN, file.source) for line in lines]
    file.state = "imported"
    file.journal = [
        {"id": row.id, "version": row.version, "before": was} for row, was in zip(rows, before, strict=True)
    ]
    return Loaded(before.count(None), len(before) - before.count(None))


def undo_calendar(file: CalendarImport, *, by: Actor | None) -> tuple[int, int]:
    """Take an import back: what it added goes, what it changed is as before. How many days, and how many stay as they
    are because somebody changed them since."""
    if file.state != "imported":
        raise Refused(Text("There is nothing to undo."))
    if file.at + timedelta(days=UNDO_DAYS) < clock.now():
        raise Refused(Text("An import can be undone for %(days)s days.", days=UNDO_DAYS))
    wanted = select(Holiday).where(Holiday.id.in_([entry["id"] for entry in file.journal]))
    rows = {row.id: row for row in db.session.scalars(wanted.options(selectinload(Holiday.names)))}
    undone = 0
    with action(rules.IMPORT_UNDONE, by=by):
        for entry in file.journal:
            row = rows.get(entry["id"])
            if row is not None and row.version == entry["version"]:
                _put_back(row, entry["before"])
                undone += 1
    file.state = "undone"
    return undone, len(file.journal) - undone


def _columns(row: Holiday) -> dict[str, Any]:
    """What an import writes of a day, as JSON values."""
    return {
        "name": row.name, "kind": row.kind, "origin": row.origin, "source": row.source,
        "as_of": row.as_of.isoformat() if row.as_of is not None else None,
        "names": {name.language: name.text for name in row.names},
    }  # fmt: skip


def _put_back(row: Holiday, before: Mapping[str, Any] | None) -> None:
    if before is None:
        db.session.delete(row)
        return
    row.name, row.kind, row.origin, row.source = (before[name] for name in ("name", "kind", "origin", "source"))
    row.as_of = date.fromisoformat(before["as_of"]) if before["as_of"] else None
    name_day(row, before["names"])
