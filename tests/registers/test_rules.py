"""The terms of the registers: by law, by the hour or by the day, and what holds while something is not known."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crm.registers import rules

NOTICED = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "purpose", "term"),
    [
        ("jp_first", "no", timedelta(days=5)),
        ("jp_final", "no", timedelta(days=30)),
        ("jp_final", "yes", timedelta(days=60)),
        ("jp_final", "unknown", timedelta(days=30)),
        ("kr_authority", "yes", timedelta(hours=72)),
        ("kr_people", "no", timedelta(hours=72)),
        ("cn_authority", "unknown", timedelta(0)),
    ],
)
def test_a_report_is_due_by_the_term_of_its_law(code: str, purpose: str, term: timedelta) -> None:
    assert rules.report_due(code, NOTICED, purpose) - NOTICED == term


def test_a_breach_asks_for_the_reports_of_the_laws_concerned_the_most_urgent_first() -> None:
    assert rules.clocks_of("KR") == ["kr_people", "kr_authority"]
    assert rules.clocks_of("JP,CN")[:2] == ["cn_authority", "cn_people"]
    assert rules.clocks_of("JP,CN")[-1] == "jp_final"


def test_a_request_is_answered_in_ten_days_unless_somebody_says_otherwise() -> None:
    assert rules.request_due(date(2028, 2, 25)) == date(2028, 3, 6)


@pytest.mark.parametrize(
    ("day", "until"), [(date(2026, 6, 1), date(2029, 6, 1)), (date(2028, 2, 29), date(2031, 2, 28))]
)
def test_an_assessment_is_kept_three_years(day: date, until: date) -> None:
    assert rules.kept_until(day) == until
