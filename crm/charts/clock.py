"""Columns side by side, one an hour of a day, each stacked of parts that go from dark to light."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from crm.charts import svg
from crm.charts.labels import text_width

_PITCH, _BAR, _HIGH, _HEAD, _FOOT, _LEGEND = 44, 30, 120, 20, 24, 26
#: The fills of the parts on paper, each with its class on the screen.
_PARTS: Final = ((svg.ACCENT, "p1"), (svg.EDGE, "p2"), (svg.LINE, "p3"), (svg.SURFACE, "p4"))


@dataclass(frozen=True, slots=True)
class HourColumn:
    """An hour as it is written, the number of each part, and where the records of the hour are listed."""

    label: str
    parts: Sequence[int]
    href: str | None = None


def hours(
    columns: Sequence[HourColumn], *, parts: Sequence[str], title: str, title_id: str, font_family: str
) -> Markup:
    """The columns from left to right on a common height, the number of each over it, a key of the parts below.

    `title` says the figures in words, `parts` names the parts. Raises ValueError for more parts than there are fills.
    """
    if len(parts) > len(_PARTS) or any(len(column.parts) != len(parts) for column in columns):
        raise ValueError("every column needs a number for each part")
    key = [(name, 18 + text_width(name, svg.SMALL) + 16) for name in parts]
    width = max(len(columns) * _PITCH, sum(wide for _name, wide in key), 240.0)
    root = svg.drawing(
        width=width, height=_HEAD + _HIGH + _FOOT + _LEGEND, title=title, title_id=title_id, font_family=font_family,
        linked=any(column.href is not None for column in columns),
    )  # fmt: skip
    floor = _HEAD + _HIGH
    most = max((sum(column.parts) for column in columns), default=0) or 1
    for place, column in enumerate(columns):
        middle = place * _PITCH + _PITCH / 2
        top = float(floor)
        for number, (fill, name) in zip(column.parts, _PARTS, strict=False):
            high = number / most * _HIGH
            top -= high
            if number:
                svg.rectangle(root, x=middle - _BAR / 2, y=top, width=_BAR, height=high, classes=f"bar {name}",
                              fill=fill, stroke=svg.EDGE)  # fmt: skip
        if total := sum(column.parts):
            svg.text(root, f"{total:,}", x=middle, y=top - 5, classes="mid", href=column.href)
        svg.text(root, column.label, x=middle, y=floor + 16, classes="ax mid")
    svg.line(root, x1=0, x2=width, y1=floor, y2=floor, classes="grid", stroke=svg.EDGE)
    left = 0.0
    for (name, wide), (fill, css) in zip(key, _PARTS, strict=False):
        y = floor + _FOOT + 8
        svg.rectangle(root, x=left + 1, y=y, width=11, height=11, classes=f"bar {css}", fill=fill, stroke=svg.EDGE)
        svg.text(root, name, x=left + 18, y=y + 10, classes="ax")
        left += wide
    return svg.markup(root)
