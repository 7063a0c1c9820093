"""A long table seen from above: guests on the side that faces the door, hosts opposite with their backs to it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, SubElement

from markupsafe import Markup

from crm.charts import svg
from crm.charts.labels import wrap


@dataclass(frozen=True, slots=True)
class SeatRoom:
    """How much room the parts of a plan take, in units of which a letter has 12."""

    seat: float  #: width of a seat
    height: float
    gap: float
    table: float  #: how deep the table is
    pad: float
    side: float  #: what is left beside the outermost seats


ON_SCREEN = SeatRoom(seat=92.0, height=44.0, gap=8.0, table=56.0, pad=30.0, side=30.0)
#: For paper, where the plan stands beside a list: the letters stay legible at half the height.
SMALL = SeatRoom(seat=48.0, height=36.0, gap=3.0, table=18.0, pad=22.0, side=22.0)
#: The same for names in Latin letters, which are three times as long.
SMALL_LATIN = SeatRoom(seat=62.0, height=36.0, gap=3.0, table=18.0, pad=22.0, side=3.0)
#: The same for names under which their readings stand in Latin letters.
SMALL_READ = SeatRoom(seat=62.0, height=44.0, gap=3.0, table=18.0, pad=22.0, side=22.0)
_LEADING = 1.2  #: from one line of a name to the next, in its size
_OF_NAME = 0.42  #: of the height of a seat, where a reading stands under it
_LEGIBLE = 8.0  #: smaller than this, a word is rather broken
#: How far from the middle the word for the hosts stands, so that a phone that shows the middle shows it, too.
_NEAR = 150.0


@dataclass(frozen=True, slots=True)
class SeatedName:
    """Somebody at the table. `place` counts from the middle: 1 is the right hand of whoever sits there, -1 the left."""

    place: int
    row: int  #: 0 at the table, 1 behind
    name: str
    language: str
    reading: tuple[str, str] = ("", "")  #: (how the name is pronounced, in which letters), under it


def table_plan(
    guests: Sequence[SeatedName],
    hosts: Sequence[SeatedName],
    *,
    title: str,
    title_id: str,
    labels: tuple[str, str, str],
    font_family: str = "sans-serif",
    room: SeatRoom = ON_SCREEN,
) -> Markup:
    """The plan. `title` says it in words, `labels` are the words for guests, hosts and door.

    Seen from above with the door below: a guest looks down the page, so that their right hand is on the left.
    """
    widest = max((abs(s.place) for s in (*guests, *hosts)), default=0)
    behind = max((s.row for s in guests), default=0), max((s.row for s in hosts), default=0)
    width = (2 * widest + 1) * (room.seat + room.gap) + 2 * room.side
    top = room.pad + (behind[0] + 1) * (room.height + room.gap)
    bottom = top + room.table + room.gap
    height = bottom + (behind[1] + 1) * (room.height + room.gap) + room.pad + 8
    root = svg.drawing(
        width=width, height=height, title=title, title_id=title_id, font_family=font_family, linked=False
    )
    middle = width / 2
    size = min((fitted(*_main(sitter, room))[1] for sitter in (*guests, *hosts)), default=float(svg.SIZE))
    svg.text(root, labels[0], x=middle, y=18, classes="mid ax")
    svg.rectangle(
        root, x=room.side, y=top, width=width - 2 * room.side, height=room.table, classes="board", fill="#f4f4f0",
        stroke=svg.EDGE,
    )  # fmt: skip
    for sitter in guests:
        _seat(
            root,
            sitter,
            room,
            size,
            x=middle - sitter.place * (room.seat + room.gap),
            y=top - (sitter.row + 1) * (room.height + room.gap),
        )
    for sitter in hosts:
        _seat(
            root,
            sitter,
            room,
            size,
            x=middle + sitter.place * (room.seat + room.gap),
            y=bottom + sitter.row * (room.height + room.gap),
        )
    svg.text(root, labels[1], x=max(room.side, middle - _NEAR), y=height - 14, classes="ax")
    svg.line(
        root, x1=middle - 40, y1=height - 4, x2=middle + 40, y2=height - 4, classes="door", stroke=svg.INK, width=4
    )
    svg.text(root, labels[2], x=middle, y=height - 14, classes="mid ax")
    return svg.markup(root)


def _main(sitter: SeatedName, room: SeatRoom) -> tuple[str, SeatRoom]:
    """A name and the room that it has in a seat: a part of it where a reading stands under it."""
    return sitter.name, replace(room, height=room.height * _OF_NAME) if sitter.reading[0] else room


def _seat(root: Element, sitter: SeatedName, room: SeatRoom, size: float, *, x: float, y: float) -> None:
    """A box with a name in the size of them all; the one in the middle at the table is stronger."""
    first = sitter.place == 0 and sitter.row == 0
    svg.rectangle(
        root, x=x - room.seat / 2, y=y, width=room.seat, height=room.height, classes="seat first" if first else "seat",
        fill="#dfeaf2" if first else svg.SURFACE, stroke=svg.ACCENT if first else svg.EDGE,
    )  # fmt: skip
    name, upper = _main(sitter, room)
    _name(root, name, sitter.language, upper, size, x=x, y=y)
    if sitter.reading[0]:
        lower = replace(room, height=room.height - upper.height)
        _name(root, *sitter.reading, lower, float(svg.SIZE), x=x, y=y + upper.height, classes="reading")


def _name(
    root: Element, name: str, language: str, room: SeatRoom, most: float, *, x: float, y: float, classes: str = ""
) -> None:
    """One form of a name in the room that it has, at most so large; `y` is the top of it."""
    written = SubElement(root, "g", {"lang": svg.clean(language)} | ({"class": classes} if classes else {}))
    lines, size = fitted(name, room, most)
    base = y + room.height / 2 + size * 0.38 - (len(lines) - 1) * size * _LEADING / 2
    for index, content in enumerate(lines):
        svg.text(written, content, x=x, y=base + index * size * _LEADING, classes="mid", size=size)


def fitted(name: str, room: SeatRoom, most: float = svg.SIZE) -> tuple[list[str], float]:
    """A whole name in lines, and the largest size up to `most` in which they fill a seat and no more.

    Words in letters are broken only where that would make them too small to read; the first, the family's where it
    comes first, has a line of its own.
    """
    size = float(most)
    words = name.split()
    # How wide capitals are is estimated amply; a wide character fills what it is told to.
    inside = room.seat if name.isascii() else room.seat - 4
    while True:
        parts = [words[0], " ".join(words[1:])] if name.isascii() and len(words) > 1 else [name]
        lines = [line for part in parts for line in wrap(part, inside, size)]
        whole = size <= _LEGIBLE or not _breaks_words(lines, words)
        if (whole and len(lines) * size * _LEADING <= room.height - 2) or size <= 1:
            return lines, size
        size -= 0.5


def _breaks_words(lines: Sequence[str], words: Sequence[str]) -> bool:
    """Whether a line ends inside a word that is written in letters."""
    pieces = {piece for line in lines for piece in line.split()}
    return any(word not in pieces for word in words if unicodedata.east_asian_width(word[0]) not in "WF")
