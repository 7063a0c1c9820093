"""The programme as a time grid of at most seven days: blocks by the hour, nights below, what has no clock above.

The grid has one clock, that of the place of the mission. A flight that leaves on another one stands where its moment
is, and tells its own clocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Final

from crm.core import clock
from crm.missions import rules
from crm.missions.queries.days import LocalDay
from crm.missions.queries.itinerary import ProgrammeEntry
from crm.missions.rules import grid
from crm.missions.rules.grid import RowSpan

DAYS: Final = 7
#: How high what has no end, or no begin, is drawn: nobody told how long it takes.
UNTOLD: Final = timedelta(hours=1)


@dataclass(frozen=True)
class WeekCell:
    """A cell of a day: `at`, naive, on the grid's clock, is when what is dropped there begins; `entry` stands there."""

    at: datetime
    rows: int
    columns: int
    entry: ProgrammeEntry | None
    goes_on: bool = False  #: began the day before


@dataclass(frozen=True)
class WeekRow:
    """A quarter of an hour: `hour` on the clock of the place and at home, where a new one begins."""

    hour: time | None
    home: str
    cells: Sequence[WeekCell]


@dataclass(frozen=True)
class Week:
    """`columns` of each day; `nights`: (hotels, over how many columns); `rows_of_hour` for the heads of the rows."""

    days: Sequence[LocalDay]
    columns: Sequence[int]
    untimed: Sequence[Sequence[ProgrammeEntry]]
    rows: Sequence[WeekRow]
    nights: Sequence[tuple[Sequence[ProgrammeEntry], int]]
    rows_of_hour: int = grid.ROWS_OF_HOUR


@dataclass(frozen=True)
class DrawnItem:
    """An item of the grid, with when it begins and ends there: naive, on the grid's clock."""

    entry: ProgrammeEntry
    start: datetime
    end: datetime


def weeks(days: Sequence[LocalDay], zone: str, home_zone: str) -> list[Week]:
    """The days in pieces of seven; `zone` is that of the place of the mission, `home_zone` "" for no second clock."""
    live = [entry for day in days for entry in day.entries if entry.item.status != "cancelled"]
    beds = [entry for entry in live if entry.item.kind in rules.BACKGROUND]
    timed = [entry for entry in live if entry.item.kind not in rules.BACKGROUND and not entry.item.untimed]
    blocks = [_drawn(entry, zone, days) for entry in timed]
    return [_week(days[at : at + DAYS], blocks, beds, zone, home_zone) for at in range(0, len(days), DAYS)]


def _week(
    days: Sequence[LocalDay], blocks: Sequence[DrawnItem], beds: Sequence[ProgrammeEntry], zone: str, home_zone: str
) -> Week:
    parts = [[(block, span) for block in blocks if (span := _on(block, day)) is not None] for day in days]
    shown = grid.shown_rows(span for part in parts for _block, span in part)
    laid = [grid.day_cells([span for _block, span in part], shown) for part in parts]
    rows: dict[int, list[WeekCell]] = {row: [] for row in range(shown.first, shown.last)}
    for day, part, (_width, cells) in zip(days, parts, laid, strict=True):
        for cell in cells:
            block = part[cell.block][0] if cell.block is not None else None
            goes_on = block is not None and block.start.date() != day.day
            entry = block.entry if block is not None else None
            rows[cell.row].append(WeekCell(_at(day, cell.row), cell.rows, cell.columns, entry, goes_on))
    columns = [width for width, _cells in laid]
    return Week(
        days,
        columns,
        [[entry for entry in day.entries if entry.item.untimed and entry.item.status != "cancelled"] for day in days],
        [_row(days[0], row, cells, zone, home_zone) for row, cells in rows.items()],
        _nights(days, columns, beds),
    )


def _drawn(entry: ProgrammeEntry, zone: str, days: Sequence[LocalDay]) -> DrawnItem:
    """Where an item is drawn: by the clock of the grid, or by its own where it would leave the days by that."""
    item = entry.item
    start, end = (clock.local(at, zone).replace(tzinfo=None) for at in (item.starts_at, item.ends_at))
    if end.date() < days[0].day or start.date() > days[-1].day:
        start, end = entry.start, max(entry.start, entry.end)
    if item.begins is None:
        start = max(end - UNTOLD, datetime.combine(end.date(), time()))
    elif item.ends is None:
        end = start + UNTOLD
    return DrawnItem(entry, start, end)


def _on(block: DrawnItem, day: LocalDay) -> RowSpan | None:
    """The rows that a block takes on a day; None where it takes place on others."""
    start, end = block.start, block.end
    midnight = datetime.combine(day.day, time())
    tomorrow = midnight + timedelta(days=1)
    if start >= tomorrow or end < midnight or (end == midnight and start < midnight):
        return None
    minutes = [(moment - midnight) // timedelta(minutes=1) for moment in (max(start, midnight), min(end, tomorrow))]
    return grid.rows_of(*minutes)


def _at(day: LocalDay, row: int) -> datetime:
    return datetime.combine(day.day, time()) + timedelta(minutes=row * grid.MINUTES)


def _row(first: LocalDay, row: int, cells: Sequence[WeekCell], zone: str, home_zone: str) -> WeekRow:
    """Home's clock is that of the first day: where one of the two changes its clocks within the week, the items say."""
    if row % grid.ROWS_OF_HOUR:
        return WeekRow(None, "", cells)
    at = _at(first, row)
    home = clock.local(clock.from_wall(at, zone), home_zone) if home_zone else None
    return WeekRow(at.time(), f"{home:%H:%M}" if home is not None else "", cells)


def _nights(
    days: Sequence[LocalDay], columns: Sequence[int], beds: Sequence[ProgrammeEntry]
) -> list[tuple[Sequence[ProgrammeEntry], int]]:
    """Where one sleeps after each day; a hotel of several nights is one cell over all of them."""
    by_day = [[bed for bed in beds if bed.start.date() <= day.day < bed.item.leaves_on] for day in days]
    found: list[tuple[Sequence[ProgrammeEntry], int]] = []
    for _ids, same in groupby(zip(by_day, columns, strict=True), key=lambda night: [b.item.id for b in night[0]]):
        nights = list(same)
        found.append((nights[0][0], sum(width for _beds, width in nights)))
    return found
