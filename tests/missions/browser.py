"""What the tests of the pages share: sending a form with its hidden fields, pressing a button, the mission."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.activities import queries as activities
from crm.activities.models import Activity
from tests import cast
from tests.contacts import book
from tests.missions import voyage


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:800]
    return answer.get_data(as_text=True)


def posted(client: FlaskClient, path: str, data: dict[str, Any]) -> TestResponse:
    """The answer to the form at `path`, sent with its plumbing and `data`."""
    shown = text(client, path)
    plumbing = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    return client.post(path, data=plumbing | data)


def pressed(client: FlaskClient, path: str, page: str, **data: str) -> TestResponse:
    """The answer to a button on `page` that carries nothing but the token."""
    return client.post(path, data={"csrf_token": cast.csrf_token(client, page)} | data)


def yanji(app: Flask) -> str:
    with app.app_context():
        return str(book.place(voyage.YANJI).id)


def activity_of(id: int) -> Activity:
    return activities.one(id, user=cast.user())
