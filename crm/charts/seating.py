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
    foot: float = 14.0  #: from the words below the table to the end of the drawing
    door: float = 8.0  #: how deep the door is
    label: float = float(svg.SMALL)  #: the size of the words around the table
    of_name: float = 0.42  #: of the height of a seat, where a reading stands under the name
    legible: float = 8.0  #: smaller than this, a word is rather broken
    name: float = 0.0  #: the size that names keep, and readings below them: a seat is as high as those need
    reading: float = 0.0


ON_SCREEN = SeatRoom(seat=92.0, height=44.0, gap=8.0, table=56.0, pad=30.0, side=30.0)
#: For paper, in points: seven seats are 105 mm wide, and a name of four characters has one line.
ON_PAPER = SeatRoom(
    seat=40.5, height=0.0, gap=1.5, table=5.0, pad=9.0, side=1.5, foot=7.5, door=4.0, label=7.0, legible=6.0, name=8.0,
    reading=6.0,
)  # fmt: skip
_LEADING = 1.2  #: from one line of a name to the next, in its size
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
    if room.name:
        room = _high_enough(room, (*guests, *hosts))
    widest = max((abs(s.place) for s in (*guests, *hosts)), default=0)
    behind = max((s.row for s in guests), default=0), max((s.row for s in hosts), default=0)
    width = (2 * widest + 1) * (room.seat + room.gap) + 2 * room.side
    top = room.pad + (behind[0] + 1) * (room.height + room.gap)
    bottom = top + room.table + room.gap
    height = bottom + (behind[1] + 1) * (room.height + room.gap) + room.pad + room.door
    root = svg.drawing(
        width=width, height=height, title=title, title_id=title_id, font_family=font_family, linked=False
    )
    if room.name:
        root.set("width", f"{svg.number(width)}pt")
        root.set("height", f"{svg.number(height)}pt")
    middle = width / 2
    size = min((fitted(*_main(sitter, room))[1] for sitter in (*guests, *hosts)), default=float(svg.SIZE))
    svg.text(root, labels[0], x=middle, y=min(18.0, room.pad - 2), classes="mid ax", size=room.label)
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
    svg.text(root, labels[1], x=max(room.side, middle - _NEAR), y=height - room.foot, classes="ax", size=room.label)
    svg.line(
        root,
        x1=middle - 40,
        y1=height - room.door / 2,
        x2=middle + 40,
        y2=height - room.door / 2,
        classes="door",
        stroke=svg.INK,
        width=room.door / 2,
    )
    svg.text(root, labels[2], x=middle, y=height - room.foot, classes="mid ax", size=room.label)
    return svg.markup(root)


def _high_enough(room: SeatRoom, sitters: Sequence[SeatedName]) -> SeatRoom:
    """The room with seats as high as the names and readings of those who sit in them need in their sizes."""
    upper = max((_needed(sitter.name, room, room.name) for sitter in sitters), default=0.0)
    lower = max(
        (_needed(sitter.reading[0], room, room.reading) for sitter in sitters if sitter.reading[0]), default=0.0
    )
    return replace(room, height=upper + lower, of_name=upper / (upper + lower) if lower else room.of_name)


def _needed(text: str, room: SeatRoom, size: float) -> float:
    """How high a text stands in a size, or in the next smaller one in which no word of it is broken."""
    while size > room.legible and _breaks_words(_lines(text, room, size), text.split()):
        size -= 0.5
    return len(_lines(text, room, size)) * size * _LEADING + 2.1


def _main(sitter: SeatedName, room: SeatRoom) -> tuple[str, SeatRoom]:
    """A name and the room that it has in a seat: a part of it where a reading stands under it."""
    return sitter.name, replace(room, height=room.height * room.of_name) if sitter.reading[0] else room


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
    while True:
        lines = _lines(name, room, size)
        whole = size <= room.legible or not _breaks_words(lines, words)
        if (whole and len(lines) * size * _LEADING <= room.height - 2) or size <= 1:
            return lines, size
        size -= 0.5


def _lines(name: str, room: SeatRoom, size: float) -> list[str]:
    words = name.split()
    # How wide capitals are is estimated amply; a wide character fills what it is told to.
    inside = room.seat if name.isascii() else room.seat - 4
    parts = [words[0], " ".join(words[1:])] if name.isascii() and len(words) > 1 else [name]
    return [line for part in parts for line in wrap(part, inside, size)]


def _breaks_words(lines: Sequence[str], words: Sequence[str]) -> bool:
    """Whether a line ends inside a word that is written in letters."""
    pieces = {piece for line in lines for piece in line.split()}
    return any(word not in pieces for word in words if unicodedata.east_asian_width(word[0]) not in "WF")
