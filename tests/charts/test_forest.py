"""The drawn forest plot."""

import math
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from crm.charts.columns import FigureCell
from crm.charts.forest import ForestRow, forest
from tests.charts.drawings import SVG, parsed, position, texts, with_class


def a_row(**changes: Any) -> ForestRow:
    values: dict[str, Any] = {
        "label": "地方 × 販路あり",
        "point": 7.5,
        "low": 3.43,
        "high": 14.24,
        "weight": 31,
        "cells": [FigureCell("7.50"), FigureCell("3.43 – 14.24")],
    }
    return ForestRow(**values | changes)


def drawn(*rows: ForestRow, reference: float | None = 1.0) -> Element:
    return parsed(forest(rows, title="t", title_id="p", headings=["件", "95%区間"], reference=reference))


def middle(point: Element) -> float:
    return position(point, "x") + position(point, "width") / 2


def test_a_point_stands_inside_its_interval_on_the_logarithmic_axis() -> None:
    root = drawn(a_row(low=2.0, point=4.0, high=8.0))
    interval, point = with_class(root, "ci")[0], with_class(root, "pt")[0]
    centre = (position(interval, "x1") + position(interval, "x2")) / 2
    assert middle(point) == pytest.approx(centre, abs=0.2)


def test_the_line_of_no_difference_is_on_the_axis_even_when_no_interval_reaches_it() -> None:
    root = drawn(a_row(low=30.0, point=40.0, high=50.0))
    reference, interval = with_class(root, "ref")[0], with_class(root, "ci")[0]
    assert position(reference, "x1") < position(interval, "x1")
    assert "1" in texts(root)


def test_the_reference_line_can_be_left_out() -> None:
    assert not with_class(drawn(a_row(), reference=None), "ref")


def test_the_row_in_question_and_a_small_sample_are_marked() -> None:
    root = drawn(a_row(key=True), a_row(few=True), a_row())
    assert len(with_class(root, "key")) == len(with_class(root, "few")) == 1
    assert [point.get("fill") for point in with_class(root, "pt")] == ["#17597f", "#ffffff", "#53565a"]


def test_more_talks_make_a_larger_point() -> None:
    small, large = with_class(drawn(a_row(weight=12), a_row(weight=46)), "pt")
    assert position(small, "width") < position(large, "width")


def test_points_without_weight_are_still_drawn() -> None:
    assert position(with_class(drawn(a_row(weight=0)), "pt")[0], "width") == 5


def test_a_count_of_zero_has_no_point_and_an_arrow_to_the_left() -> None:
    root = drawn(a_row(point=0.0, low=0.0, high=3.7))
    assert not with_class(root, "pt")
    assert len(list(root.iter(f"{SVG}path"))) == 1
    assert position(with_class(root, "ci")[0], "x1") == min(position(line, "x1") for line in with_class(root, "ref"))


def test_an_interval_without_upper_end_has_an_arrow_to_the_right() -> None:
    root = drawn(a_row(point=math.inf, low=1.25, high=math.inf))
    assert not with_class(root, "pt")
    assert len(list(root.iter(f"{SVG}path"))) == 1


def test_a_row_without_estimate_keeps_its_label_and_figures() -> None:
    root = drawn(a_row(point=None, low=None, high=None))
    assert not with_class(root, "ci")
    assert {"地方 × 販路あり", "7.50"} <= set(texts(root))


def test_figures_with_records_are_links() -> None:
    root = drawn(a_row(cells=[FigureCell("7.50", "/agreements/?cell=1"), FigureCell("3.43 – 14.24")]))
    assert [link.get("href") for link in root.iter(f"{SVG}a")] == ["/agreements/?cell=1"]
    assert root.get("role") == "group"


def test_long_labels_wrap_and_the_plot_keeps_its_room() -> None:
    root = drawn(a_row(label="販路を持つ現地パートナー企業と組んだ地方都市での活動のすべて"))
    assert len(texts(root)) == len(texts(drawn(a_row()))) + 1


def test_a_row_without_its_figures_is_refused() -> None:
    with pytest.raises(ValueError, match="one cell for each heading"):
        drawn(a_row(cells=[FigureCell("7.50")]))


def test_the_axis_can_speak_another_way_of_writing_numbers() -> None:
    root = parsed(forest([a_row()], title="t", title_id="p", headings=["n", "CI"], tick_text="×{:g}".format))
    assert {"×1", "×5"} <= set(texts(root))


def test_on_a_narrow_screen_label_and_figures_stand_above_a_line_of_the_whole_width() -> None:
    root = parsed(
        forest(
            [a_row(), a_row(label="大都市 × 販路なし", low=0.2)], title="t", title_id="p", headings=["件", "95%区間"],
            reference=None, width=330, stacked=True,
        )
    )  # fmt: skip
    assert root.get("viewBox", "").startswith("0 0 330 ")
    lines = with_class(root, "ci")
    assert min(position(line, "x1") for line in lines) < 60
    assert max(position(line, "x2") for line in lines) > 280
    labels = [text for text in root.iter(f"{SVG}text") if "販路" in (text.text or "")]
    assert all(position(label, "y") < position(line, "y1") for label, line in zip(labels, lines, strict=True))
    assert len(with_class(root, "pt")) == 2
    assert {"7.50", "3.43 – 14.24"} <= set(texts(root))
