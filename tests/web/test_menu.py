"""The menu: each role's own order, nothing out of reach, and the page one is on is lit."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities.models import Activity
from crm.audit.services import action
from crm.capabilities import entries_of, menu_of
from crm.capabilities.menu import _OFFICE, SETTINGS_PAGE, MenuGroup
from crm.capabilities.settings import SETTINGS
from crm.core import here
from crm.core.database import db, writing
from crm.core.permissions import Role, allows
from crm.core.sight import AT_WORK
from crm.tasks import services as tasks
from tests.cast import SET_UP, sign_in, user
from tests.missions import voyage

MOST = 9


@pytest.mark.once
@pytest.mark.parametrize("role", Role)
def test_a_role_has_nine_lines_at_most_and_reaches_every_page_that_it_may_open(role: Role) -> None:
    menu = menu_of(role)
    assert len(menu) <= MOST
    reached = [entry for item in menu for entry in entries_of(item)]
    assert len(reached) == len(set(reached))
    asked = {entry.endpoint for item in _OFFICE for entry in entries_of(item) if allows(role, entry.permission)}
    assert asked <= {entry.endpoint for entry in reached}


@pytest.mark.once
@pytest.mark.parametrize("role", Role)
def test_no_group_has_the_name_of_one_of_its_lines(role: Role) -> None:
    groups = [item for item in menu_of(role) if isinstance(item, MenuGroup)]
    assert not [group.label for group in groups if group.label in {entry.label for entry in group.entries}]


@pytest.mark.parametrize(
    ("path", "group", "line"),
    [
        ("/contacts/organisations", "Contacts", "Organisations"),
        ("/missions/templates", "Missions and initiatives", "Templates"),
        ("/places/rates", "", "Settings"),
        ("/agreements/", "Negotiations and agreements", "Agreements"),
        ("/merging/", "", "Settings"),
        ("/watches/", "Contacts", "Watched contacts"),
    ],
)
def test_the_line_of_the_page_is_lit_in_its_open_group(client: FlaskClient, path: str, group: str, line: str) -> None:
    sign_in(client, Role.COORDINATOR)
    menu = client.get(path).text.partition("</nav>")[0]
    assert re.findall(r'aria-current="page">([^<]+)', menu) == [line]
    opened = re.findall(r"<details open>.*?Pages under ([^<]+)<", menu, re.DOTALL)
    assert opened == [group] if group else opened == []


def test_each_reader_has_the_frame_in_their_own_language_and_as_their_role_has_it(client: FlaskClient) -> None:
    """It is written once a language and role in a process: nobody gets another reader's."""
    for role, language, keys, groups in (
        (Role.COORDINATOR, "en", "Keyboard", 5), (Role.COORDINATOR, "ja", "キーボード", 5),
        (Role.MANAGEMENT, "ja", "キーボード", 2), (Role.COORDINATOR, "en", "Keyboard", 5),
    ):  # fmt: skip
        sign_in(client, role, language=language)
        page = client.get("/documents/").text
        assert f'<h2 id="keys-title">{keys}</h2>' in page
        assert page.partition('<div class="nav-foot">')[0].count('class="nav-group"') == groups


def test_what_waits_is_counted_for_whoever_has_to_act(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), writing():
        owner = user(Role.COORDINATOR)
        for due in (here.today(), here.today() - timedelta(days=3), here.today() + timedelta(days=1)):
            tasks.add(text="見本を送る", due_on=due, owner_id=owner.id, by=owner)
        db.session.commit()
    sign_in(client, Role.MANAGEMENT)
    assert not re.search(r'class="num"[^>]*>\d', client.get("/documents/").text.partition("</nav>")[0])
    sign_in(client, Role.COORDINATOR)
    assert re.findall(r'Tasks<span class="num"[^>]*>(\d+)', client.get("/documents/").text) == ["2"]


def test_a_leader_finds_the_day_and_how_many_missions_wait_for_who_was_there(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        leader = user(Role.MISSION_LEADER).id
        over, ahead, another = (
            voyage.mission(start_on=day, end_on=day, leader_id=whose)
            for day, whose in (
                (here.today() - timedelta(days=20), leader),
                (here.today() + timedelta(days=5), leader),
                (here.today() - timedelta(days=9), user().id),
            )
        )
        for mission in (over, ahead, another):
            voyage.delegate(mission, status="accepted")
        with writing(), action(SET_UP, by=None):
            for mission in (over, ahead, another):
                db.session.get_one(Activity, mission.id).status = "approved"
            db.session.commit()
        next_one = ahead.id
    sign_in(client, Role.MISSION_LEADER)
    menu = client.get("/documents/").text.partition("</nav>")[0]
    assert re.findall(r'My missions<span class="num"[^>]*>(\d+)', menu) == ["1"]
    assert '<a href="/home/today">Today' in menu
    assert client.get("/home/today").location == f"/missions/{next_one}/today"


def test_without_a_mission_ahead_the_day_is_the_home_page(client: FlaskClient) -> None:
    sign_in(client, Role.MISSION_LEADER)
    assert client.get("/home/today").location == "/"


@pytest.mark.once
@pytest.mark.parametrize("role", [Role(role) for role in AT_WORK])
def test_what_stands_under_settings_stands_nowhere_else_for_whoever_has_them(role: Role) -> None:
    kept = {each.endpoint for pages in SETTINGS.values() for each in pages if allows(role, each.permission)}
    lines = {entry.endpoint for item in menu_of(role) for entry in entries_of(item)}
    assert kept & lines == set() or not allows(role, SETTINGS_PAGE.permission)
    assert ("places.index" in lines) is not allows(role, SETTINGS_PAGE.permission)


def test_lists_of_contacts_lead_to_nothing_that_stands_under_settings(client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    content = client.get("/contacts/people").text.partition("<main")[2]
    ways = ("/interchange/", "/merging/", "/cards/", "/watches/", "/tags/")
    assert [way for way in ways if f'href="{way}"' in content] == []
