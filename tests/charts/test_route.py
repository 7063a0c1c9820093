"""The sketch of a route: north up, one scale both ways, names apart."""

from itertools import combinations
from math import hypot
from typing import Any

import pytest

from crm.charts.placing import Box, Ground, beside
from crm.charts.route import Frame, RouteStop, apart, names, placed, route

YANJI, HUNCHUN, TUMEN = (
    RouteStop(42.891, 129.509, "延吉", "zh-Hans"),
    RouteStop(42.862, 130.366, "琿春", "ja"),
    RouteStop(42.968, 129.843, "図們", "ja"),
)


def test_east_is_right_north_is_up_and_both_have_one_scale() -> None:
    (yanji, hunchun, tumen), scale = placed([YANJI, HUNCHUN, TUMEN])
    assert yanji[0] < tumen[0] < hunchun[0]
    assert tumen[1] < yanji[1] < hunchun[1]
    assert (hunchun[0] - yanji[0]) / scale == pytest.approx(70, abs=2), "kilometres between Yanji and Hunchun"


def test_a_line_is_measured_where_it_lies_in_a_box() -> None:
    box = Box(0, 0, 10, 10)
    assert box.crossed((-5, 5), (15, 5)) == pytest.approx(10)
    assert box.crossed((5, 5), (5, 50)) == pytest.approx(5)
    assert box.crossed((-5, 20), (15, 20)) == box.crossed((20, -5), (20, 15)) == 0
    assert box.shared(Box(8, 8, 20, 20)) == 4


def test_names_keep_clear_of_the_way_of_the_stops_and_of_each_other() -> None:
    airport = RouteStop(42.883, 129.448, "延吉朝陽川空港", "ja")
    stops = [airport, YANJI, TUMEN, HUNCHUN, RouteStop(42.771, 129.423, "龙井", "zh-Hans")]
    points, _scale = placed(stops)
    boxes = [place.box for place in names(stops, points)]
    for index, box in enumerate(boxes):
        assert not any(box.shared(other) for other in boxes[index + 1 :])
        assert not any(box.crossed(*leg) for leg in zip(points, points[1:], strict=False))
        assert not any(box.shared(Box(x - 9, y - 9, x + 9, y + 9)) for x, y in points)


def test_a_name_stands_right_of_its_point_where_nothing_is_in_the_way() -> None:
    free, small = Ground(Box(0, 0, 200, 200), [], []), Ground(Box(0, 0, 60, 200), [], [])
    assert [place.anchor for place in beside([(50, 50)], [(40, 16)], free, gap=10)] == [""]
    assert [place.anchor for place in beside([(50, 50)], [(36, 16)], small, gap=10)] == ["num"]


def test_two_stops_at_one_spot_are_drawn() -> None:
    drawn = route([YANJI, YANJI], title="略図", title_id="route", north="北")
    assert drawn.count("<circle") == 2


def test_stops_that_lie_on_each_other_are_moved_until_each_is_seen_and_the_others_stay() -> None:
    far = (300.0, 300.0)
    moved = apart([(10.0, 10.0), (10.0, 10.0), (12.0, 11.0), far])
    assert moved[3] == far
    for one, other in combinations(moved, 2):
        assert hypot(one[0] - other[0], one[1] - other[1]) >= 18.9
    assert apart([(10.0, 10.0), far]) == [(10.0, 10.0), far]


def test_a_square_stop_and_a_tie_are_drawn_and_a_narrow_map_has_numbers_alone() -> None:
    stops = [YANJI, RouteStop(39.9, 116.4, "北京", "ja", square=True)]
    told: dict[str, Any] = {"title": "地図", "title_id": "map", "north": "北", "joined": False, "ties": [(0, 1)]}
    wide = str(route(stops, **told))
    assert wide.count("<circle") == 1
    assert wide.count('class="stop"') == 2
    assert wide.count('class="ref"') == 1
    assert 'class="way"' not in wide
    assert "北京" in wide
    narrow = str(route(stops, **told, named=False, frame=Frame(340.0, 420.0, pad=20.0)))
    assert "北京" not in narrow
    assert ">1</text>" in narrow
