"""Undoing what was done to many: in part and once more, one change under another, and records that were given away."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities.models import Activity
from crm.activities.rules import CHANGED
from crm.audit import services as audit
from crm.audit.services import action
from crm.contacts.models import Person
from crm.contacts.rules import PERSON_ARCHIVED
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.lists import rules
from crm.lists.models import BulkRun
from crm.tags import services as tagging
from crm.tags.models import Tagging
from crm.targets import services as targets
from crm.tasks import services as tasks
from crm.tasks.models import Task
from tests.cast import csrf_token, sign_in, user
from tests.contacts import book
from tests.contacts.pages import text
from tests.lists.test_acts import of, told
from tests.lists.test_each import do, undo
from tests.meetings.scene import Scene, scene


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.fixture
def leads_of(app: Flask, at: Scene) -> list[int]:
    with app.app_context(), writing():
        made = [leads.capture(LeadInput(at.mission, raw_name=name, rank="B"), by=user()) for name in ("朴", "金", "李")]
        db.session.commit()
        return [lead.id for lead in made]


def touch(app: Flask, id: int) -> None:
    """Somebody changes a lead."""
    with app.app_context(), writing():
        leads.give(db.session.get_one(Lead, id), owner_id=user(Role.ADMIN).id, by=user(Role.ADMIN))
        db.session.commit()


def again(client: FlaskClient, app: Flask) -> Any:
    """Undo the first run from its own page."""
    id = of(app, BulkRun, "id")[0]
    token = csrf_token(client, f"/lists/runs/{id}")
    address = f"/lists/runs/{id}/undo"
    return client.post(address, data={"csrf_token": token, "undo": address})


def test_an_undo_that_took_a_part_back_says_so_and_is_tried_again(
    client: FlaskClient, app: Flask, leads_of: list[int]
) -> None:
    sign_in(client)
    told(client, do(client, "/lists/leads/chosen/rank", leads_of, rank="A"))
    touch(app, leads_of[0])
    assert "2 of 3 undone." in told(client, again(client, app))
    page = text(client, "/recent")
    assert "2 of 3 undone." in page
    assert ">Undone<" not in page
    [id, _] = of(app, BulkRun, "id")
    assert f'action="/lists/runs/{id}/undo"' in page, "what was left can be tried again"
    assert f'action="/lists/runs/{id}/undo"' in text(client, f"/lists/runs/{id}")


def test_what_was_left_is_taken_back_once_it_can_be(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), writing():
        ids = [tasks.add(text=word, due_on=book_day(), owner_id=user().id, by=user()).id for word in ("一", "二")]
        db.session.commit()
    sign_in(client)
    told(client, do(client, "/lists/tasks/chosen/priority", ids, priority="high"))
    told(client, do(client, "/lists/tasks/chosen/week", ids[:1]))
    assert "1 of 2 undone." in told(client, again(client, app))
    later = of(app, BulkRun, "id")[1]
    address = f"/lists/runs/{later}/undo"
    client.post(address, data={"csrf_token": csrf_token(client, "/tasks/"), "undo": address})
    assert "Undone: 2." in told(client, again(client, app))
    assert of(app, Task, "priority") == ["normal", "normal"]
    assert again(client, app).status_code == 409, "nothing is left"
    page = text(client, "/recent")
    assert "of 2 undone" not in page
    assert page.count(">Undone<") == 2


def book_day() -> Any:
    return clock.now().date() + timedelta(days=3)


def test_undoing_the_later_change_lets_the_earlier_one_be_undone(
    client: FlaskClient, app: Flask, leads_of: list[int]
) -> None:
    sign_in(client)
    first = told(client, do(client, "/lists/leads/chosen/rank", leads_of, rank="A"))
    second = told(client, do(client, "/lists/leads/chosen/next", leads_of, next_action="カタログを送る"))
    third = told(client, do(client, "/lists/leads/chosen/rank", leads_of, rank="C"))
    for page in (third, second, first):
        undo(client, page)
    assert of(app, Lead, "rank") == ["B"] * 3
    assert of(app, Lead, "next_action") == [""] * 3


def test_what_somebody_else_did_in_between_keeps_the_earlier_one(
    client: FlaskClient, app: Flask, leads_of: list[int]
) -> None:
    sign_in(client)
    first = told(client, do(client, "/lists/leads/chosen/rank", leads_of[:1], rank="A"))
    touch(app, leads_of[0])
    second = told(client, do(client, "/lists/leads/chosen/rank", leads_of[:1], rank="C"))
    undo(client, second)
    assert "Somebody has changed it since you looked." in told(client, undo(client, first))
    assert of(app, Lead, "rank")[0] == "A"


def test_a_leader_takes_tasks_back_that_they_gave_away(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), writing():
        leader, other = user(Role.MISSION_LEADER).id, user().id
        made = tasks.add(text="名札", due_on=book_day(), owner_id=leader, by=user())
        db.session.commit()
        id = made.id
    sign_in(client, Role.MISSION_LEADER)
    page = told(client, do(client, "/lists/tasks/chosen/give", [id], owner_id=other))
    assert of(app, Task, "owner_id") == [other]
    assert client.get(f"/tasks/{id}").status_code == 404
    assert "Undone: 1." in told(client, undo(client, page))
    assert of(app, Task, "owner_id") == [leader]


def test_what_was_given_away_and_changed_since_is_named(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), writing():
        leader, other = user(Role.MISSION_LEADER).id, user().id
        id = tasks.add(text="名札", due_on=book_day(), owner_id=leader, by=user()).id
        db.session.commit()
    sign_in(client, Role.MISSION_LEADER)
    page = told(client, do(client, "/lists/tasks/chosen/give", [id], owner_id=other))
    with app.app_context(), writing():
        tasks.rank(db.session.get_one(Task, id), priority="high", by=user())
        db.session.commit()
    page = told(client, undo(client, page))
    assert "名札" in page
    assert f"#{id}" not in page


def test_what_a_leader_gave_away_stays_where_they_would_not_see_it_again(
    client: FlaskClient, app: Flask, at: Scene, leads_of: list[int]
) -> None:
    """A lead is seen by its mission: whoever lost this since does not take back what they gave away in it."""
    with app.app_context():
        leader, other = user(Role.MISSION_LEADER).id, user(Role.MANAGEMENT).id
    lead(app, at.mission, leader)
    sign_in(client, Role.MISSION_LEADER)
    page = told(client, do(client, "/lists/leads/chosen/give", leads_of, owner_id=other))
    lead(app, at.mission, None)
    page = told(client, undo(client, page))
    assert of(app, Lead, "owner_id") == [other] * 3
    assert "It is not there any more, or you do not see it any more." in page
    assert "朴" not in page
    assert f"#{leads_of[0]}" in page
    assert client.get(f"/lists/leads/chosen/give?id={leads_of[0]}").status_code == 409, "nothing ticked that they see"


def test_a_leader_is_told_before_and_takes_missions_back_that_they_handed_over(
    client: FlaskClient, app: Flask, at: Scene
) -> None:
    with app.app_context():
        leader, other = user(Role.MISSION_LEADER).id, user().id
    sign_in(client, Role.MISSION_LEADER)
    path, warned = "/lists/missions/chosen/leader", "you will no longer see what you hand over here"
    assert warned in text(client, f"{path}?id={at.mission}")
    page = told(client, do(client, path, [at.mission], leader_id=other))
    assert of(app, Activity, "leader_id") == [other]
    assert client.get(f"/missions/{at.mission}").status_code == 404
    assert "Undone: 1." in told(client, undo(client, page))
    assert of(app, Activity, "leader_id") == [leader]
    sign_in(client)
    assert warned not in text(client, f"{path}?id={at.mission}"), "who sees all"


def test_an_undo_that_undid_nothing_can_be_asked_for_again(client: FlaskClient, app: Flask, at: Scene) -> None:
    with app.app_context():
        other = user().id
    sign_in(client, Role.MISSION_LEADER)
    page = told(client, do(client, "/lists/missions/chosen/leader", [at.mission], leader_id=other))
    with app.app_context():
        third = user(Role.ADMIN).id
    lead(app, at.mission, third)
    assert "0 of 1 undone." in told(client, undo(client, page))
    assert ">Undo</button>" in text(client, "/recent")
    assert undo(client, text(client, "/recent")).status_code == 303
    assert of(app, Activity, "leader_id") == [third]


def test_what_was_handed_over_comes_back_whatever_else_somebody_changed_since(
    client: FlaskClient, app: Flask, at: Scene
) -> None:
    with app.app_context():
        leader, other = user(Role.MISSION_LEADER).id, user().id
    sign_in(client, Role.MISSION_LEADER)
    page = told(client, do(client, "/lists/missions/chosen/leader", [at.mission], leader_id=other))
    with app.app_context(), writing(), action(CHANGED, by=user()):
        db.session.get_one(Activity, at.mission).objectives = "委託販売"
        db.session.commit()
    assert "Undone: 1." in told(client, undo(client, page))
    assert (of(app, Activity, "leader_id"), of(app, Activity, "objectives")) == ([leader], ["委託販売"])


def lead(app: Flask, mission: int, leader: int | None) -> None:
    """Somebody else, or nobody, leads a mission from now on."""
    with app.app_context(), writing():
        activity = db.session.get_one(Activity, mission)
        with action(CHANGED, by=user(Role.ADMIN)):
            activity.leader_id = leader
        db.session.commit()


@pytest.mark.both
def test_a_task_that_was_done_since_is_no_more_named_to_whoever_gave_it_away(client: FlaskClient, app: Flask) -> None:
    """It cannot be put back, so nobody can tell whether they would see it again."""
    with app.app_context(), writing():
        leader, other = user(Role.MISSION_LEADER).id, user().id
        id = tasks.add(text="名札", due_on=book_day(), owner_id=leader, by=user()).id
        db.session.commit()
    sign_in(client, Role.MISSION_LEADER)
    page = told(client, do(client, "/lists/tasks/chosen/give", [id], owner_id=other))
    with app.app_context(), writing():
        tasks.complete(db.session.get_one(Task, id), by=user())
        db.session.commit()
    page = told(client, undo(client, page))
    assert of(app, Task, "owner_id") == [other]
    assert "It is not there any more, or you do not see it any more." in page
    assert f"#{id}" in page
    assert "名札" not in page


def test_a_tag_is_not_taken_off_what_is_gone(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        ids = [book.person(name, "ja").id for name in ("山田 一", "山田 二")]
    sign_in(client)
    page = told(client, do(client, "/lists/people/chosen/tag", ids, names="VIP"))
    with app.app_context(), writing():
        audit.archive(db.session.get_one(Person, ids[0]), verb=PERSON_ARCHIVED, by=user())
        db.session.commit()
    page = told(client, undo(client, page))
    assert "It is not there any more, or you do not see it any more." in page
    assert f"#{ids[0]}" in page
    assert of(app, Tagging, "record_id") == [ids[0]]


def test_what_is_so_already_is_left_out(client: FlaskClient, app: Flask, leads_of: list[int]) -> None:
    with app.app_context(), writing():
        people = [book.person(name, "ja").id for name in ("山田 一", "山田 二")]
        tagging.tag("people", people[0], ["VIP"], by=user())
        made = targets.make_list(name="春", kind="people", by=user())
        targets.add_members(made, "people", people[:1], by=user())
        leads.give(db.session.get_one(Lead, leads_of[0]), owner_id=user().id, by=user())
        db.session.commit()
        list_id, owner = made.id, user().id
    sign_in(client)
    page = told(client, do(client, "/lists/leads/chosen/rank", leads_of, rank="B"))
    assert "Change the rank: 0 done." in page
    assert "朴: It is so already." in page
    page = told(client, do(client, "/lists/leads/chosen/give", leads_of, owner_id=owner))
    assert "朴: It is so already." in page
    page = told(client, do(client, "/lists/people/chosen/tag", people, names="VIP"))
    assert "Tag: 1 done." in page
    assert "山田 一: It is so already." in page
    page = told(client, do(client, "/lists/people/chosen/target", people, list_id=list_id))
    assert "1 done." in page
    assert "山田 一: It is so already." in page


def test_more_than_a_hundred_go_to_the_background() -> None:
    assert rules.DIRECT_CHANGES <= 100
