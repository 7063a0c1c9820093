"""A sketch of a route: places where they lie, in their order. No coast and no street; a scale and where north is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, hypot, radians
from xml.etree.ElementTree import Element, SubElement

from markupsafe import Markup

from crm.charts import svg
from crm.charts.labels import text_width
from crm.charts.placing import Box, Ground, LabelPlace, beside

_PAD = 60.0
_KM_A_DEGREE = 111.2
#: The lengths a scale may have, in kilometres.
_SCALES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_RADIUS, _GAP = 9.0, 13.0  #: of a stop, and from its middle to its name
#: How far the middles of two stops are from each other where they are moved apart, and how often that is tried.
_APART, _ROUNDS = 19.0, 80
_TALL, _BELOW = 16.0, 4.0  #: of a line of text, and what of it hangs below the base line


@dataclass(frozen=True, slots=True)
class Frame:
    """How large a sketch is drawn."""

    width: float = 640.0
    height: float = 380.0
    pad: float = _PAD

    @property
    def corners(self) -> tuple[Box, Box]:
        """Where the scale and the arrow of north are drawn."""
        scale = Box(14, self.height - 44, self.width / 3 + 30, self.height - 12)
        return scale, Box(self.width - 48, 8, self.width - 4, 58)

    @property
    def room(self) -> Box:
        """Where names may stand."""
        return Box(6, 6, self.width - 6, self.height - 6)


FRAME = Frame()


@dataclass(frozen=True, slots=True)
class RouteStop:
    """A place on the way; a `square` one is told apart by more than its colour."""

    lat: float
    lon: float
    name: str
    language: str
    square: bool = False


def route(
    stops: Sequence[RouteStop], *, title: str, title_id: str, north: str, font_family: str = "sans-serif",
    legs: Sequence[int] = (), numbers: Sequence[int] = (), joined: bool = True,
    ties: Sequence[tuple[int, int]] = (), named: bool = True, spread: bool = False, frame: Frame = FRAME,
) -> Markup:  # fmt: skip
    """The sketch of at least two places; `north` is the word above the arrow's line. `legs` are the positions of the
    places in the order in which one goes to them, else as they stand, and `numbers` what they are called, else from 1.
    Those that are no way of anybody's are not `joined`. `ties` are pairs of positions that something else joins: dashed
    lines. Where there is no room for names they are not `named`; `spread` moves stops apart that lie on each other.
    """
    legs, numbers = legs or range(len(stops)), numbers or range(1, len(stops) + 1)
    legs = legs if joined else (0,)
    root = svg.drawing(
        width=frame.width, height=frame.height, title=title, title_id=title_id, font_family=font_family, linked=False
    )
    svg.rectangle(root, x=1, y=1, width=frame.width - 2, height=frame.height - 2, classes="ground",
                  fill="#f7f7f3", stroke=svg.LINE)  # fmt: skip
    points, pixels_a_km = placed(stops, frame)
    points = apart(points) if spread else points
    for first, second in ties:
        (x1, y1), (x2, y2) = points[first], points[second]
        svg.line(root, x1=x1, y1=y1, x2=x2, y2=y2, classes="ref", stroke=svg.EDGE, width=1)
    way = [points[leg] for leg in legs]
    for (x1, y1), (x2, y2) in dict.fromkeys(zip(way, way[1:], strict=False)):
        svg.line(root, x1=x1, y1=y1, x2=x2, y2=y2, classes="way", stroke=svg.EDGE, width=1.5)
    places = names(stops, points, legs, frame) if named else [None] * len(stops)
    for number, stop, point, place in zip(numbers, stops, points, places, strict=True):
        _stop(root, stop, number, point=point, place=place)
    _scale(root, pixels_a_km, frame)
    svg.text(root, north, x=frame.width - 24, y=24, classes="mid ax")
    svg.line(root, x1=frame.width - 24, y1=30, x2=frame.width - 24, y2=54, classes="north", stroke=svg.INK_2, width=2)
    return svg.markup(root)


def placed(stops: Sequence[RouteStop], frame: Frame = FRAME) -> tuple[list[tuple[float, float]], float]:
    """Where each stop is drawn, and how many units a kilometre is; north is up, both axes have one scale."""
    middle = radians(sum(stop.lat for stop in stops) / len(stops))
    east = [stop.lon * cos(middle) * _KM_A_DEGREE for stop in stops]
    north = [stop.lat * _KM_A_DEGREE for stop in stops]
    spans = max(east) - min(east), max(north) - min(north)
    rooms = frame.width - 4 * frame.pad, frame.height - 2 * frame.pad
    scale = min(room / span for room, span in zip(rooms, (max(span, 1.0) for span in spans), strict=True))
    left = (frame.width - spans[0] * scale) / 2
    top = (frame.height - spans[1] * scale) / 2
    return [
        (left + (x - min(east)) * scale, top + (max(north) - y) * scale) for x, y in zip(east, north, strict=True)
    ], scale


def apart(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same points, those moved that lie on each other, until each number is seen. Of two at one spot the second
    goes to the right."""
    found = list(points)
    for _round in range(_ROUNDS):
        moved = False
        for one, other in combinations(range(len(found)), 2):
            dx, dy = found[other][0] - found[one][0], found[other][1] - found[one][1]
            distance = hypot(dx, dy)
            if distance < _APART - 0.01:
                moved = True
                dx, dy, length = (dx, dy, distance) if distance else (1.0, 0.0, 1.0)
                step = (_APART - distance) / 2 / length
                found[one] = found[one][0] - dx * step, found[one][1] - dy * step
                found[other] = found[other][0] + dx * step, found[other][1] + dy * step
        if not moved:
            break
    return found


