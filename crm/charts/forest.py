"""The forest plot: points with their intervals on a logarithmic axis, a row for each thing compared."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markupsafe import Markup

from crm.charts import svg
from crm.charts.columns import Columns, FigureCell
from crm.charts.labels import text_width, wrap
from crm.charts.scales import Log

_ROW = 40
_STACKED_ROW = 58
_WIDEST_LABEL = 200
_NARROWEST_PLOT = 240
_FOOT = 26
_SMALLEST_POINT, _LARGEST_POINT = 5.0, 10.0


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One estimate: its translated label, point and interval, its figures.

    `point` None or 0 has no place on a logarithmic axis and is not drawn; `low` 0 and `high` infinite run to
    the edge with an arrow. `weight` (0 or more) makes the area of the point; `key` is the row in question,
    `few` a small sample: drawn hollow.
    """

    label: str
    point: float | None
    low: float | None
    high: float | None
    weight: float
    cells: Sequence[FigureCell]
    key: bool = False
    few: bool = False


def forest(
    rows: Sequence[ForestRow],
    *,
    title: str,
    title_id: str,
    headings: Sequence[str],
    font_family: str = "sans-serif",
    reference: float | None = 1.0,
    width: float = 736,
    tick_text: Callable[[float], str] = "{:g}".format,
    stacked: bool = False,
) -> Markup:
    """The rows from top to bottom on a common axis that encloses all of them and the `reference` line.

    `title` says the figures in words, `title_id` is its id on the page, `headings` heads the columns of the
    cells. Raises ValueError when a row has not one cell for each heading.
    `stacked` is for a narrow screen: the label and the figures stand above their line, which has the whole width.
    """
    if stacked:
        return _stacked(
            rows, title=title, title_id=title_id, font_family=font_family, reference=reference, width=width,
            tick_text=tick_text,
        )  # fmt: skip
    cells = [row.cells for row in rows]
    labels = [wrap(row.label, _WIDEST_LABEL, svg.SIZE) for row in rows]
    start = max((text_width(line, svg.SIZE) for lines in labels for line in lines), default=0.0) + 24
    taken = width - Columns.measure(headings, cells, end=width).left
    width = max(width, start + _NARROWEST_PLOT + taken)
    columns = Columns.measure(headings, cells, end=width - 2)
    scale = Log.around(_positions(rows, reference), start, columns.left - 24)

    heights = [max(_ROW, len(lines) * 16 + 12) for lines in labels]
    bottom = columns.headroom + sum(heights)
    root = columns.canvas(cells, (width, bottom + _FOOT), title=title, title_id=title_id, font_family=font_family)
    _draw_axis(root, scale, reference, top=columns.headroom, bottom=bottom, tick_text=tick_text)

    heaviest = max((row.weight for row in rows), default=0.0)
    top = columns.headroom
    for row, lines, height in zip(rows, labels, heights, strict=True):
        middle = top + height / 2
        group = svg.group(root, classes=_classes(row))
        svg.lines_of_text(group, lines, x=0, middle=middle, fill=svg.INK_2 if row.few else None)
        _draw_interval(group, row, scale, middle=middle)
        _draw_point(group, row, scale, middle=middle, heaviest=heaviest)
        columns.draw(group, row.cells, middle=middle)
        top += height
    return svg.markup(root)


def _stacked(
    rows: Sequence[ForestRow],
    *,
    title: str,
    title_id: str,
    font_family: str,
    reference: float | None,
    width: float,
    tick_text: Callable[[float], str],
) -> Markup:
    scale = Log.around(_positions(rows, reference), 10, width - 10)
    bottom = _STACKED_ROW * len(rows) + 4
    root = svg.drawing(
        width=width, height=bottom + _FOOT, title=title, title_id=title_id, font_family=font_family,
        linked=Columns.linked([row.cells for row in rows]),
    )  # fmt: skip
    _draw_axis(root, scale, reference, top=0, bottom=bottom, tick_text=tick_text)
    heaviest = max((row.weight for row in rows), default=0.0)
    for place, row in enumerate(rows):
        top = place * _STACKED_ROW
        group = svg.group(root, classes=_classes(row))
        svg.text(group, row.label, x=0, y=top + 20, fill=svg.INK_2 if row.few else None)
        end = width
        for index, cell in reversed(list(enumerate(row.cells))):
            svg.text(group, cell.text, x=end, y=top + 20, classes="num ax" if index else "num", href=cell.href)
            end -= text_width(cell.text, svg.SIZE) + 8
        _draw_interval(group, row, scale, middle=top + 40)
        _draw_point(group, row, scale, middle=top + 40, heaviest=heaviest)
    return svg.markup(root)


def _positions(rows: Sequence[ForestRow], reference: float | None) -> list[float]:
    values = [value for row in rows for value in (row.point, row.low, row.high) if value is not None]
    return values if reference is None else [*values, reference]


def _classes(row: ForestRow) -> str:
    return " ".join(name for name, on in (("key", row.key), ("few", row.few)) if on)


def _draw_axis(
    root: Element,
    scale: Log,
    reference: float | None,
    *,
    top: float,
    bottom: float,
    tick_text: Callable[[float], str],
) -> None:
    for tick in scale.ticks():
        x = scale(tick)
        if tick != reference:
            svg.line(root, x1=x, x2=x, y1=top, y2=bottom, classes="grid", stroke=svg.LINE)
        svg.text(root, tick_text(tick), x=x, y=bottom + 18, classes="ax mid")
    if reference is not None:
        x = scale(reference)
        svg.line(root, x1=x, x2=x, y1=top, y2=bottom, classes="ref", stroke=svg.EDGE)


def _colour(row: ForestRow) -> str:
    if row.key:
        return svg.ACCENT
    return svg.INK_3 if row.few else svg.INK_2


def _draw_interval(group: Element, row: ForestRow, scale: Log, *, middle: float) -> None:
    if row.low is None or row.high is None:
        return
    stroke, width = _colour(row), 3.0 if row.key else 1.5 if row.few else 2.0
    left, right = scale(row.low), scale(row.high)
    svg.line(group, x1=left, x2=right, y1=middle, y2=middle, classes="ci", stroke=stroke, width=width)
    if row.low < scale.low:
        head = [(left + 5, middle - 4), (left, middle), (left + 5, middle + 4)]
        svg.path(group, head, classes="ci", stroke=stroke, width=width)
    if row.high > scale.high:
        head = [(right - 5, middle - 4), (right, middle), (right - 5, middle + 4)]
        svg.path(group, head, classes="ci", stroke=stroke, width=width)


def _draw_point(group: Element, row: ForestRow, scale: Log, *, middle: float, heaviest: float) -> None:
    if row.point is None or not 0 < row.point < math.inf:
        return
    share = math.sqrt(row.weight / heaviest) if heaviest else 0.0
    side = _SMALLEST_POINT + (_LARGEST_POINT - _SMALLEST_POINT) * share
    svg.rectangle(
        group,
        x=scale(row.point) - side / 2,
        y=middle - side / 2,
        width=side,
        height=side,
        classes="pt",
        fill=svg.SURFACE if row.few else _colour(row),
        stroke=_colour(row),
    )
