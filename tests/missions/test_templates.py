"""Templates: what an activity leaves to its kind, what it keeps to itself, and a plan made from one."""

import json
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import queries as activities
from crm.activities import rules as activity_rules
from crm.activities import services as activities_services
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.activities.services import BudgetInput
from crm.checklists import queries as countdowns
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.missions import queries, rules, services
from crm.missions.rules.patterns import PATTERNS
from crm.tasks import queries as tasks
from crm.tasks import services as tasks_services
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import posted, pressed, text, yanji

NEXT = date(2027, 6, 1)


@pytest.fixture
def earlier(session: Any) -> Activity:
    """A fair with a visit, a delegate, a planned cost and a task ten days before."""
    activity = voyage.mission(type="trade_fair", venue="A館", objectives="三社と会う", outcome="二社と合意")
    bureau = book.organisation()
    host = book.person("李明淑", at=bureau)
    voyage.delegate(activity, name="髙橋 直樹")
    voyage.item(activity, host=bureau, hosts=[host.id], title="", questions="来年の会場は", notes="電話済み")
    voyage.item(activity, kind="hotel", title="泊", start=time(20), end=time(8), end_day=date(2026, 12, 12))
    with writing():
        row = voyage.fresh(activity)
        activities_services.write_budget(row, [BudgetInput("venue", "own", Decimal(500_000))], by=None)
        tasks_services.add(
            text="小間の申込み", due_on=date(2026, 11, 30), owner_id=cast.user().id, record=(ACTIVITY, row.id),
            activity_id=row.id, by=None,
        )  # fmt: skip
        db.session.commit()
    return voyage.fresh(activity)


def template_of(activity: Activity, name: str = "見本市") -> int:
    with writing():
        made = services.save_template(voyage.fresh(activity), name=name, by=cast.user())
        db.session.commit()
    return made.id


def planned(id: int, **changes: Any) -> Activity:
    given: dict[str, Any] = {"names": {"ja": "次の見本市"}, "start_on": NEXT, "place_id": book.place(voyage.YANJI).id}
    with writing():
        made = services.from_template(queries.template(id), **given | changes, by=cast.user())
        db.session.commit()
    db.session.expire_all()
    return activities.one(made.id, user=cast.user())


def test_a_plan_from_a_template_has_its_days_items_budget_and_tasks(earlier: Activity) -> None:
    made = planned(template_of(earlier))
    assert (made.type, made.status, made.venue, made.objectives) == ("trade_fair", "draft", "A館", "三社と会う")
    assert (made.start_on, made.end_on, made.outcome) == (NEXT, date(2027, 6, 5), "")
    visit, night = queries.items(made.id)
    assert (visit.wall_start, visit.status) == ("2027-06-02T09:00", "unasked")
    assert (visit.notes, visit.organisation_id) == ("", None)
    assert visit.visit is not None
    assert (visit.visit.questions, list(visit.visit.hosts)) == ("来年の会場は", [])
    assert (night.wall_start, night.wall_end) == ("2027-06-02T20:00", "2027-06-03T08:00")
    assert [line.book_amount for line in activities.budget(made.id).lines] == [Decimal(500_000)]
    assert [(t.text, t.due_on) for t in tasks.of_record("activities", made.id)] == [("小間の申込み", date(2027, 5, 22))]
    assert made.participants == []


def test_nobody_stands_in_a_template(earlier: Activity) -> None:
    content = json.dumps(queries.template(template_of(earlier)).content, ensure_ascii=False)
    for name in ("李明淑", "髙橋", "電話済み", "二社と合意", "延吉市"):
        assert name not in content


def test_a_template_needs_a_name_and_a_plan_a_day_and_a_place(earlier: Activity) -> None:
    with pytest.raises(Refused):
        template_of(earlier, " ")
    id = template_of(earlier)
    useless: list[dict[str, Any]] = [{"start_on": None}, {"start_on": date.max}, {"place_id": None}, {"names": {}}]
    for lacking in useless:
        with pytest.raises(Refused):
            planned(id, **lacking)


