"""The 72-hour queue: who waits for a first answer, by the hours left; one press notes it, and takes it back."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads import queries, rules, services
from crm.leads.models import Lead
from crm.leads.queries import Filter
from crm.leads.services import LeadInput
from tests.booths import stall
from tests.cast import csrf_token, sign_in, user
from tests.contacts import book

NOW = datetime(2026, 12, 12, 6, tzinfo=UTC)


def lead(activity_id: int, name: str, *, hours: float, person_id: int | None = None) -> int:
    """A lead that was captured so many hours ago."""
    with writing():
        sheet = LeadInput(
            activity_id, raw_name=name, person_id=person_id, captured_at=clock.now() - timedelta(hours=hours)
        )
        made = services.capture(sheet, by=user())
        db.session.commit()
        return made.id


@pytest.mark.parametrize(
    ("ago", "left"),
    [
        (timedelta(), 72),
        (timedelta(hours=71, minutes=59), 0),
        (timedelta(hours=72), 0),
        (timedelta(hours=72, seconds=1), -1),
    ],
)
def test_the_hours_left_are_whole_ones(ago: timedelta, left: int) -> None:
    assert rules.hours_left(NOW - ago, NOW) == left


def test_the_queue_has_those_who_wait_in_the_order_in_which_they_are_due(app: Flask) -> None:
    with app.app_context():
        fair, other = stall.fair().id, stall.fair().id
        late, soon = lead(fair, "王伟", hours=80), lead(fair, "金成浩", hours=2)
        elsewhere = lead(other, "李明淑", hours=1)
        done, dropped = lead(fair, "朴美玉", hours=90), lead(fair, "崔", hours=90)
        with writing():
            services.follow_up(db.session.get_one(Lead, done), by=user())
            services.disqualify(db.session.get_one(Lead, dropped), reason="a student", by=user())
            db.session.commit()
        assert [each.id for each in queries.unanswered(fair, user=user(), most=9)] == [late, soon]
        assert queries.answers_due(user=user(), activity_id=fair) == {"overdue": 1, "waiting": 1}
        found = {
            code: {each.id for each in queries.leads(Filter(answer=(code,)), user=user()).rows}
            for code in rules.ANSWERS
        }
        assert found == {"overdue": {late}, "waiting": {soon, elsewhere}, "answered": {done}}
        assert {each.id for each in queries.leads(Filter(answer=("overdue", "answered")), user=user()).rows} == {
            late,
            done,
        }


def test_home_counts_what_is_late_and_no_more_what_is_a_month_old(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = stall.fair().id
        lead(fair, "王伟", hours=80)
        lead(fair, "金成浩", hours=24 * 31)
        assert queries.answers_due(user=user()) == {"overdue": 1, "waiting": 0}
    sign_in(client)
    page = client.get("/home/panels/answers").get_data(as_text=True)
    assert 'href="/leads/?answer=overdue' in page


def test_one_press_notes_the_answer_and_undo_takes_it_back(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = stall.fair().id
        id = lead(fair, "王伟", hours=80)
    sign_in(client)
    queue = f"/leads/answers/{fair}"
    page = client.get(queue).get_data(as_text=True)
    assert "王伟" in page
    assert "8 hours late" in page
    data = {"csrf_token": csrf_token(client, queue)}
    assert client.post(f"/leads/{id}/answered", data=data).headers["Location"] == queue
    assert "王伟" not in client.get(queue).get_data(as_text=True)
    undo = "/lists/runs/1/undo?alone=1"
    assert client.post(undo, data=data).status_code == 303
    assert "王伟" in client.get(queue).get_data(as_text=True)
    with app.app_context():
        assert db.session.get_one(Lead, id).first_followup_at is None


def test_the_list_tells_the_hours_and_narrows_by_them(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = stall.fair().id
        lead(fair, "王伟", hours=24 * 5)
        lead(fair, "金成浩", hours=1)
    sign_in(client)
    page = unescape(client.get("/leads/?answer=overdue&col=name&col=answer").get_data(as_text=True))
    assert "王伟" in page
    assert "金成浩" not in page


def test_a_leader_answers_no_lead_of_a_fair_that_they_do_not_see(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = stall.fair().id
        id = lead(fair, "王伟", hours=80)
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/leads/answers/{fair}").status_code == 404
    data = {"csrf_token": csrf_token(client, "/leads/new")}
    assert client.post(f"/leads/{id}/answered", data=data).status_code == 404


def test_whoever_came_to_the_booth_is_thanked_for_that_in_their_language(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = stall.fair()
        known = book.person("王伟", at=book.organisation("大洋商贸")).id
        lead(fair.id, "王伟", hours=5, person_id=known)
        fair_id = fair.id
    sign_in(client)
    queue = unescape(client.get(f"/leads/answers/{fair_id}").get_data(as_text=True))
    there = f"/letters/missions/{fair_id}/new?kind=thanks&person_id={known}"
    assert there in queue
    assert "王伟" in client.get(there).get_data(as_text=True)
