"""The figures to the right of a plot: headed, right-aligned columns, each figure a link to its records."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from crm.charts import svg
from crm.charts.labels import text_width, wrap

_GAP = 18
_WIDEST_HEADING = 96
_PITCH = 15


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A figure as the reader sees it ("47%"), and where the records behind it are listed."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns measured for their contents.

    `left` is where the first one begins, `headroom` the height of the headings.
    """

    headings: tuple[tuple[str, ...], ...]
    ends: tuple[float, ...]
    left: float
    headroom: float

    @classmethod
    def measure(cls, headings: Sequence[str], rows: Sequence[Sequence[FigureCell]], *, end: float) -> "Columns":
        """Columns that end at `end`. Raises ValueError when a row has not one cell for each heading."""
        if any(len(row) != len(headings) for row in rows):
            raise ValueError("every row needs one cell for each heading")
        widths: list[float] = []
        wrapped: list[tuple[str, ...]] = []
        for index, heading in enumerate(headings):
            figures = max((text_width(row[index].text, svg.SIZE) for row in rows), default=0.0)
            lines = wrap(heading, max(figures, _WIDEST_HEADING), svg.SMALL)
            wrapped.append(tuple(lines))
            widths.append(max(figures, *(text_width(line, svg.SMALL) for line in lines)))
        ends: list[float] = []
        left = end
        for width in reversed(widths):
            ends.insert(0, left)
            left -= width + _GAP
        deepest = max((len(lines) for lines in wrapped), default=0)
        return cls(tuple(wrapped), tuple(ends), left, deepest * _PITCH + 5)

    def canvas(
        self,
        cells: Sequence[Sequence[FigureCell]],
        size: tuple[float, float],
        *,
        title: str,
        title_id: str,
        font_family: str,
    ) -> Element:
        """An empty drawing of `size` (width, height) under these columns' headings."""
        width, height = size
        root = svg.drawing(
            width=width,
            height=height,
            title=title,
            title_id=title_id,
            font_family=font_family,
            linked=self.linked(cells),
        )
        self.draw_headings(root)
        return root

    def draw_headings(self, root: Element) -> None:
        for lines, end in zip(self.headings, self.ends, strict=True):
            for index, content in enumerate(reversed(lines)):
                y = self.headroom - 8 - index * _PITCH
                svg.text(root, content, x=end, y=y, classes="ax num")

    def draw(self, row: Element, cells: Sequence[FigureCell], *, middle: float) -> None:
        """The figures of one row, the first in ink, the others quieter."""
        for index, (cell, end) in enumerate(zip(cells, self.ends, strict=True)):
            classes = "num ax" if index else "num"
            svg.text(row, cell.text, x=end, y=middle + svg.SIZE * 0.38, classes=classes, href=cell.href)

    @staticmethod
    def linked(rows: Sequence[Sequence[FigureCell]]) -> bool:
        return any(cell.href is not None for row in rows for cell in row)
