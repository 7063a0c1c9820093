"""The countdown of a mission: working days, a task a step, and what moves with the dates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities.models import Activity
from crm.activities.services import ActivityInput
from crm.checklists import queries, rules, services
from crm.checklists.models import ChecklistStep
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.working import WorkingDays
from crm.missions import services as missions
from crm.reports import rules as reports
from crm.tasks import services as tasks
from crm.tasks.rules import USUAL_PLANS
from tests import cast
from tests.missions import voyage
from tests.missions.browser import posted, text

#: Thursday to Monday.
START, END = date(2026, 12, 10), date(2026, 12, 14)


def days(*holidays: date) -> WorkingDays:
    """Monday to Friday without these and the turn of the year."""
    closed = frozenset({(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)})
    return WorkingDays(closed=closed, off=frozenset(holidays))


def due(key: str, *holidays: date, end: date = END) -> date:
    step = next(step for step in rules.steps("outbound") if step.key == key)
    return rules.due_on(step, START, end, days(*holidays))


@pytest.mark.once
@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("lookback", date(2026, 6, 10)),  # six months before
        ("approval", date(2026, 7, 10)),
        ("hosts", date(2026, 8, 10)),
        ("invitation", date(2026, 10, 9)),  # 10 October is a Saturday: the Friday before
        ("pack", date(2026, 12, 3)),
        ("thanks", date(2026, 12, 17)),  # Tuesday, Wednesday, Thursday
        ("report", date(2026, 12, 21)),
        ("settlement", date(2026, 12, 28)),
    ],
)
def test_each_step_is_due_on_a_working_day(key: str, day: date) -> None:
    assert due(key) == day


@pytest.mark.once
def test_holidays_and_the_turn_of_the_year_are_no_working_days() -> None:
    assert due("pack", date(2026, 12, 3)) == date(2026, 12, 2)
    assert due("thanks", date(2026, 12, 16)) == date(2026, 12, 18)
    assert due("thanks", date(2027, 1, 1), end=date(2026, 12, 27)) == date(2027, 1, 5)


@pytest.mark.once
def test_half_a_year_before_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    plan = next(step for step in rules.steps("outbound") if step.key == "plan")
    assert rules.due_on(plan, date(2026, 8, 31), date(2026, 9, 4), days()) == date(2026, 2, 27)


@pytest.mark.once
@pytest.mark.parametrize("direction", list(rules.TEMPLATES))
def test_every_template_is_in_order_of_time_and_names_each_step_once(direction: str) -> None:
    steps = rules.steps(direction)
    due_days = [rules.due_on(step, START, END, days()) for step in steps]
    assert due_days == sorted(due_days)
    assert len({step.key for step in steps}) == len(steps)


@pytest.mark.once
def test_the_report_is_drafted_and_handed_in_by_the_day_it_is_owed() -> None:
    owed = reports.due_on(END)
    report = next(step for step in rules.steps("outbound") if step.key == "report")
    assert END + timedelta(days=report.days) == owed
    plan = next(steps for record, _name, steps in USUAL_PLANS if record == "activities")
    until = next(at for at, step in enumerate(plan) if step.internal) + 1
    assert END + timedelta(days=sum(step.days for step in plan[:until])) <= owed


def started(mission: Activity, *keys: str) -> list[ChecklistStep]:
    kobayashi = cast.user().id
    with writing():
        made = services.start(
            voyage.fresh(mission), keys=keys, texts={"thanks": "お礼状を送る"}, coordinator_id=kobayashi,
            leader_id=kobayashi, by=None,
        )  # fmt: skip
        db.session.commit()
    return made


def moved_to(mission: Activity, first: date, last: date) -> dict[str, date]:
    with writing():
        missions.change(voyage.fresh(mission), replace(plan_of(mission), start_on=first, end_on=last), by=None)
        db.session.commit()
    return {row.key: row.task.due_on for row in queries.rows(mission.id)}


def plan_of(mission: Activity) -> ActivityInput:
    return voyage.plan(place_id=mission.place_id)


def test_each_step_becomes_a_task_once_in_the_words_of_whoever_starts_it(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        started(mission, "thanks", "pack")
        assert [(r.key, r.task.text) for r in queries.rows(mission.id)] == [
            ("pack", "Print and send the briefing pack"), ("thanks", "お礼状を送る"),
        ]  # fmt: skip
        with pytest.raises(Refused) as refusal:
            started(mission, "thanks")
        assert refusal.value.field == "keys"
        found = queries.countdown(voyage.fresh(mission))
        assert (len(found.before), len(found.after), found.done) == (1, 1, 0)


def test_tasks_follow_the_dates_unless_somebody_set_their_day_or_did_them(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        steps = {row.key: row.task_id for row in started(mission, "thanks", "pack", "gifts")}
        with writing():
            rows = {row.key: row.task for row in queries.rows(mission.id)}
            tasks.postpone(rows["gifts"], until=date(2026, 11, 25), by=None)
            tasks.complete(rows["pack"], by=None)
            db.session.commit()
        assert steps
        now = moved_to(mission, date(2026, 12, 17), date(2026, 12, 21))
        assert now == {"thanks": date(2026, 12, 24), "gifts": date(2026, 11, 25), "pack": date(2026, 12, 3)}


def test_nobody_prepares_for_a_cancelled_mission_until_it_is_planned_anew(app: Flask) -> None:
    def move(status: str) -> list[str]:
        with writing():
            missions.move(voyage.fresh(mission), status=status, by=None)
            db.session.commit()
        return [row.task.status for row in queries.rows(mission.id)]

    with app.app_context():
        mission = voyage.mission()
        started(mission, "gifts", "pack", "thanks")
        with writing():
            tasks.complete(queries.rows(mission.id)[0].task, by=None)
            db.session.commit()
        assert move("cancelled") == ["done", "cancelled", "cancelled"]
        assert move("draft") == ["done", "open", "open"]


def test_nobody_to_do_it_is_refused_beside_the_field(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        with writing(), pytest.raises(Refused) as refusal:
            services.start(mission, keys=["plan"], texts={}, coordinator_id=None, leader_id=None, by=None)
        assert refusal.value.field == "leader_id"


def test_the_countdown_is_started_on_a_page_and_shown_on_the_missions(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        kobayashi = cast.user().id
        id = voyage.mission(start_on=date(2099, 12, 10), end_on=date(2099, 12, 14)).id
    cast.sign_in(client)
    panel = f"/checklists/panels/activities/{id}"
    assert "Start the countdown" in text(client, panel)
    assert "Book flights and hotels" in text(client, f"/checklists/{id}/new")
    answer = posted(client, f"/checklists/{id}/new", {"keys": ["bookings", "thanks"], "coordinator_id": kobayashi})
    assert answer.status_code == 303
    shown = text(client, panel)
    assert "Book flights and hotels" in shown
    assert "0 / 2" in shown
    assert f'<a href="{panel}">' in text(client, f"/missions/{id}")
    assert posted(client, f"/checklists/{id}/new", {"coordinator_id": kobayashi}).status_code == 422