def names(
    stops: Sequence[RouteStop],
    points: Sequence[tuple[float, float]],
    legs: Sequence[int] = (),
    frame: Frame = FRAME,
) -> list[LabelPlace]:
    """Where the name of each stop stands: clear of the way, the stops and the other names, where there is room."""
    sizes = [(text_width(stop.name, svg.SIZE) + 2, _TALL) for stop in stops]
    stopped = [Box(x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS) for x, y in points]
    way = [points[leg] for leg in legs or range(len(points))]
    ground = Ground(frame.room, list(dict.fromkeys(zip(way, way[1:], strict=False))), [*stopped, *frame.corners])
    return beside(points, sizes, ground, gap=_GAP)


def _stop(root: Element, stop: RouteStop, number: int, *, point: tuple[float, float], place: LabelPlace | None) -> None:
    x, y = point
    if stop.square:
        side = 2 * _RADIUS - 2
        svg.rectangle(root, x=x - side / 2, y=y - side / 2, width=side, height=side, classes="stop",
                      fill=svg.ACCENT, stroke=svg.SURFACE)  # fmt: skip
    else:
        SubElement(
            root,
            "circle",
            {"cx": svg.number(x), "cy": svg.number(y), "r": svg.number(_RADIUS), "fill": svg.ACCENT, "class": "stop"},
        )
    svg.text(root, str(number), x=x, y=y + 4, classes="mid ax", fill=svg.SURFACE)
    if place is None:
        return
    label, box = SubElement(root, "g", {"lang": svg.clean(stop.language)}), place.box
    at = {"num": box.right, "mid": (box.left + box.right) / 2}.get(place.anchor, box.left)
    svg.text(label, stop.name, x=at, y=box.bottom - _BELOW, classes=place.anchor)


def _scale(root: Element, pixels_a_km: float, frame: Frame) -> None:
    """A bar of a round number of kilometres, at most a third of the width."""
    length = max((km for km in _SCALES if km * pixels_a_km <= frame.width / 3), default=_SCALES[0])
    end = 24 + length * pixels_a_km
    svg.line(
        root, x1=24, y1=frame.height - 20, x2=end, y2=frame.height - 20, classes="scale", stroke=svg.INK_2, width=2
    )
    svg.text(root, f"{length} km", x=24, y=frame.height - 28, classes="ax")
