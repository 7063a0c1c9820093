"""The sketch of a route: north up, one scale both ways, names apart."""

import pytest

from crm.charts.route import Stop, apart, placed, route

YANJI, HUNCHUN, TUMEN = (
    Stop(42.891, 129.509, "延吉", "zh-Hans"), Stop(42.862, 130.366, "琿春", "ja"), Stop(42.968, 129.843, "図們", "ja"),
)  # fmt: skip


def test_east_is_right_north_is_up_and_both_have_one_scale() -> None:
    (yanji, hunchun, tumen), scale = placed([YANJI, HUNCHUN, TUMEN])
    assert yanji[0] < tumen[0] < hunchun[0]
    assert tumen[1] < yanji[1] < hunchun[1]
    assert (hunchun[0] - yanji[0]) / scale == pytest.approx(70, abs=2), "kilometres between Yanji and Hunchun"


def test_names_do_not_touch() -> None:
    assert apart([100, 101, 300]) == [100, 118, 300]


def test_two_stops_at_one_spot_are_drawn() -> None:
    drawn = route([YANJI, YANJI], title="略図", title_id="route", north="北")
    assert drawn.count("<circle") == 2
