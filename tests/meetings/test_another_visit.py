"""Another visit is chosen in the form that logs one, where no script runs."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.meetings.models import Meeting
from tests.cast import sign_in
from tests.meetings.scene import Scene, scene
from tests.meetings.test_pages import address, count, filled, send

pytestmark = pytest.mark.usefixtures("afterwards")


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def test_another_visit_takes_along_what_was_said_and_has_days_and_people_of_its_own(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    """Where no script runs: a button sends the form to that about the other visit, which saves nothing."""
    sign_in(client)
    other = address(at, item=18, starts="2026-12-12T14:30", hosts=at.sun)
    typed = filled(at, venue="二階", **{"newcomers-0-name": "赵丽", "other-visit": "1"})
    answer = send(client, other, typed)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert count(app, Meeting) == 0
    for kept in ("委託販売の枠を二十点へ", 'value="検品票を送る"', 'value="2026-12-18"', 'value="赵丽"'):
        assert kept in shown
    assert re.search(r'value="interest" checked', shown)
    assert "What you typed for the other visit has been taken along." in shown
    for own in ('value="2026-12-12"', 'value="14:30"'):
        assert own in shown
    for others in ('value="2026-12-11"', 'value="二階"', "error"):
        assert others not in shown
    ticked = re.findall(r'name="theirs" value="(\d+)"[^>]* checked', " ".join(shown.split()))
    assert ticked == [str(at.sun)]


def test_a_step_that_nobody_wrote_is_due_by_the_other_visit(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    other = address(at, item=18, starts="2026-12-12T14:30")
    shown = send(client, other, filled(at, **{"next_steps-0-text": "", "other-visit": "1"})).get_data(as_text=True)
    assert 'value="2026-12-31"' in shown, "tomorrow: that visit is long ago"
    assert 'value="2026-12-18"' not in shown
