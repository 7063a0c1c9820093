"""The panels of a record, which come in one answer: what each says by itself, and no more than its reader may see."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.permissions import Role
from tests.cast import sign_in
from tests.insights import fairs
from tools.steps import ROOT

#: What of a page shows its timeline, and what brings the panels that come later.
THREAD, PANELS = 'include "threads/_thread.html"', 'include "_macros/panels.html"'
HTMX = {"HX-Request": "true"}
TOKENS = re.compile(r'(name="(?:csrf_token|form_id)" value=")[^"]*|id="csrf_token"')


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=HTMX)
    assert answer.status_code == 200, path
    return TOKENS.sub(r"\1", answer.get_data(as_text=True))


@pytest.fixture
def firm(app: Flask) -> int:
    with app.app_context():
        return fairs.organisation("延吉百货大楼").id


def test_a_record_asks_once_for_all_its_panels(client: FlaskClient, firm: int) -> None:
    sign_in(client)
    page = client.get(f"/contacts/organisations/{firm}").get_data(as_text=True)
    assert re.findall(r'hx-get="([^"]+)" hx-trigger="load"', page) == [f"/panels/organisations/{firm}"]
    assert f'<a href="/negotiations/panels/organisation/{firm}">' in page, "the way without JavaScript"


def test_they_say_together_what_each_says_by_itself(client: FlaskClient, firm: int) -> None:
    sign_in(client)
    page = client.get(f"/contacts/organisations/{firm}").get_data(as_text=True)
    each = re.findall(r'<section class="panel"><header><h2><a href="([^"]+)">', page)
    assert len(each) > 8
    together = text(client, f"/panels/organisations/{firm}")
    assert all(text(client, path).strip() in together for path in each)


def test_what_is_empty_is_one_row_behind_what_is_not(client: FlaskClient, firm: int) -> None:
    sign_in(client)
    full, _row, empty = text(client, f"/panels/organisations/{firm}").partition('<div class="empties">')
    assert full.count("<section") + empty.count("<section") > 8
    for name in ("leads", "agreements", "tasks", "targets", "watch"):
        assert f'id="{name}"' in empty, name
        assert f'id="{name}"' not in full, name


def test_a_panel_that_is_opened_from_that_row_asks_its_questions(client: FlaskClient, firm: int) -> None:
    sign_in(client)
    for path in (f"/targets/panels/organisations/{firm}", f"/watches/panels/organisations/{firm}"):
        assert "<form" not in text(client, path), path
        assert "<form" in text(client, f"{path}?open=1"), path


def test_a_role_gets_the_panels_that_it_may_read(client: FlaskClient, firm: int) -> None:
    sign_in(client)
    assert 'id="tasks"' in text(client, f"/panels/organisations/{firm}")
    sign_in(client, Role.MANAGEMENT)
    assert "/merging/" not in text(client, f"/panels/organisations/{firm}")


def test_the_panels_of_what_a_reader_does_not_see_are_not_there(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        hidden = fairs.activity(fairs.place("222401")).id
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/panels/activities/{hidden}", headers=HTMX).status_code == 404
    assert client.get("/panels/unheard/1", headers=HTMX).status_code == 404


def test_without_a_script_the_page_of_the_record_has_the_ways_to_them(client: FlaskClient, firm: int) -> None:
    sign_in(client)
    assert client.get(f"/panels/organisations/{firm}").headers["Location"] == f"/contacts/organisations/{firm}"


def test_the_count_of_tasks_is_renewed_from_their_own_panel(client: FlaskClient, firm: int) -> None:
    sign_in(client)
    assert f'hx-get="/tasks/panels/organisations/{firm}"' in text(client, f"/panels/organisations/{firm}")


@pytest.mark.once
def test_what_comes_after_a_page_stands_below_its_timeline_and_so_moves_it_nowhere() -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")}
    both = {path: text for path, text in pages.items() if THREAD in text and PANELS in text}
    assert len(both) >= 10
    assert [str(path) for path, text in both.items() if text.index(PANELS) < text.index(THREAD)] == []
