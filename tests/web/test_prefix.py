"""Served under a path of a larger site, as /crm: each panel stands once, each address leads back to us."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.permissions import Role
from tests import cast
from tests.trust import world
from tests.trust.world import World

ROOT = {"SCRIPT_NAME": "/crm"}
ADDRESS = re.compile(r' (?:href|action|formaction|hx-get|hx-post|src)="(/[^"]*)"')
PANEL = re.compile(r'hx-get="([^"]*/panels?/[^"]*)"')


@pytest.fixture
def made(app: Flask) -> World:
    with app.app_context():
        return world.build()


@pytest.mark.once
def test_under_a_prefix_every_address_leads_back_and_every_panel_stands_once(client: FlaskClient, made: World) -> None:
    cast.sign_in(client, Role.ADMIN)
    ids = made.branches[0].ids
    mission, meeting, lead = (f"/{kind}s/{ids[kind]}" for kind in ("mission", "meeting", "lead"))
    own = [mission, f"{mission}/meetings", f"{mission}/documents", meeting, lead]
    paths = [*own, "/tasks/", "/tasks/new", "/leads/new", "/contacts/people", "/"]
    shown: dict[str, list[str]] = {}
    for path in paths:
        page = client.get(path, environ_overrides=ROOT).get_data(as_text=True)
        outside = {address for address in ADDRESS.findall(page) if not address.startswith("/crm/")}
        assert outside == set(), path
        shown[path] = PANEL.findall(page)
        assert len(shown[path]) == len(set(shown[path])), path
    assert shown[f"{mission}/meetings"]
    assert not set(shown[mission]) & set(shown[f"{mission}/meetings"] + shown[f"{mission}/documents"])
    assert [panel for panel in shown[meeting] + shown[lead] if "/tasks/" in panel] == []


@pytest.mark.once
def test_who_signs_in_under_a_prefix_comes_back_to_the_page_they_asked_for(client: FlaskClient) -> None:
    answer = client.get("/tasks/?owner=1", environ_overrides=ROOT)
    assert answer.location == "/crm/users/sign-in?next=/crm/tasks/?owner%3D1"
