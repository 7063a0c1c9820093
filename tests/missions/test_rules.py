"""Clashes, days off and the countdown: pure rules."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crm.missions import rules
from crm.missions.rules import DayOff, Slot

NINE = datetime(2026, 12, 11, 1, 0, tzinfo=UTC)


def slot(id: int, start: float, end: float, people: tuple[int, ...] = (), **changes: str) -> Slot:
    """An item that begins and ends so many hours after nine in Yanji."""
    times = (NINE + timedelta(hours=start), NINE + timedelta(hours=end))
    return Slot(id, changes.get("kind", "visit"), changes.get("status", "confirmed"), *times, frozenset(people))


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        (slot(1, 0, 1, (7, 8)), slot(2, 0.5, 2, (8, 9)), {8}),
        (slot(1, 0, 1), slot(2, 0.5, 2, (8,)), {8}),
        (slot(1, 0, 1), slot(2, 0, 1), set()),
        (slot(1, 0, 2), slot(2, 1, 1, (8,)), {8}),
    ],
)
def test_two_items_of_the_same_people_at_one_time_clash(a: Slot, b: Slot, shared: set[int]) -> None:
    (clash,) = rules.clashes([b, a])
    assert (clash.first.id, clash.second.id) == (1, 2)
    assert set(clash.people) == shared
    assert clash.binding


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (slot(1, 0, 1), slot(2, 1, 2)),
        (slot(1, 0, 1, (7,)), slot(2, 0, 1, (8,))),
        (slot(1, 0, 1), slot(2, 0, 1, status="cancelled")),
        (slot(1, -4, 20, kind="hotel"), slot(2, 0, 1)),
    ],
)
def test_touching_parted_cancelled_and_hotel_items_do_not_clash(a: Slot, b: Slot) -> None:
    assert rules.clashes([a, b]) == []


def test_a_clash_with_a_tentative_item_is_only_shown() -> None:
    (clash,) = rules.clashes([slot(1, 0, 1), slot(2, 0, 1, status="tentative")])
    assert not clash.binding


def test_clashes_are_compared_in_utc_not_on_the_wall() -> None:
    tokyo = Slot(1, "visit", "confirmed", NINE, NINE + timedelta(hours=1), frozenset())  # 10:00 on its wall
    yanji = Slot(
        2, "visit", "confirmed", NINE + timedelta(hours=1), NINE + timedelta(hours=2), frozenset()
    )  # 10:00, too
    assert rules.overlap(tokyo, yanji) is None


CHINA = [
    DayOff("CN", date(2026, 10, 5), "National Day", "public"),
    DayOff("CN", date(2026, 10, 10), "National Day", "makeup_workday"),
    DayOff("CN", date(2026, 12, 13), "National memorial day for Nanjing", "memorial"),
]


@pytest.mark.parametrize(
    ("day", "kind", "notice", "words"),
    [
        (date(2026, 10, 5), "visit", "public", "National Day: a public holiday"),
        (date(2026, 10, 10), "visit", "makeup_workday", "A working day (调休)"),
        (date(2026, 12, 13), "signing", "memorial", "Avoid festive events"),
        (date(2026, 12, 13), "visit", "memorial", "a memorial day in the host country."),
        (date(2026, 12, 12), "visit", "weekend", "This is a weekend"),
    ],
)
def test_a_visit_on_a_special_day_gets_a_notice(day: date, kind: str, notice: str, words: str) -> None:
    found = rules.day_notice("CN", day, kind, CHINA)
    assert found is not None
    assert found.kind == notice
    assert words in str(found.text)
    assert found.needs_thought == (notice != "makeup_workday")


def test_a_day_off_of_a_region_counts_there_and_nowhere_else() -> None:
    yanbian, jilin = 7, 3
    founding = [DayOff("CN", date(2026, 9, 3), "Founding day of Yanbian prefecture", "public", yanbian)]
    there = rules.day_notice("CN", date(2026, 9, 3), "visit", founding, {yanbian, jilin})
    assert there is not None
    assert "of this region" in str(there.text)
    assert rules.day_notice("CN", date(2026, 9, 3), "visit", founding, {jilin}) is None


@pytest.mark.parametrize(
    ("country", "day", "kind"),
    [
        ("CN", date(2026, 12, 11), "visit"),
        ("JP", date(2026, 10, 5), "visit"),
        ("CN", date(2026, 10, 5), "flight"),
        ("CN", date(2026, 12, 12), "fair"),
    ],
)
def test_working_days_other_countries_and_items_without_a_host_get_none(country: str, day: date, kind: str) -> None:
    assert rules.day_notice(country, day, kind, CHINA) is None


@pytest.mark.parametrize(
    ("today", "state", "days"),
    [(24, "before", 3), (27, "during", 1), (31, "during", 5), (32, "after", 1)],
)
def test_the_countdown_counts_to_departure_then_the_days_then_since_the_return(
    today: int, state: str, days: int
) -> None:
    start = date(2015, 10, 27)
    found = rules.countdown(start, date(2015, 10, 31), date(2015, 10, 1) + timedelta(days=today - 1))
    assert (found.state, found.days, found.length) == (state, days, 5)


@pytest.mark.parametrize(("here", "there", "counted"), [(27, 26, 27), (10, 9, 10), (1, 1, 1), (29, 28, 28)])
def test_the_countdown_goes_by_the_readers_day_until_the_mission_has_begun_there(
    here: int, there: int, counted: int
) -> None:
    start = date(2026, 11, 28) if here != 1 else date(2026, 11, 1)
    days = [date(2026, 11, day) for day in (here, there, counted)]
    assert rules.counted_from(start, here=days[0], there=days[1]) == days[2]


def test_every_field_of_lines_gives_its_lines_without_blanks() -> None:
    assert rules.lines("一つ目\n\n  二つ目 \n") == ["一つ目", "二つ目"]
