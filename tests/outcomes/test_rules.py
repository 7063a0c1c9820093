"""When outcomes are due, how they stand, and how answers are counted."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from crm.outcomes.rules import (
    ACCEPTED,
    BY_LINK,
    BY_STAFF,
    CountedAnswer,
    askable,
    due_dates,
    is_past_asking,
    state,
    tally,
)

DUE = date(2026, 9, 30)
THEIRS, OURS = (BY_LINK, ACCEPTED), (BY_STAFF, ACCEPTED)


def test_after_one_month_and_then_each_quarter_for_a_year() -> None:
    assert due_dates(date(2026, 8, 31)) == [
        (1, date(2026, 9, 30)),
        (3, date(2026, 11, 30)),
        (6, date(2027, 2, 28)),
        (9, date(2027, 5, 31)),
        (12, date(2027, 8, 31)),
    ]


def test_a_question_that_nobody_asked_for_a_quarter_is_not_asked_after_the_fact() -> None:
    ended = date(2026, 3, 15)
    assert askable(ended, date(2026, 4, 14)) == []
    assert [months for months, _due in askable(ended, date(2026, 6, 20))] == [1, 3]
    assert [months for months, _due in askable(ended, date(2026, 7, 20))] == [3]
    assert askable(date(2023, 3, 15), date(2026, 7, 20)) == []
    last = date(2027, 3, 15) + timedelta(days=92)
    assert [is_past_asking(ended, day) for day in (last - timedelta(days=1), last)] == [False, True]


@pytest.mark.parametrize(
    ("asked", "answered", "days", "expected"),
    [
        (None, False, 0, "due"),
        (None, False, 14, "due"),
        (None, False, 15, "overdue"),
        (DUE + timedelta(days=10), False, 20, "asked"),
        (DUE + timedelta(days=10), False, 25, "overdue"),
        (DUE, True, 99, "answered"),
    ],
)
def test_an_entry_is_late_two_weeks_after_it_was_due_or_asked(
    asked: date | None, answered: bool, days: int, expected: str
) -> None:
    assert state(due_on=DUE, asked_on=asked, answered=answered, today=DUE + timedelta(days=days)) == expected


def report(id: int, month: int, order: str, *, standing: str = "terms", booked: int | None = None) -> CountedAnswer:
    known = None if booked is None else Decimal(booked)
    at = datetime(2026, month, 1, tzinfo=UTC)
    return CountedAnswer(("negotiation", id), at, standing, order, Decimal(booked or 5), "JPY", known)


def test_a_case_counts_once_by_its_latest_answer_and_expected_orders_are_not_added() -> None:
    told = tally(
        5, [THEIRS] * 4,
        [report(1, 9, "expected", booked=900), report(1, 12, "yes", booked=400), report(2, 9, "expected", booked=300),
         report(3, 9, "no", standing="lost")],
    )  # fmt: skip
    assert (told.orders, told.ended, told.expected, told.continuing, told.booked) == (1, 1, 1, 0, Decimal(400))
    assert told.share == 0.8


def test_an_amount_without_a_rate_is_counted_apart() -> None:
    told = tally(2, [THEIRS] * 2, [report(1, 9, "yes"), report(2, 9, "yes", booked=100)])
    assert (told.orders, told.booked, told.unconverted) == (2, Decimal(100), 1)
    assert tally(0, [], []).share is None


def test_whoever_left_a_card_is_in_contact_and_in_no_talk() -> None:
    """Fifty leads that the office followed up were told as fifty talks that continue."""
    at = datetime(2026, 5, 1, tzinfo=UTC)
    told = [
        CountedAnswer(("lead", id), at, standing, "no", None, "JPY", None)
        for id, standing in enumerate(("lead", "qualified", "talk", "terms", "lost"))
    ]
    counted = tally(5, [THEIRS] * 5, told)
    assert (counted.continuing, counted.contacts, counted.ended) == (2, 2, 1)


def test_what_the_office_wrote_down_is_no_answer_of_a_company() -> None:
    """Eighteen leads that the office filled in were told as 18 of 18 companies that answered."""
    assert tally(18, [OURS] * 18, []).share is None
    assert tally(20, [OURS] * 18 + [THEIRS], []).share == 0.5
