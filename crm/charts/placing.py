"""Where names stand beside points, so that neither lines nor points nor other names lie under them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: What a unit of line under a name costs; a unit of another name's or point's area costs one.
_CROSSED: Final = 16.0
#: Near is better than far, and right of the point better than elsewhere, where nothing else decides.
_FARTHER: Final = 6.0
_LATER: Final = 0.5
#: How often every name looks for a better place among the others.
_ROUNDS: Final = 3
#: (across, down, anchor): the sides of a point in the order in which a reader looks for its name.
_SIDES: Final = (
    (1, 0, ""), (-1, 0, "num"), (0, -1, "mid"), (0, 1, "mid"),
    (1, -1, ""), (1, 1, ""), (-1, -1, "num"), (-1, 1, "num"),
)  # fmt: skip

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def shared(self, other: "Box") -> float:
        """The area that both cover."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0.0) * max(down, 0.0)

    def crossed(self, start: Point, end: Point) -> float:
        """How much of a line lies inside (Liang and Barsky)."""
        dx, dy = end[0] - start[0], end[1] - start[1]
        first, last = 0.0, 1.0
        for step, room in (
            (-dx, start[0] - self.left), (dx, self.right - start[0]),
            (-dy, start[1] - self.top), (dy, self.bottom - start[1]),
        ):  # fmt: skip
            if step == 0:
                if room < 0:
                    return 0.0
            elif step < 0:
                first = max(first, room / step)
            else:
                last = min(last, room / step)
        return max(last - first, 0.0) * float((dx * dx + dy * dy) ** 0.5)


@dataclass(frozen=True, slots=True)
class LabelPlace:
    """Where a name stands: its box, and the class of its text that keeps it there, whatever its true width."""

    box: Box
    anchor: str  #: "" begins at the left edge, "num" ends at the right one, "mid" is centred


@dataclass(frozen=True, slots=True)
class Ground:
    """What names keep clear of, and the room they have."""

    room: Box
    lines: Sequence[tuple[Point, Point]]
    taken: Sequence[Box]


def beside(
    points: Sequence[Point], sizes: Sequence[tuple[float, float]], ground: Ground, *, gap: float
) -> list[LabelPlace]:
    """The best place of each name, `gap` away from its point or twice that. `sizes` are (width, height)."""
    offers = [_offers(point, size, gap) for point, size in zip(points, sizes, strict=True)]
    found = [each[0] for each in offers]
    for _round in range(_ROUNDS):
        for index, places in enumerate(offers):
            others = [place.box for at, place in enumerate(found) if at != index]
            costs = [_cost(place.box, rank, others, ground) for rank, place in enumerate(places)]
            found[index] = places[costs.index(min(costs))]
    return found


def _offers(point: Point, size: tuple[float, float], gap: float) -> list[LabelPlace]:
    return [
        LabelPlace(_box(point, size, (across, down), gap * far), anchor)
        for far in (1, 2)
        for across, down, anchor in _SIDES
    ]


def _box(point: Point, size: tuple[float, float], side: tuple[int, int], gap: float) -> Box:
    (x, y), (width, height), (across, down) = point, size, side
    if across and down:
        gap *= 0.7  # on the diagonal
    left = x - width / 2 if not across else (x + gap if across > 0 else x - gap - width)
    top = y - height / 2 if not down else (y + gap if down > 0 else y - gap - height)
    return Box(left, top, left + width, top + height)


def _cost(box: Box, rank: int, others: Sequence[Box], ground: Ground) -> float:
    far, side = divmod(rank, len(_SIDES))
    outside = (box.right - box.left) * (box.bottom - box.top) - box.shared(ground.room)
    covered = sum(box.shared(other) for other in (*others, *ground.taken))
    crossed = sum(box.crossed(start, end) for start, end in ground.lines)
    return outside * _CROSSED + covered + crossed * _CROSSED + far * _FARTHER + side * _LATER
