"""Meetings that end on another day than they begin on, in the form."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.meetings import queries
from tests.cast import sign_in, user
from tests.meetings.scene import Scene, scene, talk
from tests.meetings.test_pages import address, filled, send

pytestmark = pytest.mark.usefixtures("afterwards")


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def length_of(app: Flask, id: int) -> timedelta:
    with app.app_context():
        found = queries.one(id, user=user())
        assert found.ends_at is not None
        return found.ends_at - found.starts_at


def test_a_dinner_that_ends_after_midnight_is_logged_and_corrected(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    typed = filled(at, kind="reception", starts="21:30", ends="00:40") | {"next_steps-0-text": ""}
    here = send(client, address(at), typed).headers["Location"]
    id = int(here.rpartition("/")[2])
    assert length_of(app, id) == timedelta(hours=3, minutes=10)
    assert send(client, f"{here}/edit", typed | {"subject": "宴会"}).status_code == 303
    assert length_of(app, id) == timedelta(hours=3, minutes=10)


def test_a_meeting_of_two_days_keeps_them_when_something_else_is_corrected(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context(), writing():
        id = talk(at, starts=datetime(2026, 12, 11, 9), ends=datetime(2026, 12, 12, 17)).id
        db.session.commit()
    sign_in(client)
    typed = filled(at, starts="09:00", ends="17:00", subject="直した題") | {"next_steps-0-text": ""}
    assert send(client, f"/meetings/{id}/edit", typed).status_code == 303
    assert length_of(app, id) == timedelta(hours=32)
