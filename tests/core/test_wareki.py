"""Era years, at every edge between two eras."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.core.wareki import era_year, from_era, has_era, in_common_era, wareki, year_text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 24), "令和8年11月24日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1873, 1, 1), "明治6年1月1日"),
        (date(1872, 12, 31), "1872年12月31日"),
    ],
)
def test_a_day_in_its_era(day: date, text: str) -> None:
    assert wareki(day) == text


def test_with_its_weekday() -> None:
    assert wareki(date(2026, 11, 24), weekday=True) == "令和8年11月24日（火）"
    assert year_text(date(2019, 12, 31)) == "令和元年"


@pytest.mark.parametrize("letter", ["R", "r", "令和"])
def test_an_era_is_known_by_name_or_letter(letter: str) -> None:
    assert from_era(letter, 8, 12, 1) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("mark", "year", "month", "day"),
    [
        ("昭和", 70, 1, 1),
        ("平成", 1, 1, 7),
        ("令和", 1, 4, 30),
        ("令和", 8, 2, 29),
        ("明治", 5, 1, 1),
        ("慶応", 3, 1, 1),
    ],
)
def test_a_day_outside_its_era_is_no_day(mark: str, year: int, month: int, day: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_era(mark, year, month, day)


@given(st.dates(min_value=date(1873, 1, 1)))
def test_there_and_back(day: date) -> None:
    found = era_year(day)
    assert found is not None
    assert from_era(found[0], found[1], day.month, day.day) == day


@pytest.mark.once
def test_a_letter_abroad_counts_as_its_readers_do() -> None:
    told = "令和8年12月11日（金）〜平成元年1月8日、2026年"
    assert in_common_era(told) == "2026年12月11日（金）〜1989年1月8日、2026年"
    assert (has_era(told), has_era("2026年12月11日")) == (True, False)
