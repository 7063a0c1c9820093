"""A day as columns of a time grid: what takes place at the same time stands side by side. Pure.

The rows are quarters of an hour, counted from midnight. What begins within the same quarter as another ends (10:50 and
10:50) is rounded alike, so that it stands below it and not beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

MINUTES: Final = 15
ROWS_OF_HOUR: Final = 60 // MINUTES
ROWS_OF_DAY: Final = 24 * ROWS_OF_HOUR
#: A block is at least half an hour high: its clock and its title have to be read.
FEWEST_ROWS: Final = 2
#: What a day shows where nothing is earlier or later: 8:00 to 18:00.
USUAL: Final = (8 * ROWS_OF_HOUR, 18 * ROWS_OF_HOUR)


@dataclass(frozen=True)
class RowSpan:
    """The rows of a block: `last` is the first one below it."""

    first: int
    last: int


@dataclass(frozen=True)
class GridCell:
    """A cell of a day: the block (its place in the order given) that begins there, or None where there is room."""

    row: int
    rows: int
    columns: int
    block: int | None = None


def rows_of(first_minute: int, last_minute: int) -> RowSpan:
    """The rows of something that takes place from one minute of a day to another."""
    first = min(round(first_minute / MINUTES), ROWS_OF_DAY - FEWEST_ROWS)
    return RowSpan(first, min(max(round(last_minute / MINUTES), first + FEWEST_ROWS), ROWS_OF_DAY))


def shown_rows(spans: Iterable[RowSpan]) -> RowSpan:
    """The rows of a grid that holds all of these, in whole hours, and the usual ones."""
    held = [RowSpan(*USUAL), *spans]
    first, last = min(span.first for span in held), max(span.last for span in held)
    return RowSpan(first - first % ROWS_OF_HOUR, last + -last % ROWS_OF_HOUR)


def day_cells(spans: Sequence[RowSpan], shown: RowSpan) -> tuple[int, list[GridCell]]:
    """How many columns a day takes, and its cells from top to bottom and left to right."""
    groups = _groups(spans)
    width = max((len(lanes) for lanes in groups), default=1)
    cells, row = [], shown.first
    for lanes in groups:
        begins = min(spans[block].first for lane in lanes for block in lane)
        ends = max(spans[block].last for lane in lanes for block in lane)
        cells += [GridCell(free, 1, width) for free in range(row, begins)]
        for at, lane in enumerate(lanes):
            columns = width - at if at == len(lanes) - 1 else 1
            cells += _lane_cells(spans, lane, RowSpan(begins, ends), columns)
        row = ends
    cells += [GridCell(free, 1, width) for free in range(row, shown.last)]
    return width, sorted(cells, key=lambda cell: cell.row)


def _lane_cells(spans: Sequence[RowSpan], lane: Sequence[int], within: RowSpan, columns: int) -> list[GridCell]:
    cells, row = [], within.first
    for block in lane:
        cells += [GridCell(free, 1, columns) for free in range(row, spans[block].first)]
        row = spans[block].last
        cells.append(GridCell(spans[block].first, row - spans[block].first, columns, block))
    return cells + [GridCell(free, 1, columns) for free in range(row, within.last)]


def _groups(spans: Sequence[RowSpan]) -> list[list[list[int]]]:
    """The blocks by groups that share no row with each other; in each the lanes, and in each lane what follows."""
    groups: list[list[list[int]]] = []
    ends = 0
    for block in sorted(range(len(spans)), key=lambda each: (spans[each].first, -spans[each].last)):
        if not groups or spans[block].first >= ends:
            groups.append([])
        lanes = groups[-1]
        free = next((lane for lane in lanes if spans[lane[-1]].last <= spans[block].first), None)
        if free is None:
            lanes.append([block])
        else:
            free.append(block)
        ends = max(ends, spans[block].last)
    return groups
