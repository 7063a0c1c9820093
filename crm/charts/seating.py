"""A long table seen from above: guests on the side that faces the door, hosts opposite with their backs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from markupsafe import Markup

from crm.charts import svg
from crm.charts.labels import wrap

_SEAT, _GAP, _HEIGHT = 92.0, 8.0, 44.0
_TABLE = 56.0
_PAD = 30.0
#: How far from the middle the word for the hosts stands, so that a phone that shows the middle shows it, too.
_NEAR = 150.0


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody at the table. `place` counts from the middle: 1 is the right hand of whoever sits there, -1 the left."""

    place: int
    row: int  #: 0 at the table, 1 behind
    name: str
    language: str


def table_plan(
    guests: Sequence[Sitter],
    hosts: Sequence[Sitter],
    *,
    title: str,
    title_id: str,
    labels: tuple[str, str, str],
    font_family: str = "sans-serif",
) -> Markup:
    """The plan. `title` says it in words, `labels` are the words for guests, hosts and door.

    Seen from above with the door below: a guest looks down the page, so that their right hand is on the left.
    """
    widest = max((abs(s.place) for s in (*guests, *hosts)), default=0)
    behind = max((s.row for s in guests), default=0), max((s.row for s in hosts), default=0)
    width = (2 * widest + 1) * (_SEAT + _GAP) + 2 * _PAD
    top = _PAD + (behind[0] + 1) * (_HEIGHT + _GAP)
    bottom = top + _TABLE + _GAP
    height = bottom + (behind[1] + 1) * (_HEIGHT + _GAP) + _PAD + 8
    root = svg.drawing(
        width=width, height=height, title=title, title_id=title_id, font_family=font_family, linked=False
    )
    middle = width / 2
    svg.text(root, labels[0], x=middle, y=18, classes="mid ax")
    svg.rectangle(root, x=_PAD, y=top, width=width - 2 * _PAD, height=_TABLE, classes="board", fill="#f4f4f0",
                  stroke=svg.EDGE)  # fmt: skip
    for sitter in guests:
        _seat(root, sitter, x=middle - sitter.place * (_SEAT + _GAP), y=top - (sitter.row + 1) * (_HEIGHT + _GAP))
    for sitter in hosts:
        _seat(root, sitter, x=middle + sitter.place * (_SEAT + _GAP), y=bottom + sitter.row * (_HEIGHT + _GAP))
    svg.text(root, labels[1], x=max(_PAD, middle - _NEAR), y=height - 14, classes="ax")
    svg.line(
        root, x1=middle - 40, y1=height - 4, x2=middle + 40, y2=height - 4, classes="door", stroke=svg.INK, width=4
    )
    svg.text(root, labels[2], x=middle, y=height - 14, classes="mid ax")
    return svg.markup(root)


def _seat(root: Element, sitter: Sitter, *, x: float, y: float) -> None:
    """A box with a name; the one in the middle at the table is stronger."""
    first = sitter.place == 0 and sitter.row == 0
    svg.rectangle(
        root, x=x - _SEAT / 2, y=y, width=_SEAT, height=_HEIGHT, classes="seat first" if first else "seat",
        fill="#dfeaf2" if first else svg.SURFACE, stroke=svg.ACCENT if first else svg.EDGE,
    )  # fmt: skip
    written = SubElement(root, "g", {"lang": svg.clean(sitter.language)})
    lines = wrap(sitter.name, _SEAT - 8, svg.SIZE)[:2]
    base = y + _HEIGHT / 2 + svg.SIZE * 0.38 - (len(lines) - 1) * 8
    for index, content in enumerate(lines):
        svg.text(written, content, x=x, y=base + index * 16, classes="mid")
