"""Months as they are counted."""

from datetime import date

import pytest

from crm.core import months


@pytest.mark.parametrize(
    ("day", "number", "after"),
    [
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2026, 6, 15), 6, (2026, 12, 15)),
        ((2026, 12, 31), 6, (2027, 6, 30)),
        ((2028, 3, 31), -1, (2028, 2, 29)),
        ((2026, 1, 15), -1, (2025, 12, 15)),
    ],
)
def test_so_many_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    day: tuple[int, int, int], number: int, after: tuple[int, int, int]
) -> None:
    assert months.months_later(date(*day), number) == date(*after)
