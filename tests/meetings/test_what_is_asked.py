"""What the form of a talk asks before it is saved: whether it was held, whether it is another one; in one round."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db
from crm.meetings.models import Meeting
from tests.cast import hidden, sign_in
from tests.meetings.scene import Scene, scene, talk
from tests.meetings.test_pages import HTMX, address, count, filled, send

STILL_TO_COME = "This is still to come. Correct it, or choose “Planned” as the status."


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """12:00 in Yanji on the day of the meeting."""
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime(2026, 12, 11, 4, tzinfo=UTC))


def _errors(answer: Any) -> dict[str, str]:
    """{field: message}."""
    page = unescape(answer.get_data(as_text=True))
    return dict(re.findall(r'<span class="err" id="([^"]+)-err">([^<]*)', page))


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("change", "wrong"),
    [({"day": "2026-12-12"}, "day"), ({"starts": "12:01", "ends": ""}, "starts"), ({"day": "2099-12-24"}, "day")],
)
def test_what_is_still_to_come_is_not_saved_as_held(
    app: Flask, client: FlaskClient, at: Scene, change: dict[str, Any], wrong: str
) -> None:
    sign_in(client)
    told = filled(at, result="", said="", activity_id="", **change)
    refused = send(client, address(at), told)
    assert (refused.status_code, _errors(refused)) == (422, {wrong: STILL_TO_COME})
    assert '<details class="field" id="presumed" data-stays open>' in refused.get_data(as_text=True)
    assert send(client, address(at), told | {"state": "planned"}).status_code == 303
    with app.app_context():
        [made] = db.session.scalars(db.select(Meeting))
        assert made.status == "planned"
        edit = f"/meetings/{made.id}/edit"
    assert _errors(send(client, edit, told)) == {wrong: STILL_TO_COME}
    begun = told | {"day": "2026-12-11", "starts": "12:00", "ends": ""}
    assert send(client, edit, begun).status_code == 303


@pytest.mark.usefixtures("noon")
def test_a_talk_that_was_kept_as_held_for_a_day_to_come_can_be_changed_but_for_its_day(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        edit = f"/meetings/{talk(at, starts=datetime(2026, 12, 24, 9, 5), ends=None).id}/edit"
    sign_in(client)
    kept = filled(at, day="2026-12-24", ends="", activity_id="")
    assert send(client, edit, kept | {"venue": "二階"}).status_code == 303
    assert _errors(send(client, edit, kept | {"day": "2026-12-25"})) == {"day": STILL_TO_COME}


@pytest.mark.usefixtures("afterwards")
def test_the_head_of_the_fold_tells_what_is_chosen_in_it(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    chosen = filled(at, kind="signing", mode="online", state="planned", timezone="Asia/Tokyo", **{"add-nothing": "1"})
    page = send(client, address(at), chosen, **HTMX)
    [head] = re.findall(r'<summary id="presumed-head"[^>]*>\s*More: ([^<]*)<', page.get_data(as_text=True))
    for told in ("Japan time", "Signing", "Online", "Planned"):
        assert told in head
    assert (page.status_code, count(app, Meeting)) == (200, 0)
    odd = send(client, address(at), chosen | {"activity_id": 9999}, **HTMX)
    assert odd.status_code == 200


@pytest.mark.usefixtures("afterwards")
def test_a_visit_that_somebody_logged_meanwhile_is_saved_once_more_only_on_purpose(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    sign_in(client)
    opened = client.get(address(at)).get_data(as_text=True)
    typed = filled(at) | {name: hidden(opened, name) for name in ("csrf_token", "form_id")}
    with app.app_context():
        twin = talk(at, activity_id=at.mission, itinerary_item_id=17, our_organisation_id=None).id
        talk(at, activity_id=at.mission, itinerary_item_id=18, our_organisation_id=None)
    ours = {"our_organisation_id-offered": ""}
    refused = client.post(address(at), data=typed | ours, headers=HTMX)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert _errors(refused) == {"odd_seen": "Somebody has logged this visit already. Is yours another meeting?"}
    assert re.findall(r'href="/meetings/(\d+)"', page) == [str(twin)]
    other = typed | {"our_organisation_id-offered": str(at.association)}
    assert client.post(address(at), data=other).status_code == 303, "the talk of another firm of ours"
    again = send(client, address(at), filled(at, odd_seen="y") | ours)
    assert again.status_code == 303


@pytest.mark.usefixtures("afterwards")
def test_what_is_wrong_is_told_in_one_round(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    wrong = filled(at, theirs=[], day=date(2026, 12, 21).isoformat(), result="bad")
    told = _errors(send(client, address(at), wrong))
    assert "Is this date right?" in told["day"]
    page = send(client, address(at), wrong).get_data(as_text=True)
    assert page.count("Tick at least one person from the counterpart, or add one by name.") == 2, "summary and field"
