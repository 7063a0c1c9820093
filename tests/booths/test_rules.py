"""Which moments a code takes, by the clock of the place; what waits; who is the same visitor."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crm.applications import rules as applications
from crm.booths import rules
from crm.booths.rules import AFTERWARDS, EARLY, LATE, NO_TIME, REMOVED, UNKNOWN, Days, Visitor

DAYS = Days.of(date(2026, 12, 10), date(2026, 12, 12), "Asia/Shanghai")
FIRST, END = datetime(2026, 12, 9, 16, tzinfo=UTC), datetime(2026, 12, 12, 16, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_days_of_a_fair_are_those_of_its_place() -> None:
    assert (DAYS.begins, DAYS.ends) == (FIRST, END)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (FIRST - timedelta(days=1) - SECOND, False),
        (FIRST - timedelta(days=1), True),
        (END - SECOND, True),
        (END, False),
    ],
)
def test_a_code_opens_from_the_day_before_to_the_last_day(now: datetime, opens: bool) -> None:
    assert DAYS.opens(now) is opens


@pytest.mark.parametrize(
    ("told", "now", "removed", "expected"),
    [
        (FIRST, END, None, ""),
        (END - SECOND, END + timedelta(days=14) - SECOND, None, ""),
        (END - SECOND, END + timedelta(days=14), None, LATE),
        (FIRST - SECOND, FIRST, None, EARLY),
        (END, END + SECOND, None, AFTERWARDS),
        (None, END, None, NO_TIME),
        (FIRST + SECOND, FIRST, None, NO_TIME),
        (FIRST, END, FIRST, REMOVED),
        (None, END, FIRST, REMOVED),
        (FIRST, END, FIRST + SECOND, ""),
    ],
)
def test_what_was_captured_in_time_is_taken_and_the_rest_waits(
    told: datetime | None, now: datetime, removed: datetime | None, expected: str
) -> None:
    since = FIRST - timedelta(hours=3)
    assert rules.cause(DAYS, told=told, now=now, since=since, removed_at=removed, revoked=False) == expected


@pytest.mark.parametrize(
    ("told", "removed", "revoked", "expected"),
    [
        (FIRST + timedelta(minutes=54), None, False, UNKNOWN),
        (FIRST + timedelta(minutes=55), None, False, ""),
        (FIRST + timedelta(hours=2), None, True, ""),
        (FIRST + timedelta(hours=2), FIRST + timedelta(hours=3), False, ""),
        (FIRST + timedelta(hours=2), FIRST + timedelta(hours=3), True, REMOVED),
        (FIRST, None, True, UNKNOWN),
    ],
)
def test_what_a_phone_says_from_before_it_was_let_in_waits_and_so_does_all_of_one_that_was_shut_out(
    told: datetime, removed: datetime | None, revoked: bool, expected: str
) -> None:
    since = FIRST + timedelta(hours=1)
    assert rules.cause(DAYS, told=told, now=END, since=since, removed_at=removed, revoked=revoked) == expected


def test_a_code_that_was_revoked_ends_there_and_never_before_it_begins() -> None:
    assert DAYS.until(FIRST + SECOND) == Days(FIRST, FIRST + SECOND)
    assert DAYS.until(END + SECOND) == DAYS
    assert DAYS.until(FIRST - timedelta(days=3)) == Days(FIRST, FIRST)


@pytest.mark.parametrize(
    ("away", "meant"),
    [
        (timedelta(minutes=-3), timedelta(minutes=-3)),
        (timedelta(minutes=4), timedelta()),
        (timedelta(minutes=6), None),
        (timedelta(days=-401), None),
    ],
)
def test_a_clock_a_little_ahead_means_now_and_one_far_off_means_nothing(
    away: timedelta, meant: timedelta | None
) -> None:
    stamp = int((FIRST + away).timestamp() * 1000)
    assert rules.moment(stamp, FIRST) == (FIRST + meant if meant is not None else None)


def test_a_stamp_of_no_calendar_is_no_moment() -> None:
    assert rules.moment(999_999_999_999_999, FIRST) is None


def visitor(name: str, firm: str = "", contact: str = "") -> Visitor:
    return Visitor.of(name, firm, contact, "CN")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("王伟", "大洋商贸", "139 4433 5566"), ("王 伟", "大洋商贸")),
        (("王伟", "", "139 4433 5566"), ("Wang Wei", "", "+86 13944335566")),
        (("Wei WANG", "", "w@example.cn"), ("王伟", "大洋商贸", "W@example.cn")),
        (("王伟", "", "0433-251-1234"), ("王伟", "", "＋８６ ４３３ ２５１ １２３４")),
        (("金成浩", "大洋商贸"), ("김성호", "大洋商贸有限公司")),
        (("王伟", "大洋商贸", "139 4433 5566"), ("", "", "13944335566")),
        (("", "大洋商贸", "w@example.cn"), ("王伟", "", "w@example.cn")),
    ],
)  # fmt: skip
def test_one_visitor_is_told_by_the_name_with_firm_or_address_and_without_a_name_by_an_own_address(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    first, second = visitor(*one), visitor(*other)
    assert rules.is_same(first, second)
    assert rules.is_same(second, first)
    assert first.may_be(*(*other, "", "")[1:3])
    assert second.may_be(*(*one, "", "")[1:3])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("王伟", "大洋商贸", "0433-251-1234"), ("李强", "大洋商贸", "0433-251-1234")),
        (("王伟", "大洋商贸", "139 4433 5566"), ("李强", "大洋商贸", "139 4433 5566")),
        (("王伟", "", "139 4433 5566"), ("王卫", "", "139 4433 5566")),
        (("王伟", "大洋商贸", "0433-251-1234"), ("", "", "0433-251-1234")),
        (("王伟", "大洋商贸", "info@example.cn"), ("", "大洋商贸", "info@example.cn")),
        (("", "大洋商贸"), ("", "大洋商贸")),
        (("王伟", "大洋商贸"), ("王伟", "另一家公司")),
        (("王伟",), ("王伟",)),
    ],
)  # fmt: skip
def test_a_shared_firm_or_number_makes_no_visitor_of_two(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert not rules.is_same(visitor(*one), visitor(*other))
    assert not rules.is_same(visitor(*other), visitor(*one))


def test_a_code_of_another_purpose_is_none() -> None:
    assert rules.digest("K7QM-3XPD-9TRW") != applications.digest("K7QM-3XPD-9TRW")
