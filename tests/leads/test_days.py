"""A lead of a fair on none of its days: asked about beside the date, kept on purpose, told in the report."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.core.database import db
from crm.insights import queries as insights
from crm.leads import rules
from crm.leads.models import Lead
from crm.tasks.models import Task
from tests.cast import SET_UP, csrf_token, sign_in
from tests.fairs import stand
from tests.leads.test_pages import at
from tests.meetings.scene import Scene

__all__ = ["SET_UP", "at"]


def posted(client: FlaskClient, fair: int, day: str, **more: str) -> tuple[int, str]:
    told = {
        "csrf_token": csrf_token(client, "/leads/new"), "activity_id": str(fair), "raw_name": "王丽",
        "captured_at": f"{day}T10:00", "captured_zone": "Asia/Shanghai",
    }  # fmt: skip
    answer = client.post("/leads/new", data=told | more)
    return answer.status_code, answer.get_data(as_text=True)


@pytest.fixture
def fair(app: Flask) -> int:
    with app.app_context():
        return stand.fair(start_on=date(2026, 10, 24), end_on=date(2026, 10, 26))


def test_a_day_outside_the_fair_is_kept_only_with_a_word_and_told_in_the_report(
    app: Flask, client: FlaskClient, fair: int
) -> None:
    sign_in(client)
    assert posted(client, fair, "2026-10-25")[0] == 303
    for day in ("2026-10-23", "2026-11-05"):
        code, page = posted(client, fair, day)
        assert code == 422
        assert "The fair was on from" in page
        assert 'name="outside"' in page
        assert "王丽" in page
        assert posted(client, fair, day, outside="y")[0] == 303
    with app.app_context():
        assert db.session.scalar(select(func.count(Lead.id))) == 3
        assert insights.fair_tally(fair).outside == 2
    page = client.get(f"/insights/fairs/{fair}").get_data(as_text=True)
    assert "2 leads were captured outside the days of the fair" in page


def test_a_mission_has_leads_after_its_days_without_a_question(
    app: Flask, client: FlaskClient, at: Scene, fair: int
) -> None:
    sign_in(client)
    assert posted(client, at.mission, "2026-11-25")[0] == 303


def test_a_lead_that_was_kept_so_is_changed_without_another_question(
    app: Flask, client: FlaskClient, fair: int
) -> None:
    sign_in(client)
    assert posted(client, fair, "2026-11-05", outside="y")[0] == 303
    page = client.get("/leads/1/edit").get_data(as_text=True)
    assert 'name="outside"' not in page
    told = {
        "csrf_token": csrf_token(client, "/leads/1/edit"), "activity_id": str(fair), "raw_name": "王丽丽",
        "captured_at": "2026-11-05T10:00", "captured_zone": "Asia/Shanghai", "version": "1",
    }  # fmt: skip
    assert client.post("/leads/1/edit", data=told).status_code == 303
    told |= {"captured_at": "2026-11-06T10:00", "version": "2"}
    assert client.post("/leads/1/edit", data=told).status_code == 422


def test_a_day_without_a_next_action_is_said_to_be_dropped(app: Flask, client: FlaskClient, fair: int) -> None:
    sign_in(client)
    day = {"due_on": "2026-12-20", "due_proposed": "2026-12-20"}
    assert posted(client, fair, "2026-10-25", **day)[0] == 303
    assert "Its day was not kept" in client.get("/leads/1").get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(func.count(Task.id))) == 0


@pytest.mark.parametrize(
    ("raw", "points", "rest"),
    [
        (
            "wangli@youyi.example 138-0000-1111",
            {("email", "wangli@youyi.example"), ("mobile", "138-0000-1111")}, "",
        ),
        ("138-0000-1111 wangli@youyi.example", {("email", "wangli@youyi.example"), ("mobile", "138-0000-1111")}, ""),
        ("138 0000 1111 mail: a@youyi.example", {("email", "a@youyi.example"), ("mobile", "138 0000 1111")}, ""),
        ("138-0000-1111 139-0000-2222", {("mobile", "138-0000-1111"), ("mobile", "139-0000-2222")}, ""),
        ("138-0000-1111", {("mobile", "138-0000-1111")}, ""),
        ("+86 138 0000 1111", {("mobile", "+86 138 0000 1111")}, ""),
        ("Wangli 138-0000-1111", set(), "Wangli 138-0000-1111"),
    ],
)  # fmt: skip
def test_several_ways_to_reach_somebody_in_one_line_are_each_read(
    raw: str, points: set[tuple[str, str]], rest: str
) -> None:
    assert {(kind, text) for kind, text, _key in rules.contact_parts(raw, "CN")} == points
    assert rules.unread(raw, "CN") == rest
