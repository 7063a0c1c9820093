"""The auditor: the log and nothing else, narrowed by who, what and when."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core import clock
from crm.core.permissions import ROLE_PERMISSIONS, Permission, Role
from crm.core.sight import SIGHTS
from crm.users import queries as users
from crm.web.access import PUBLIC, policies
from tests.audit.test_log import person
from tests.audit.test_pages import text
from tests.cast import sign_in, user

#: A page that only readers of records have.
ELSEWHERE = ("/contacts/people", "/missions/", "/search/?q=a", "/insights/", "/tasks/", "/office/settings")


def test_an_auditor_holds_the_log_and_their_own_account(app: Flask) -> None:
    assert ROLE_PERMISSIONS[Role.AUDITOR] == {Permission.AUDIT_ALL, Permission.AUDIT_RECORD, Permission.USERS_SELF}
    assert Role.AUDITOR not in SIGHTS
    held = {*ROLE_PERMISSIONS[Role.AUDITOR], PUBLIC}
    parts = {endpoint.split(".")[0] for endpoint, policy in policies(app).items() if policy in held - {PUBLIC}}
    assert parts == {"audit", "home", "offline", "users"}


@pytest.mark.parametrize("language", ["en", "ja", "zh-Hans", "ko"])
def test_an_auditor_begins_with_the_log_and_finds_no_search_and_nothing_to_create(
    app: Flask, client: FlaskClient, language: str
) -> None:
    with app.app_context():
        person()
    sign_in(client, Role.AUDITOR, language=language)
    assert client.get("/").headers["Location"] == "/audit/"
    page = client.get("/audit/").get_data(as_text=True)
    assert "李明淑" in page
    assert '<a href="/audit/" aria-current="page">' in page
    for missing in ('role="search" method="get" action="/search', 'id="palette"', "/home/counts", 'data-key="c"'):
        assert missing not in page
    assert [address for address in ELSEWHERE if client.get(address).status_code != 403] == []


def test_nobody_puts_an_auditor_in_charge_of_a_record(app: Flask) -> None:
    with app.app_context():
        ours, auditor = user(), user(Role.AUDITOR)
        assert [id for id, _name in users.options()] == [ours.id]
        assert users.names()[auditor.id] == "水野 聡"


def test_the_log_is_narrowed_by_who_what_and_when(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        person()
        ours, leader = user().id, user(Role.MISSION_LEADER).id
    sign_in(client, Role.AUDITOR)
    today = clock.today("Asia/Tokyo")
    narrowed = {
        f"by={ours}": True, f"by={leader}": False, "of=people": True, "of=leads": False, f"since={today}": True,
        f"since={today + timedelta(days=1)}": False, f"until={today}": True,
        f"until={today - timedelta(days=1)}": False, f"by={ours}&of=people&since={today}&until={today}": True,
    }  # fmt: skip
    assert {query: "李明淑" in text(client, f"/audit/?{query}") for query in narrowed} == narrowed
    empty = text(client, f"/audit/?by={leader}")
    assert "No entry of the log fits these filters." in empty
    assert "Clear filters" in empty


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("by=x", "Choose one from the list."), ("by=4711", "Choose one from the list."),
        ("of=nothing", "Choose one from the list."), ("since=tomorrow", "Enter a day of the calendar."),
        ("until=0001-01-01", "Enter a day of the calendar."),
        ("since=2026-11-02&until=2026-11-01", "The last day is before the first day."),
    ],
)  # fmt: skip
def test_what_cannot_narrow_the_log_is_told_beside_its_field_and_shows_nothing_of_it(
    app: Flask, client: FlaskClient, asked: str, told: str
) -> None:
    with app.app_context():
        person()
    sign_in(client, Role.AUDITOR)
    page = client.get(f"/audit/?{asked}").text
    name = asked.split("&")[-1].split("=")[0]
    assert f'<span class="err t-s t-bad" id="{name}-err">{told}</span>' in page
    assert "李明淑" not in page


@pytest.mark.parametrize("language", ["en", "ja", "zh-Hans", "ko"])
def test_no_two_kinds_of_records_are_called_alike_in_the_filter_of_the_log(client: FlaskClient, language: str) -> None:
    sign_in(client, Role.AUDITOR, language=language)
    page = client.get("/audit/").text
    words = re.findall(r'<option value="\w+">([^<]+)</option>', page.split('name="of"')[1].split("</select>")[0])
    assert len(words) > 40
    assert [word for word in words if words.count(word) > 1] == []


def test_older_entries_keep_what_the_log_is_narrowed_by(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        for _number in range(21):
            person()
        ours = user().id
    sign_in(client, Role.AUDITOR)
    page = client.get(f"/audit/?by={ours}&of=people").get_data(as_text=True)
    assert f"by={ours}&amp;of=people" in page.split("Older entries")[0].rsplit("href=", 1)[1]
