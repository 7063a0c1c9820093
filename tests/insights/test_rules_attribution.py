"""To which activities an agreement is put down: by the first lead, the last touch, or all in equal parts."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest

from crm.agreements.rules.attribution import FIRST, LAST, LEAD, LINEAR, OPENED, TALK, Span, Touch, weights

pytestmark = pytest.mark.once
SPANS = {
    1: Span(date(2024, 5, 1), date(2024, 5, 3)),
    2: Span(date(2025, 5, 1), date(2025, 5, 3)),
    3: Span(date(2026, 5, 1), date(2026, 5, 3)),
}
SIGNED = date(2026, 4, 1)
LONG = [Touch(2, date(2025, 5, 2), TALK), Touch(1, date(2024, 5, 2), LEAD), Touch(2, date(2025, 5, 1), LEAD),
        Touch(3, date(2026, 5, 2), TALK)]  # fmt: skip


@pytest.mark.parametrize(
    ("touches", "how", "expected"),
    [
        (LONG, FIRST, {1: 1}),
        (LONG, LAST, {2: 1}),
        (LONG, LINEAR, {1: Fraction(1, 2), 2: Fraction(1, 2)}),
        ([Touch(2, date(2025, 5, 1), OPENED)], FIRST, {2: 1}),
        ([Touch(2, date(2025, 5, 1), OPENED), Touch(1, date(2024, 5, 2), LEAD)], FIRST, {1: 1}),
        ([Touch(2, date(2026, 11, 28), LEAD)], FIRST, {2: 1}),  # written down long after the activity
        ([], FIRST, {None: 1}),
    ],
)
def test_the_parts_go_to_the_activities_that_touched_it(
    touches: Sequence[Touch], how: str, expected: dict[int | None, Fraction]
) -> None:
    assert weights(touches, signed_on=SIGNED, spans=SPANS, how=how) == expected


def test_an_activity_outside_the_window_leaves_its_part_to_none() -> None:
    late = date(2026, 5, 4)  # 731 days after the first one ended
    assert weights(LONG[:3], signed_on=late, spans=SPANS, how=FIRST) == {None: 1}
    assert weights(LONG[:3], signed_on=late, spans=SPANS, how=LINEAR) == {None: Fraction(1, 2), 2: Fraction(1, 2)}
    assert weights(LONG[:3], signed_on=date(2026, 5, 3), spans=SPANS, how=FIRST) == {1: 1}
