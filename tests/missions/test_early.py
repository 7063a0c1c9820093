"""A mission is under way before its first day only where somebody says so."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import here
from crm.core.database import db, writing
from tests import cast
from tests.cast import SET_UP
from tests.missions import voyage


@pytest.mark.parametrize(("days", "asked"), [(1, True), (0, False)])
def test_it_is_asked_before_the_first_day_alone(app: Flask, client: FlaskClient, days: int, asked: bool) -> None:
    with app.app_context():
        first = here.today() + timedelta(days=days)
        id = voyage.mission(start_on=first, end_on=first + timedelta(days=3)).id
        with writing(), action(SET_UP, by=None):
            db.session.get_one(Activity, id).status = "confirmed"
            db.session.commit()
    cast.sign_in(client)
    token = {"csrf_token": cast.csrf_token(client, f"/missions/{id}"), "status": "in_progress"}
    answer = client.post(f"/missions/{id}/move", data=token)
    assert answer.status_code == (200 if asked else 303)
    if asked:
        assert "Is it under way already?" in answer.text
        assert state(app, id) == "confirmed"
        assert client.post(f"/missions/{id}/move", data=token | {"early": "1"}).status_code == 303
    assert state(app, id) == "in_progress"


def test_where_it_cannot_be_said_the_reason_is_told(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = voyage.mission().id
    cast.sign_in(client)
    token = {"csrf_token": cast.csrf_token(client, f"/missions/{id}"), "status": "in_progress"}
    assert client.post(f"/missions/{id}/move", data=token).status_code == 409


def state(app: Flask, id: int) -> str:
    with app.app_context():
        return db.session.get_one(Activity, id).status
