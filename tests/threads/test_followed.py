"""Last contact and next step in the lists: columns, orders, and who is left alone."""

import re
from datetime import date, time, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities.kind import ACTIVITY
from crm.activities.queries import Filter
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.kind import PERSON
from crm.contacts.queries import OrganisationFilter, PersonFilter
from crm.core import here
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.missions import queries as missions
from crm.negotiations import queries as negotiations
from crm.negotiations.queries import CaseFilter
from crm.tasks import services as tasks
from tests.cast import SET_UP, sign_in, user
from tests.contacts import book
from tests.meetings.scene import Scene, scene
from tests.missions import voyage
from tests.negotiations import cases
from tests.statements import sent
from tests.threads.calls import OTHER, ago, call

pytestmark = pytest.mark.both


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def ahead(days: int) -> date:
    return here.today() + timedelta(days=days)


def without_step(at: Scene, title: str) -> int:
    """An open case as older data has them: nobody may save one without a step any more."""
    made = cases.opened(at, title=title)
    with writing(), action(SET_UP, by=user()):
        made.next_step, made.next_step_due = "", None
        db.session.commit()
    return made.id


def task(days: int, record: Any = None, activity_id: int | None = None) -> None:
    with writing():
        tasks.add(
            text="旗を買う", due_on=ahead(days), owner_id=user().id, record=record, activity_id=activity_id, by=user()
        )
        db.session.commit()


