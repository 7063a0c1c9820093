"""The tabs of a mission, also those that other capabilities serve: one head over all, and one line of the menu."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core import here
from crm.core.permissions import Role
from crm.web.filters import brief_in
from tests.cast import sign_in
from tests.missions import voyage
from tests.missions.browser import text
from tests.threads.calls import ago, call

TABS = {
    "Overview": "/missions/{}",
    "Itinerary": "/missions/{}/itinerary",
    "Delegation": "/missions/{}/delegation",
    "Meetings": "/missions/{}/meetings",
    "Leads": "/leads/?activity={}",
    "Budget": "/activities/{}/budget",
    "Documents": "/missions/{}/documents",
    "Outcomes": "/outcomes/?activity={}",
}
TOKENS = re.compile(r'value="[^"]*"| aria-current="page"')
#: What comes after a page that does not read the programme.
LATER = re.compile(r'<a class="chip"[^>]* hx-get="([^"]+)"[^>]*>[^<]*</a>')


@pytest.fixture
def mission(app: Flask) -> int:
    with app.app_context():
        made = voyage.mission()
        voyage.delegate(made)
        return made.id


def head(page: str) -> str:
    """From the name of the mission to its tabs."""
    found = re.search(r'<div class="head">.*?</nav>', page, re.DOTALL)
    assert found is not None
    return re.sub(r"\s+", " ", TOKENS.sub("", found[0]))


def current(page: str) -> list[str]:
    """What is lit among the tabs and in the menu."""
    return re.findall(r'aria-current="page">\s*([^<]*?)\s*<', page.partition('class="bottombar"')[0])


def test_every_tab_and_the_page_to_print_on_have_one_head(client: FlaskClient, mission: int) -> None:
    sign_in(client)
    pages = {name: text(client, path.format(mission)) for name, path in TABS.items()}
    pages["Documents of it"] = text(client, f"/documents/missions/{mission}")
    first = head(pages["Overview"])
    later = {name for name, page in pages.items() if LATER.search(page)}
    assert later == {"Leads", "Budget", "Outcomes", "Documents of it"}
    pages |= {name: LATER.sub(lambda at: text(client, at[1]).strip(), pages[name]) for name in later}
    assert "第7回 延辺視察団" in first
    assert 'class="countdown"' in first
    assert re.search(r"[1-9]\d* gaps?</a>", first)
    assert 'class="counters"' in first
    assert {name: head(page) == first for name, page in pages.items()} == dict.fromkeys(pages, True)


def test_the_menu_stays_lit_on_missions_and_the_tab_is_marked(client: FlaskClient, mission: int) -> None:
    sign_in(client)
    for name, path in TABS.items():
        assert current(text(client, path.format(mission))) == ["Missions", name], path
    assert current(text(client, f"/documents/missions/{mission}"))[:2] == ["Missions", "Documents"]
    assert current(text(client, "/leads/"))[:1] == ["Leads"], "all leads are under their own line"


def test_a_mission_has_one_primary_act_and_one_beside_it(client: FlaskClient, mission: int) -> None:
    sign_in(client)
    acts = head(text(client, f"/missions/{mission}")).partition('<div class="actions">')[2].partition("<details")[0]
    assert re.findall(r'class="(btn[^"]*)"', acts) == ["btn", "btn btn-primary"]


def test_its_states_are_in_the_menu_behind(client: FlaskClient, mission: int) -> None:
    sign_in(client)
    menu = head(text(client, f"/missions/{mission}")).partition('<div class="menu-body">')[2]
    assert f'action="/missions/{mission}/move"' in menu
    assert "Status: " in menu
    sign_in(client, Role.MANAGEMENT)
    assert "/move" not in head(text(client, f"/missions/{mission}"))


def test_the_head_tells_the_last_contact_as_other_heads_do(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        call("検品の件", days_ago=1, activity_id=mission)
        told = brief_in("ja", ago(1), here.today())
    sign_in(client, language="ja")
    page = client.get(f"/missions/{mission}").get_data(as_text=True)
    assert f"<b>{told}</b>" in page.partition('<div class="counters">')[2].partition("</div>")[0]
