"""Another visit is chosen in the form that logs one, where no script runs."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.fields import services as fields
from crm.meetings.models import Meeting
from tests.cast import hidden, sign_in, user
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
    shown = _turned(client, at, other, typed)
    assert count(app, Meeting) == 0
    for kept in (
        "委託販売の枠を二十点へ",
        'value="検品票を送る"',
        'value="2026-12-18"',
        'value="赵丽"',
        'value="二階"',
    ):
        assert kept in shown
    assert re.search(r'value="interest" checked', shown)
    assert "What you typed for the other visit has been taken along." in shown
    for own in ('value="2026-12-12"', 'value="14:30"'):
        assert own in shown
    for others in ('value="2026-12-11"', "error"):
        assert others not in shown
    ticked = re.findall(r'name="theirs" value="(\d+)"[^>]* checked', shown)
    assert ticked == [str(at.sun)]


def test_a_step_that_nobody_wrote_is_due_by_the_other_visit(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    other = address(at, item=18, starts="2026-12-12T14:30")
    shown = send(client, other, filled(at, **{"next_steps-0-text": "", "other-visit": "1"})).get_data(as_text=True)
    assert 'value="2026-12-31"' in shown, "tomorrow: that visit is long ago"
    assert 'value="2026-12-18"' not in shown


def test_what_was_chosen_goes_along(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    chosen = {"mode": "online", "language": "zh-Hans", "state": "planned", "interpreter_id": at.li}
    typed = filled(at, ours=[], venue="二階", confirmed_by_counterpart="y", **chosen, **{"other-visit": "1"})
    shown = _turned(client, at, address(at, item=18, hosts=at.sun), typed)
    for kept in chosen.values():
        assert re.search(rf'<option selected value="{kept}"', shown), kept
    assert 'value="二階"' in shown
    assert re.search(r'<input checked id="confirmed_by_counterpart"', shown)
    assert not re.search(r'name="ours" value="\d+"[^>]* checked', shown), "the tick that was taken away"


def test_what_was_left_alone_follows_the_visit(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    other = address(at, item=18, interpreter=at.sun, hosts=at.sun)
    shown = _turned(client, at, other, filled(at, theirs=[at.li], **{"other-visit": "1"}))
    assert re.search(rf'<option selected value="{at.sun}"', shown), "the interpreter of that visit"
    assert re.search(r'<option selected value="held"', shown)
    assert re.search(rf'name="ours" value="{at.tanabe}"[^>]* checked', shown)
    assert not re.search(r'name="theirs" value="\d+"[^>]* checked', shown), "the tick of 孙浩 was taken away"


def _turned(client: FlaskClient, at: Scene, other: str, typed: dict[str, Any]) -> str:
    """What is shown of the other visit, after the form that was opened about the first one was sent there."""
    opened = client.get(address(at)).text
    plumbing = {name: hidden(opened, name) for name in ("csrf_token", "form_id", "as_begun")}
    answer = client.post(other, data=plumbing | typed)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_an_own_field_goes_along(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context(), writing():
        made = fields.make(record_type="meetings", kind="text", labels={"en": "Room"}, by=user()).id
        db.session.commit()
    sign_in(client)
    shown = send(client, address(at, item=18), filled(at, **{f"own_{made}": "会議室A", "other-visit": "1"})).text
    assert 'value="会議室A"' in shown


def test_a_visit_without_a_host_asks_for_the_counterpart_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    sign_in(client)
    step = f"/meetings/new?activity_id={at.mission}&item=18&starts=2026-12-12T14:30&zone=Asia/Shanghai"
    typed = filled(at, venue="二階", theirs=[at.li], **{"other-visit": "1"})
    page = send(client, address(at), typed)
    choice = client.post(step, data=typed | {"csrf_token": hidden(page.text, "csrf_token")})
    assert choice.status_code == 200
    assert "What you typed for the other visit will be taken along." in choice.text
    waits = {name: hidden(choice.text, name) for name in ("csrf_token", "form_id", "carried")}
    there = f"{step}&organisation_id={at.commerce_bureau}"
    found = client.post(step, data=waits | {"q": "延吉", "other-visit": "1"}).text
    [button] = re.findall(r'<button[^>]*formaction="([^"]+)"[^>]*>', found)
    assert f"organisation_id={at.commerce_bureau}" in button
    assert hidden(found, "carried") == waits["carried"]
    for answer in (
        client.post(there, data=waits | {"other-visit": "1"}),
        _after_recording(client, step, waits, there, at),
    ):
        assert answer.status_code == 200
        for kept in ("委託販売の枠を二十点へ", 'value="検品票を送る"', 'value="二階"', 'value="2026-12-12"'):
            assert kept in answer.text
    assert count(app, Meeting) == 0


def _after_recording(client: FlaskClient, step: str, waits: dict[str, str], there: str, at: Scene) -> Any:
    """Somebody new is recorded on the way: found in the page afterwards, with what waits in it."""
    made = client.post(step, data=waits | {"text": "龙井市商务局", "place_id": at.place, "form_id": "another"})
    assert made.status_code == 200
    assert "龙井市商务局" in made.text
    return client.post(
        there, data={"csrf_token": hidden(made.text, "csrf_token"), "carried": hidden(made.text, "carried")}
    )


@pytest.mark.parametrize("sent", ["", "[", "[[1]]", "{}", '[["as_begun", "[]"], ["ours", "x"]]'])
def test_what_is_not_readable_takes_nothing_along(client: FlaskClient, at: Scene, sent: str) -> None:
    sign_in(client)
    answer = send(client, address(at), {"carried": sent})
    assert answer.status_code == 200
    assert re.search(rf'name="ours" value="{at.tanabe}"[^>]* checked', " ".join(answer.text.split()))