def case_ids(sort: str = "-opened", role: Role = Role.COORDINATOR, **wanted: Any) -> list[int]:
    found, seen = [], user(role)
    cursor: str | None = None
    while True:  # page by page, since the place of a row is what is computed
        page = negotiations.negotiations(CaseFilter(**wanted), user=seen, sort=sort, cursor=cursor, size=2)
        found += [row.id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_cases_stand_in_the_order_of_their_steps_and_of_their_contacts(app: Flask, at: Scene) -> None:
    with app.app_context():
        late, soon = (cases.opened(at, title=f"{days}日", next_step_due=ahead(days)).id for days in (-3, 3))
        none, lost = without_step(at, "無"), cases.opened(at, title="失", next_step_due=ahead(1)).id
        with writing():
            cases.lose(negotiations.one(lost, user=user()))
            db.session.commit()
        assert case_ids("due") == [late, soon, none, lost]
        assert case_ids("-due") == [lost, none, soon, late]
        assert case_ids(stepless=True) == [none]
        call("古い", 100, negotiation_id=late)
        call("先週", 7, negotiation_id=late)
        call("前月", 40, negotiation_id=soon)
        assert case_ids("contact") == [none, lost, soon, late]
        assert case_ids("-contact") == [late, soon, lost, none]
        assert case_ids(silent=(30, user())) == [lost, none, soon]
        assert case_ids(silent=(90, user())) == [lost, none]


def test_the_list_says_in_amber_which_open_case_and_coming_mission_has_no_step(client: FlaskClient, at: Scene) -> None:
    with client.application.app_context():
        open_one = without_step(at, "無い")
        call("昨日", 1, negotiation_id=open_one)
        called = ago(1).year
        bare = voyage.mission(names={"ja": "空の団", "en": "Bare"}).id
        busy = voyage.mission(names={"ja": "忙しい団", "en": "Busy"}).id
        task(5, (ACTIVITY, busy), busy)
    sign_in(client)
    rows = client.get("/negotiations/list").get_data(as_text=True).split("<tr")
    row = next(part for part in rows if "無い" in part)
    assert '<b class="t-warn">none</b>' in row
    assert str(called) in row
    rows = client.get("/missions/").get_data(as_text=True).split("<tr")
    assert '<b class="t-warn">none</b>' in next(part for part in rows if f"/missions/{bare}" in part)
    assert "旗を買う" in next(part for part in rows if f"/missions/{busy}" in part)


def test_what_comes_next_in_a_mission_is_its_nearest_open_task_or_item(app: Flask, at: Scene) -> None:
    def told(sort: str = "-date") -> list[tuple[int, date | None]]:
        page = missions.mission_lines(Filter(), user=user(), sort=sort, parts=("step", "last_contact"))
        return [(line.id, line.due) for line in page.rows]

    with app.app_context():
        first, second = (voyage.mission(names={"ja": name, "en": name}).id for name in ("A", "B"))
        activity = voyage.activities.one(first, user=user())
        item = voyage.item(activity, title="商務局", day=date(2026, 12, 11), start=time(9), end=time(10))
        due = date.fromisoformat(item.wall_start[:10])
        assert dict(told())[first] == due
        assert dict(told())[second] is None
        task(400, (ACTIVITY, second), second)
        assert [id for id, _due in told("due")][:2] == ([first, second] if due < ahead(400) else [second, first])
        task(2, (ACTIVITY, second), second)
        assert dict(told())[second] == ahead(2)
        assert told("due")[0] == (second, ahead(2))
        cases.held(at, days_ago=5, activity_id=second)
        contact = missions.mission_lines(Filter(), user=user(), sort="-contact", parts=("last_contact",)).rows[0]
        assert (contact.id, contact.last_contact) == (second, ago(5))


def test_people_and_organisations_left_alone_are_found(app: Flask, at: Scene) -> None:
    def people(**wanted: Any) -> set[int]:
        found = contacts.people(PersonFilter(**wanted), user=user(), language="ja")
        return {line.id for line in found.rows}

    def firms(role: Role = Role.COORDINATOR, email: str | None = None, **wanted: str) -> set[int]:
        reader = user(role, email=email)
        asked = {"silent": (90, reader)} if "silent" in wanted else {"stepless": reader}
        found = contacts.organisations(OrganisationFilter(**asked), user=reader, language="ja")
        return {line.id for line in found.rows}

    with app.app_context():
        assert {at.li, at.sun} <= people(silent=(30, user()))
        call("李に", 40, person_id=at.li)
        assert at.li in people(silent=(30, user()))
        assert at.li not in people(silent=(90, user()))
        assert at.sun in people(silent=(90, user()))
        assert at.commerce_bureau not in firms(silent="yes")
        assert at.commerce_bureau in firms(Role.MISSION_LEADER, OTHER, silent="yes"), "logged by somebody else"
        assert at.commerce_bureau in firms()
        cases.opened(at, next_step_due=ahead(3))
        assert at.commerce_bureau not in firms()
        assert at.commerce_bureau in firms(Role.MISSION_LEADER, OTHER), "the case is hidden from them"
        assert at.sun in people(stepless=user())
        task(2, (PERSON, at.sun))
        assert at.sun not in people(stepless=user())


def test_people_and_organisations_say_what_comes_next_and_stand_in_its_order(app: Flask, at: Scene) -> None:
    """A person is in a talk that is planned; a firm has a case with a step, and a task on one of its people."""

    def people(sort: str, role: Role = Role.COORDINATOR) -> list[tuple[int, date | None]]:
        seen, found, cursor = user(role, email=OTHER if role == Role.MISSION_LEADER else None), [], None
        while True:  # page by page, since the place of a row is what is computed
            page = contacts.people(
                PersonFilter(), user=seen, language="ja", sort=sort, cursor=cursor, size=2, parts=("next_step",)
            )
            found += [(line.id, line.step.due if line.step else None) for line in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                return found

    def firms(**wanted: Any) -> dict[int, Any]:
        page = contacts.organisations(OrganisationFilter(), user=user(), language="ja", parts=("next_step",), **wanted)
        return {line.id: line.step for line in page.rows}

    with app.app_context():
        task(9, (PERSON, at.sun))
        task(4, (PERSON, at.sun))
        task(6, (PERSON, at.li))
        order = people("due")
        assert order[:2] == [(at.sun, ahead(4)), (at.li, ahead(6))]
        assert {due for _id, due in order[2:]} <= {None}
        assert people("-due") == order[::-1]
        case = cases.opened(at, next_step_due=ahead(3))
        steps = firms(sort="due")
        first = steps[next(iter(steps))]
        assert at.commerce_bureau in list(steps)[:2]
        assert (first.due, first.row.id, first.typed) == (ahead(3), case.id, case.next_step)
        call("李に", 40, person_id=at.li)
        call("孫に", 4, person_id=at.sun)
        assert [id for id, _due in people("-contact")][:2] == [at.sun, at.li]
        assert [id for id, _due in people("contact")][-2:] == [at.li, at.sun]


def test_a_task_is_put_off_by_a_week_from_the_lists_that_show_it(client: FlaskClient, at: Scene) -> None:
    with client.application.app_context():
        mission = voyage.mission(names={"ja": "団", "en": "Group"}).id
        task(3, (PERSON, at.sun))
        later = ahead(10).isoformat()
        task(5, (ACTIVITY, mission), mission)
        cases.opened(at, next_step_due=ahead(3))
    sign_in(client)
    for path in ("/contacts/people?col=step&sort=due", "/missions/?sort=due"):
        part = client.get(path).get_data(as_text=True)
        assert part.count('form="list-acts"') == 1, path
        assert 'id="list-acts"' in part, path
    part = client.get("/contacts/people?col=step&sort=due").get_data(as_text=True)
    [way] = re.findall(r'formaction="(/tasks/\d+/week)"', part)
    back = re.search(r'name="next" value="([^"]*)"', part)
    token = re.search(r'id="list-acts".*?name="csrf_token" value="([^"]*)"', part, re.S)
    assert back
    assert token
    answer = client.post(way, data={"csrf_token": token[1], "next": unescape(back[1])})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/contacts/people?col=step&sort=due")
    assert later in client.get("/contacts/people?col=step&sort=due").get_data(as_text=True)


def test_missions_left_alone_are_found(app: Flask, at: Scene) -> None:
    def found(**wanted: Any) -> set[int]:
        return {line.id for line in missions.mission_lines(missions.MissionFilter(**wanted), user=user()).rows}

    with app.app_context():
        first, second = (voyage.mission(names={"ja": name, "en": name}).id for name in ("A", "B"))
        task(4, (ACTIVITY, second), second)
        assert first in found(stepless=True)
        assert second not in found(stepless=True)
        cases.held(at, days_ago=40, activity_id=first)
        assert {first, second} <= found(silent=(30, user()))
        assert first not in found(silent=(90, user()))
        assert second in found(silent=(90, user()))


PAGES = (
    "/negotiations/list", "/negotiations/list?sort=contact", "/negotiations/list?sort=due", "/missions/",
    "/missions/?sort=due", "/missions/?sort=-contact", "/contacts/organisations?silent=30&stepless=yes",
    "/contacts/organisations?sort=due", "/contacts/people?sort=-contact", "/missions/?silent=30&stepless=yes",
)  # fmt: skip


@pytest.mark.once
def test_thirty_rows_ask_as_often_as_three(client: FlaskClient, at: Scene) -> None:
    def grow(first: int, last: int) -> None:
        with client.application.app_context():
            for number in range(first, last):
                cases.opened(at, title=f"案件{number}")
                mission = voyage.mission(names={"ja": f"団{number}", "en": f"Mission {number}"}).id
                task(number, (ACTIVITY, mission), mission)
                book.organisation(f"延吉第{number}公司")

    def asked() -> dict[str, int]:
        counts = {}
        for path in PAGES:
            with sent(client.application) as statements:
                assert client.get(path).status_code == 200, path
            counts[path] = len(statements)
        return counts

    sign_in(client)
    grow(1, 4)
    few = asked()
    grow(4, 31)
    assert asked() == few
