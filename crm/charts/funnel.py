"""The funnel: a bar for each stage, the share of the cohort that reached it, its interval as a whisker."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markupsafe import Markup

from crm.charts import svg
from crm.charts.columns import Columns, FigureCell
from crm.charts.labels import text_width, wrap
from crm.charts.scales import Linear

_ROW = 34
_BAR = 20
_WIDEST_LABEL = 170
_NARROWEST_PLOT = 180
_FOOT = 26


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One stage: its translated label, its share and interval (0 … 1; None without a cohort), its figures.

    `few` marks a small sample: drawn hollow and grey; the words belong into the caption of the page.
    """

    label: str
    share: float | None
    low: float | None
    high: float | None
    cells: Sequence[FigureCell]
    few: bool = False


def funnel(
    rows: Sequence[FunnelRow],
    *,
    title: str,
    title_id: str,
    headings: Sequence[str],
    font_family: str = "sans-serif",
    width: float = 736,
) -> Markup:
    """The rows from top to bottom on a common axis from 0 to 100 %, their figures in columns at the right.

    `title` says the figures in words, `title_id` is its id on the page, `headings` heads the columns of the
    cells. Where labels and columns leave too little room for the bars, the drawing becomes wider.
    Raises ValueError when a row has not one cell for each heading.
    """
    cells = [row.cells for row in rows]
    labels = [wrap(row.label, _WIDEST_LABEL, svg.SIZE) for row in rows]
    start = max((text_width(line, svg.SIZE) for lines in labels for line in lines), default=0.0) + 16
    taken = width - Columns.measure(headings, cells, end=width).left
    width = max(width, start + _NARROWEST_PLOT + taken)
    columns = Columns.measure(headings, cells, end=width - 2)
    scale = Linear(0, 1, start, columns.left - 16)

    heights = [max(_ROW, len(lines) * 16 + 10) for lines in labels]
    bottom = columns.headroom + sum(heights)
    root = columns.canvas(cells, (width, bottom + _FOOT), title=title, title_id=title_id, font_family=font_family)
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = scale(tick)
        svg.line(root, x1=x, x2=x, y1=columns.headroom, y2=bottom, classes="grid", stroke=svg.LINE)
        svg.text(root, f"{tick:.0%}", x=x, y=bottom + 17, classes="ax mid")

    top = columns.headroom
    for row, lines, height in zip(rows, labels, heights, strict=True):
        _draw_row(root, row, lines, middle=top + height / 2, scale=scale, columns=columns)
        top += height
    return svg.markup(root)


def _draw_row(
    root: Element, row: FunnelRow, lines: list[str], *, middle: float, scale: Linear, columns: Columns
) -> None:
    group = svg.group(root, classes="few" if row.few else "")
    svg.lines_of_text(group, lines, x=0, middle=middle, fill=svg.INK_2 if row.few else None)
    if row.share is not None:
        svg.rectangle(
            group,
            x=scale(0),
            y=middle - _BAR / 2,
            width=scale(row.share) - scale(0),
            height=_BAR,
            classes="bar",
            fill=svg.SURFACE if row.few else svg.LINE,
            stroke=svg.EDGE,
        )
    if row.low is not None and row.high is not None:
        _draw_whisker(group, scale(row.low), scale(row.high), middle=middle, few=row.few)
    columns.draw(group, row.cells, middle=middle)


def _draw_whisker(group: Element, low: float, high: float, *, middle: float, few: bool) -> None:
    stroke, width = (svg.INK_3, 1.5) if few else (svg.INK_2, 2)
    svg.line(group, x1=low, x2=high, y1=middle, y2=middle, classes="ci", stroke=stroke, width=width)
    for x in (low, high):
        svg.line(group, x1=x, x2=x, y1=middle - 4, y2=middle + 4, classes="ci", stroke=stroke, width=width)
