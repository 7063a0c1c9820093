"""How high a title stands, whatever language the card is in and whether or not it says its department."""

import pytest

from crm.core.posts import MIDDLE, rank, told

pytestmark = pytest.mark.once


def test_a_deputy_stands_below_and_a_manager_below_the_general_manager() -> None:
    for higher, lower in (
        ("总经理", "经理"), ("总经理", "服装部经理"), ("総経理", "副総経理"), ("董事长", "总经理"), ("科长", "副科长"),
        ("사장", "부사장"), ("会頭", "専務理事"), ("代表取締役", "取締役"), ("部長", "営業部課長"),
        ("General manager", "Manager"), ("General Manager", "Deputy General Manager, Japan Department"),
    ):  # fmt: skip
        assert rank(higher) < rank(lower), (higher, lower)


def test_a_title_that_nobody_knows_stands_in_the_middle() -> None:
    assert {rank(""), rank("杜氏")} == {MIDDLE}


def test_the_head_of_a_chinese_office_and_one_of_a_japanese_staff_are_never_written_for_each_other() -> None:
    assert (told("主任", "ja", "zh-Hans"), told("主任", "zh-Hans", "ja")) == ("", "")
    assert (told("主任", "ja", "ko"), told("課長", "ja", "zh-Hans")) == ("주임", "科长")
