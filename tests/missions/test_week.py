"""The programme as a time grid: where a block stands, what stands beside it, and what a drop does."""

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from crm.activities.models import Activity
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.missions import queries, services
from crm.missions.models import ItineraryItem
from crm.missions.queries import weeks
from crm.missions.queries.week import Week, WeekCell
from crm.missions.rules import grid
from crm.missions.rules.grid import RowSpan
from crm.missions.services import Shift
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import text

CHINA, JAPAN = "Asia/Shanghai", "Asia/Tokyo"


@pytest.mark.once
@given(st.lists(st.tuples(st.integers(0, 1439), st.integers(0, 600)), max_size=9))
def test_every_row_of_a_day_is_covered_once_over_its_whole_width(items: list[tuple[int, int]]) -> None:
    spans = [grid.rows_of(first, min(first + length, 1440)) for first, length in items]
    shown = grid.shown_rows(spans)
    width, cells = grid.day_cells(spans, shown)
    for row in range(shown.first, shown.last):
        assert sum(cell.columns for cell in cells if cell.row <= row < cell.row + cell.rows) == width
    held = {cell.block: RowSpan(cell.row, cell.row + cell.rows) for cell in cells if cell.block is not None}
    assert held == dict(enumerate(spans))


@pytest.mark.once
def test_what_follows_within_a_quarter_of_an_hour_stands_below_and_not_beside() -> None:
    spans = [grid.rows_of(540, 650), grid.rows_of(650, 720)]
    assert grid.day_cells(spans, grid.shown_rows(spans))[0] == 1


def drawn(mission: Activity) -> Week:
    [week] = weeks(queries.every_day(mission, queries.entries(mission, queries.items(mission.id))), CHINA, JAPAN)
    return week


def cell(week: Week, title: str, nth: int = 0) -> WeekCell:
    cells = sorted((each for row in week.rows for each in row.cells), key=lambda each: each.at)
    return [each for each in cells if each.entry is not None and each.entry.item.title == title][nth]


def on(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def test_a_flight_that_leaves_by_our_clock_stands_at_its_moment_on_the_clock_of_the_place(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        voyage.item(
            mission,
            start=time(10, 30),
            end=time(15, 10),
            title="往路",
            kind="flight",
            timezone=JAPAN,
            end_timezone=CHINA,
        )
        found = cell(drawn(mission), "往路")
        assert (found.at, found.rows) == (on(date(2026, 12, 11), 9, 30), 23)
        ten = next(row for row in drawn(mission).rows if row.hour is not None and row.hour.hour == 10)
        assert ten.home == "11:00"


def test_a_night_over_midnight_goes_on_at_the_top_of_the_next_day(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        day = mission.start_on
        voyage.item(
            mission,
            start=time(22, 30),
            end=time(1),
            title="夜行",
            kind="transfer",
            day=day,
            end_day=day + timedelta(days=1),
        )
        week = drawn(mission)
        first, rest = cell(week, "夜行"), cell(week, "夜行", 1)
        assert (first.goes_on, rest.goes_on) == (False, True)
        assert rest.at == on(day + timedelta(days=1), 0)


def test_items_at_the_same_time_stand_side_by_side_and_a_cancelled_one_nowhere(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        voyage.item(mission, start=time(9), end=time(11), title="一班")
        voyage.item(mission, start=time(10), end=time(12), title="二班")
        voyage.item(mission, start=time(9, 30), end=time(10), title="取りやめ", status="cancelled")
        week = drawn(mission)
        assert max(week.columns) == 2
        assert (cell(week, "一班").columns, cell(week, "二班").columns) == (1, 1)
        shown = [each.entry.item.title for row in week.rows for each in row.cells if each.entry is not None]
        assert sorted(shown) == ["一班", "二班"]


def test_an_item_dropped_at_a_clock_moves_alone_and_asks_its_host_anew(app: Flask) -> None:
    with app.app_context():
        mission, host = voyage.mission(), book.organisation("延吉市商务局")
        moved = voyage.item(mission, start=time(9), end=time(10), title="表敬", host=host, status="confirmed")
        other = voyage.item(mission, start=time(11), end=time(12), title="商談")
        day = moved.day + timedelta(days=1)
        with writing():
            services.shift_item(mission, voyage.anew(moved), Shift(at=on(day, 11, 15)), by=None)
            db.session.commit()
        stands = db.session.get_one(ItineraryItem, moved.id)
        assert (stands.wall_start, stands.wall_end) == (f"{day}T11:15", f"{day}T12:15")
        assert stands.status == "informal_yes"
        assert db.session.get_one(ItineraryItem, other.id).wall_start.endswith("T11:00")


def test_a_flight_a_day_outside_and_what_has_no_clock_are_refused(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        flight = voyage.item(mission, start=time(10, 30), end=time(15, 10), title="往路", kind="flight")
        visit = voyage.item(mission, start=time(9), end=time(10), title="表敬")
        untold = voyage.item(mission, start=None, end=None, title="見学")
        noon = on(mission.start_on, 12)
        for found, moment, reason in (
            (flight, noon, "keeps its time"),
            (visit, noon - timedelta(days=30), "outside"),
            (untold, noon, "Nobody has told when"),
        ):
            with pytest.raises(Refused, match=reason):
                services.shift_item(mission, found, Shift(at=moment), by=None)


def test_the_week_answers_a_drop_with_itself_and_the_undo(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = voyage.mission()
        visit = voyage.item(mission, start=time(9), end=time(10), title="表敬訪問")
        id, item, day = mission.id, visit.id, visit.day
    cast.sign_in(client)
    page = text(client, f"/missions/{id}/itinerary?view=week")
    assert f'data-at="{day}T09:00" rowspan="4"' in page
    answer = client.post(
        f"/missions/items/{item}/shift?on=week",
        data={"csrf_token": cast.hidden(page, "csrf_token"), "how": "drop", "drop": f"at-{day}T14:30"},
        headers={"HX-Request": "true"},
    )
    body = answer.get_data(as_text=True)
    assert f'data-at="{day}T14:30" rowspan="4"' in body
    assert "/unshift?stood=" in body
    refused = {"csrf_token": cast.hidden(page, "csrf_token"), "how": "drop", "drop": "at-soon"}
    assert client.post(f"/missions/items/{item}/shift?on=week", data=refused).status_code == 409


def test_whoever_may_not_change_a_mission_has_nothing_to_drag(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = voyage.mission()
        voyage.item(mission, start=time(9), end=time(10), title="表敬訪問")
        id = mission.id
    cast.sign_in(client, Role.MANAGEMENT)
    page = text(client, f"/missions/{id}/itinerary?view=week")
    assert "表敬訪問" in page
    assert "draggable" not in page