def test_templates_are_saved_used_archived_and_restored_on_their_pages(
    app: Flask, client: FlaskClient, session: Any
) -> None:
    id = voyage.mission().id
    db.session.rollback()
    cast.sign_in(client)
    assert posted(client, f"/missions/{id}/template", {"name": ""}).status_code == 422
    assert posted(client, f"/missions/{id}/template", {"name": "春の視察"}).status_code == 303
    assert "春の視察" in text(client, "/missions/templates")
    with app.app_context():
        template = queries.templates()[0].id
    use = f"/missions/templates/{template}/use"
    given = {"name_ja": "春の団", "start_on": "2027-04-10", "place_id": yanji(app)}
    assert posted(client, use, given | {"start_on": ""}).status_code == 422
    answer = posted(client, use, given)
    assert "春の団" in text(client, answer.location)
    assert pressed(client, f"/missions/templates/{template}/archive", "/missions/templates").status_code == 303
    assert client.get(use).status_code == 404
    assert pressed(client, f"/missions/templates/{template}/restore", "/missions/templates").status_code == 303
    assert client.get(use).status_code == 200


@pytest.mark.once
def test_every_kind_of_activity_has_a_pattern_of_known_codes_within_its_days() -> None:
    assert set(PATTERNS) == set(activity_rules.ACTIVITY_TYPES)
    for pattern in PATTERNS.values():
        assert pattern.direction in activity_rules.DIRECTIONS
        assert set(pattern.costs) <= set(activity_rules.COST_CATEGORIES)
        for item in pattern.items:
            assert item.kind in rules.ITEM_KINDS
            assert 0 <= item.day <= item.day + item.nights < pattern.days
            assert item.nights or item.start < item.end


@pytest.mark.parametrize("type", PATTERNS)
def test_a_first_plan_of_any_kind_is_made_from_its_pattern(session: Any, type: str) -> None:
    voyage.load_places()
    pattern = PATTERNS[type]
    with writing():
        made = services.from_pattern(
            pattern, words=lambda text: f"訳{text}", language="ja", names={"ja": "初めての事業"}, start_on=NEXT,
            place_id=book.place(voyage.YANJI).id, today=date(2027, 4, 1), by=cast.user(),
        )  # fmt: skip
        session.commit()
    session.expire_all()
    activity = activities.one(made.id, user=cast.user())
    assert (activity.type, (activity.end_on - activity.start_on).days + 1) == (type, pattern.days)
    items = queries.items(made.id)
    assert {item.title for item in items} == {f"訳{item.title}" for item in pattern.items}
    assert {item.timezone for item in items if item.kind != "flight"} <= {"Asia/Shanghai"}
    assert all(
        {item.timezone, item.end_zone} == {"Asia/Shanghai", "Asia/Tokyo"} for item in items if item.kind == "flight"
    )
    assert [gap.text for gap in queries.facts(made.id, user=cast.user()).gaps if gap.kind == "clash"] == []
    assert {line.category for line in activities.budget_lines([made.id])} == set(pattern.costs)
    due = [task.due_on for task in countdowns.countdown(activity).counted]
    assert due
    assert min(due) >= date(2027, 4, 1)


def test_the_pages_plan_from_a_pattern_on_an_empty_installation(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
    place = yanji(app)
    cast.sign_in(client, language="ja")
    assert "/missions/templates/patterns/trade_fair/use" in text(client, "/missions/new")
    assert "ブース設営" in text(client, "/missions/templates")
    use = "/missions/templates/patterns/trade_fair/use"
    answer = posted(client, use, {"name_ja": "大連の見本市", "start_on": "2027-09-20", "place_id": place})
    shown = text(client, f"{answer.location}/itinerary")
    assert "ブース撤去" in shown
    assert client.get("/missions/templates/patterns/picnic/use").status_code == 404
